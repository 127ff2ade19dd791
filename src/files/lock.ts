import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TicketsError } from '../errors.js';
import { type FileLayer, nodeFiles } from './file-layer.js';
import { type Holder, type Identity, isGone, isNearby, thisProcess } from './holder.js';
import { type Found, type Lock, openLock, readLock, releaseLock, sweep, takeFree, takeOver } from './lock-file.js';
import { quietly } from './staging.js';
import { ensureStateDir } from './state-dir.js';
import { unwritable } from './unwritable.js';
import { countAhead, joinLine, leaveLine } from './waiting-line.js';

export interface LockOptions {
  /** How long to wait in all, while the holders change. */
  patienceMs?: number;
  /** How long to wait behind one and the same holder. */
  holderPatienceMs?: number;
  files?: FileLayer;
}

/**
 * Runs `work` while no other process does so for this state directory, which is made where it is missing. A holder that
 * has died is replaced; one that lives, or of which this process cannot know, is waited for.
 */
export async function withLock<T>(stateDir: string, work: () => T | Promise<T>, options: LockOptions = {}): Promise<T> {
  const { patienceMs = 60_000, holderPatienceMs = 10_000, files = nodeFiles } = options;
  ensureStateDir(stateDir, files);
  const lock = openLock(stateDir, files);
  await acquire(lock, patienceMs, holderPatienceMs);
  quietly(() => sweep(lock));
  try {
    return await work();
  } finally {
    releaseLock(lock);
  }
}

/** Whether a writer that may be alive is at work, as a reader sees it. */
export function isLocked(stateDir: string): boolean {
  const found = readLock(join(stateDir, 'lock'), nodeFiles);
  return found !== undefined && (found.holder === undefined || !isGone(found.holder, thisProcess()));
}

async function acquire(lock: Lock, patienceMs: number, holderPatienceMs: number): Promise<void> {
  if (countAhead(lock) === 0 && tryOnce(lock, readLock(lock.path, lock.files))) return;
  const mark = joinLine(lock);
  try {
    await waitInLine(lock, mark, { patienceMs, holderPatienceMs });
  } finally {
    leaveLine(lock, mark);
  }
}

async function waitInLine(lock: Lock, mark: string, patience: Required<Omit<LockOptions, 'files'>>): Promise<void> {
  const begun = performance.now();
  let ahead: Found | undefined;
  let since = begun;
  while (true) {
    const stamp = stampOf(lock);
    const found = readLock(lock.path, lock.files);
    const now = performance.now();
    if (found?.text !== ahead?.text) since = now;
    ahead = found ?? ahead;
    if (tryOnce(lock, found)) return;
    if (now - begun > patience.patienceMs || now - since > patience.holderPatienceMs) {
      throw storeBusy(lock.path, ahead?.holder, lock.self);
    }
    await untilMoved(lock, stamp, pauseMs(countAhead(lock, mark), now - since));
  }
}

/** Most looks find the same lock as before, so they are cheap; now and then a whole one finds out if its holder lives. */
async function untilMoved(lock: Lock, stamp: string | undefined, pause: number): Promise<void> {
  const begun = performance.now();
  do await sleep(pause * (0.5 + Math.random() / 2));
  while (stamp !== undefined && stamp === stampOf(lock) && performance.now() - begun < 100);
}

function stampOf({ path, files }: Lock): string | undefined {
  const stats = files.lstat(path);
  return stats && `${stats.ino} ${stats.ctimeMs}`;
}

function tryOnce(lock: Lock, found: Found | undefined): boolean {
  try {
    if (found === undefined) return takeFree(lock, lock.path);
    return found.holder !== undefined && isGone(found.holder, lock.self) && takeOver(lock, lock.path, found.holder);
  } catch (error) {
    throw unwritable(lock.path, error);
  }
}

/** The first in line looks most often; nobody looks often at a lock that has not moved for long. */
function pauseMs(ahead: number, unmovedMs: number): number {
  return Math.min(50, 2 + 4 * ahead + unmovedMs / 20);
}

export function storeBusy(lockPath: string, holder: Holder | undefined, self: Identity): TicketsError {
  return new TicketsError({
    kind: 'busy',
    code: 'store_busy',
    message:
      holder === undefined
        ? `${lockPath} says that somebody is writing, but not who`
        : `process ${holder.pid} on ${holder.host} has been writing since ${holder.at} and holds ${lockPath}`,
    hints: holder === undefined ? unknownHolderHints(lockPath) : holderHints(holder, self),
    data: { lock: lockPath, holder: holder ?? null },
  });
}

function unknownHolderHints(lockPath: string): string[] {
  return [`look at ${lockPath}: a lock names its process and host`, 'make sure that no other tickets command runs'];
}

function holderHints(holder: Holder, self: Identity): string[] {
  if (isNearby(holder, self)) return ['try again in a moment', `ps -p ${holder.pid} shows whether it still runs`];
  const where = holder.host === self.host ? `in its container on ${holder.host}` : `on ${holder.host}`;
  return [
    'try again in a moment',
    `ps -p ${holder.pid} ${where} shows whether it still runs; from here nobody can know`,
  ];
}
