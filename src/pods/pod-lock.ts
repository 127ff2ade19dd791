import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';
import { findHolder, isLocked, withLock } from '../files/lock.js';
import { ensureStateDir } from '../files/state-dir.js';
import { filesOf, type Pods, podFile } from './pods.js';

/**
 * Runs `work` as the one process that serves this pod. Who is killed leaves nothing behind that stops the next one:
 * the lock of the dead is taken over.
 */
export async function holdPod<T>(pods: Pods, name: string, work: () => Promise<T>): Promise<T> {
  const stateDir = servingDir(pods, name);
  const files = filesOf(pods);
  ensureStateDir(podFile(pods, name, '.state'), files);
  try {
    return await withLock(stateDir, work, { patienceMs: 1000, holderPatienceMs: 300, files });
  } catch (error) {
    throw isAboutLock(error, stateDir) ? podIsServed(name, error) : error;
  }
}

/** Whether some process serves this pod, or is about to: it may not answer yet, or no more. */
export function isServed(pods: Pods, name: string): boolean {
  return isLocked(servingDir(pods, name));
}

/** The process that serves this pod, as far as its lock says so. */
export function findServer(pods: Pods, name: string): { pid: number; host: string } | undefined {
  return findHolder(servingDir(pods, name));
}

function servingDir(pods: Pods, name: string): string {
  return below(podFile(pods, name, '.state'), 'serving');
}

function isAboutLock(error: unknown, stateDir: string): error is TicketsError {
  if (!(error instanceof TicketsError) || error.code !== 'store_busy') return false;
  const { data } = error;
  return typeof data === 'object' && data !== null && 'lock' in data && data.lock === below(stateDir, 'lock');
}

function podIsServed(name: string, { message, hints, data }: TicketsError): TicketsError {
  return new TicketsError({
    kind: 'busy',
    code: 'pod_is_served',
    message: `the pod ${name} is served already: ${message.replace('has been writing since', 'has served it since')}`,
    hints: [`tickets pod stop ${name} ends that`, ...hints.slice(1)],
    data,
  });
}
