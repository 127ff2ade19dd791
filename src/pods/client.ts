import { dirname } from 'node:path';
import { TicketsError } from '../errors.js';
import { errnoOf, nodeFiles } from '../files/file-layer.js';
import { elapsedMs } from './clock.js';
import { isRecord } from './parse-metadata.js';
import { serverLineBytes, type WireEvent, type WireMethod } from './protocol.js';
import { checkRuntimeDir } from './socket-path.js';
import { connectWire, tookNoConnection, type Wire, type WireOptions } from './wire.js';

export interface CallOptions {
  /** For all of it: connecting, reading, writing, waiting. */
  deadlineMs: number;
  /** How much may be received before the call is given up. */
  bytesLimit?: number;
}

/** What a server says before anybody may speak. */
export interface Opening {
  greeting: unknown;
  status: unknown;
  alerts: unknown[];
}

export interface Answer extends Opening {
  /** The event that was waited for; null where none was. */
  event: WireEvent | null;
}

/** Connects and reads alerts up to the snapshot, as everybody must who wants to say something. */
export async function openWire(socketPath: string, options: CallOptions): Promise<{ wire: Wire; opening: Opening }> {
  if (!checkRuntimeDir(dirname(socketPath))) throw podNotLive(socketPath, 'nobody serves here (no runtime directory)');
  // Where there is no socket, what connects to one need not be loaded.
  if (isAbsent(socketPath)) throw nobodyAnswers(socketPath, 'ENOENT');
  const deadline = elapsedMs() + options.deadlineMs;
  const failed = (detail: string) => wireFailed(socketPath, detail);
  const wire = await connect(socketPath, { deadline, bytesLimit: options.bytesLimit ?? 2 * serverLineBytes, failed });
  try {
    return { wire, opening: await readOpening(wire) };
  } catch (error) {
    wire.close();
    throw error;
  }
}

async function readOpening(wire: Wire): Promise<Opening> {
  const alerts: unknown[] = [];
  while (true) {
    const { event, data } = await wire.next('snapshot');
    if (event === 'alert') alerts.push(data);
    if (event !== 'snapshot') continue;
    const { greeting = null, status = null } = isRecord(data) ? data : {};
    return { greeting, status, alerts };
  }
}

/**
 * Says one thing to a live pod, and waits for the event that `until` accepts; without one, for all bytes to be taken.
 * Throws `pod_not_live` where nobody answers, `wire_failed` for everything else.
 */
export async function callPod(
  socketPath: string,
  method: WireMethod,
  { until, ...options }: CallOptions & { until?: (event: WireEvent, opening: Opening) => boolean },
): Promise<Answer> {
  const { wire, opening } = await openWire(socketPath, options);
  try {
    await wire.write(method);
    let event: WireEvent | null = null;
    while (until !== undefined && (event === null || !until(event, opening))) event = await wire.next('answer');
    return { ...opening, event };
  } finally {
    wire.close();
  }
}

const statuses = ['idle', 'running', 'paused'] as const;

export interface Probe {
  reachable: boolean;
  status: (typeof statuses)[number] | null;
  /** What went wrong where somebody accepted the connection; null where nobody did. */
  error: string | null;
}

/** Whether a pod is live: somebody accepts the connection and says what every pod says first. */
export async function probePod(socketPath: string, options: CallOptions): Promise<Probe> {
  try {
    const { wire, opening } = await openWire(socketPath, options);
    wire.close();
    return { reachable: true, status: statuses.find((one) => one === opening.status) ?? null, error: null };
  } catch (error) {
    const failure = wireFailureOf(error);
    if (failure === undefined) throw error;
    return { reachable: false, status: null, error: failure.isLive ? failure.detail : null };
  }
}

/** A connection that stays: `onEvent` gets what comes after the snapshot, until either side closes. */
export interface Watch {
  opening: Opening;
  say: (method: WireMethod) => Promise<void>;
  /** Resolves when the connection is over, with why where that was not `close`. */
  ended: Promise<string | null>;
  close: () => void;
}

/** The deadline is for the opening alone. Throws as `callPod`. */
export async function watchPod(
  socketPath: string,
  onEvent: (event: WireEvent) => void,
  options: CallOptions,
): Promise<Watch> {
  const { wire, opening } = await openWire(socketPath, options);
  wire.last();
  let isClosed = false;
  const close = () => {
    isClosed = true;
    wire.close();
  };
  const follow = async (): Promise<string | null> => {
    try {
      while (true) onEvent(await wire.next('next event'));
    } catch (error) {
      wire.close();
      const failure = wireFailureOf(error);
      if (failure === undefined) throw error;
      return isClosed ? null : failure.detail;
    }
  };
  return { opening, say: wire.write, ended: follow(), close };
}

/** What cannot be looked at may be there: connecting to it says what is wrong. */
function isAbsent(path: string): boolean {
  try {
    return nodeFiles.lstat(path) === undefined;
  } catch {
    return false;
  }
}

/** A server whose queue is full is alive: it is asked again until the deadline. */
async function connect(socketPath: string, options: WireOptions): Promise<Wire> {
  while (true) {
    try {
      return await connectWire(socketPath, options);
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === undefined) throw error;
      if (errno === 'ENOENT' || errno === 'ECONNREFUSED') throw nobodyAnswers(socketPath, errno);
      if (errno !== 'EAGAIN') throw options.failed(`cannot be connected to (${errno})`);
      if (elapsedMs() + pauseMs > options.deadline) throw options.failed(tookNoConnection);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

const pauseMs = 15;

/** Why a connection came to nothing; undefined for any other error. `isLive`: somebody or something is there. */
export function wireFailureOf(error: unknown): { isLive: boolean; detail: string } | undefined {
  if (!(error instanceof TicketsError)) return undefined;
  if (error.code === 'pod_not_live') return { isLive: false, detail: detailOf(error) };
  if (error.code === 'wire_failed') return { isLive: true, detail: detailOf(error) };
  return error.code === 'unsafe_runtime_dir' ? { isLive: true, detail: error.message } : undefined;
}

function detailOf({ data, message }: TicketsError): string {
  return isRecord(data) && typeof data.detail === 'string' ? data.detail : message;
}

function nobodyAnswers(socketPath: string, errno: string): TicketsError {
  return podNotLive(socketPath, `nobody answers (${errno})`);
}

function podNotLive(socketPath: string, detail: string): TicketsError {
  return new TicketsError({
    kind: 'not_delivered',
    code: 'pod_not_live',
    message: `the pod is not live: ${detail}`,
    hints: ['tickets pod serve NAME makes it live'],
    data: { socket: socketPath, detail },
  });
}

function wireFailed(socketPath: string, detail: string): TicketsError {
  return new TicketsError({
    kind: 'not_delivered',
    code: 'wire_failed',
    message: `the pod ${detail}`,
    hints: ['tickets pod list shows what it does'],
    data: { socket: socketPath, detail },
  });
}
