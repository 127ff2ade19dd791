import { setTimeout as sleep } from 'node:timers/promises';
import { TicketsError } from '../errors.js';
import { callPod, probePod, wireFailureOf } from './client.js';
import { isServed } from './pod-lock.js';
import type { Pods } from './pods.js';
import { socketPathOf } from './socket-path.js';

/**
 * Asks a live pod to end, and waits until nobody serves it any more. False where nobody did. Throws `wire_failed` where
 * it cannot be asked, `pod_not_stopped` where it goes on.
 */
export async function stopPod(pods: Pods, name: string, deadlineMs = 15_000): Promise<boolean> {
  const socket = socketPathOf(pods, name);
  const deadline = performance.now() + deadlineMs;
  if (!(await isAsked(socket, deadlineMs))) return false;
  while (isServed(pods, name) || (await probePod(socket, { deadlineMs: 1000 })).reachable) {
    if (performance.now() > deadline) throw podNotStopped(name, deadlineMs);
    await sleep(20);
  }
  return true;
}

/** Whoever closes instead of answering has heard it, too: what counts is whether it is gone. */
async function isAsked(socket: string, deadlineMs: number): Promise<boolean> {
  try {
    await callPod(
      socket,
      { method: 'shutdown', params: {} },
      { deadlineMs, until: ({ event }) => event === 'shutdown' },
    );
    return true;
  } catch (error) {
    const failure = wireFailureOf(error);
    if (failure === undefined) throw error;
    if (failure.isLive && (await probePod(socket, { deadlineMs: 1000 })).reachable) throw error;
    return failure.isLive;
  }
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
