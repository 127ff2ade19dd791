import { setTimeout as sleep } from 'node:timers/promises';
import { TicketsError } from '../errors.js';
import { openWire, probePod, wireFailureOf } from './client.js';
import { findServer, isServed } from './pod-lock.js';
import type { Pods } from './pods.js';
import { socketPathOf } from './socket-path.js';
import type { Wire } from './wire.js';

/**
 * Asks a live pod to end, and waits until nobody serves it any more. False where nobody did. Throws `pod_not_reached`
 * where somebody serves it and does not answer, `wire_failed` and `unsafe_runtime_dir` where it cannot be asked,
 * `pod_not_stopped` where it goes on.
 */
export async function endPod(pods: Pods, name: string, deadlineMs = 15_000): Promise<boolean> {
  const socket = socketPathOf(pods, name);
  const until = async (isSo: () => Promise<boolean>, ms: number, error: () => TicketsError) => {
    for (const deadline = performance.now() + ms; !(await isSo()); await sleep(20))
      if (performance.now() > deadline) throw error();
  };
  let isHeard = false;
  const isHeardOrGone = async () => {
    isHeard = await isAsked(socket, () => isServed(pods, name), deadlineMs);
    return isHeard || !isServed(pods, name);
  };
  // Who serves it may not answer yet: with much in its inbox, or on a busy machine, a pod is long in starting.
  await until(isHeardOrGone, deadlineMs, () => podNotReached(pods, name, socket));
  const isGone = async () => !isServed(pods, name) && !(await probePod(socket, { deadlineMs: 1000 })).reachable;
  if (isHeard) await until(isGone, deadlineMs, () => podNotStopped(name, deadlineMs));
  return isHeard;
}

/** Whoever closes instead of answering has heard it, too: what counts is whether it is gone. */
async function isAsked(socket: string, isServed: () => boolean, deadlineMs: number): Promise<boolean> {
  const wire = await openIfThere(socket, isServed, deadlineMs);
  if (wire === undefined) return false;
  try {
    await wire.write({ method: 'shutdown', params: {} });
    while ((await wire.next('answer')).event !== 'shutdown');
  } catch (error) {
    if (wireFailureOf(error) === undefined || (await probePod(socket, { deadlineMs: 1000 })).reachable) throw error;
  } finally {
    wire.close();
  }
  return true;
}

/** Who serves a pod and says nothing may be about to begin, or to end; of anybody else nobody knows. */
async function openIfThere(socket: string, isServed: () => boolean, deadlineMs: number): Promise<Wire | undefined> {
  try {
    return (await openWire(socket, { deadlineMs })).wire;
  } catch (error) {
    const failure = wireFailureOf(error);
    if (failure === undefined || isUnsafe(error)) throw error;
    if (failure.isLive && !isServed() && (await isThere(socket))) throw error;
    return undefined;
  }
}

async function isThere(socket: string): Promise<boolean> {
  const { reachable, error } = await probePod(socket, { deadlineMs: 1000 });
  return reachable || error !== null;
}

function isUnsafe(error: unknown): boolean {
  return error instanceof TicketsError && error.code === 'unsafe_runtime_dir';
}

function podNotReached(pods: Pods, name: string, socket: string): TicketsError {
  const server = findServer(pods, name);
  const who = server === undefined ? 'somebody' : `process ${server.pid} on ${server.host}`;
  return new TicketsError({
    kind: 'busy',
    code: 'pod_not_reached',
    message: `${who} serves the pod ${name} and does not answer at ${socket}`,
    hints: ['if it was served with another TICKETS_RUNTIME_DIR or XDG_RUNTIME_DIR, set that again'],
    data: { name, socket, pid: server?.pid ?? null },
  });
}

function podNotStopped(name: string, deadlineMs: number): TicketsError {
  return new TicketsError({
    kind: 'busy',
    code: 'pod_not_stopped',
    message: `the pod ${name} was asked to end ${deadlineMs} ms ago and is still there`,
    hints: [`tickets pod show ${name} shows what it does`],
    data: { name },
  });
}
