import { TicketsError } from '../errors.js';
import { below } from './below.js';
import { type FileLayer, nodeFiles } from './file-layer.js';
import { type Holder, type Identity, thisProcess } from './holder.js';
import {
  type Found,
  findDead,
  type Lock,
  openLock,
  readLock,
  releaseLock,
  sweep,
  takeFree,
  takeOver,
} from './lock-file.js';
import { quietly } from './staging.js';
import { ensureStateDir } from './state-dir.js';
import { unwritable } from './unwritable.js';
import { isMark, leaveLine, namesBeside, newMark, standInLine } from './waiting-line.js';

export interface Patience {
  /** How long to wait in all, while the holders change. */
  patienceMs: number;
  /** How long to wait behind one and the same holder. */
  holderPatienceMs: number;
}

export interface LockOptions extends Partial<Patience> {
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
  const isTidy = await acquire(lock, { patienceMs, holderPatienceMs });
  if (!isTidy) quietly(() => sweep(lock));
  try {
    return await work();
  } finally {
    releaseLock(lock);
  }
}

/** Whether a writer that may be alive is at work, as a reader sees it. */
export function isLocked(stateDir: string): boolean {
  const path = below(stateDir, 'lock');
  const isThere = nodeFiles.lstat(path) !== undefined;
  return isThere && findDead({ self: thisProcess(), files: nodeFiles }, path) === undefined;
}

/** Which process a lock names, alive or not. */
export function findHolder(stateDir: string): Holder | undefined {
  return readLock(below(stateDir, 'lock'), nodeFiles)?.holder;
}

/** Says whether nothing else of a lock was there, so that nothing is to be tidied up. */
async function acquire(lock: Lock, patience: Patience): Promise<boolean> {
  try {
    const others = namesBeside(lock);
    if (others.length === 0 && takeFree(lock, lock.path)) return true;
    if (!others.some(isMark) && tryOnce(lock)) return false;
    const mark = newMark(lock);
    try {
      await waitInLine(lock, mark, patience);
    } finally {
      leaveLine(lock, mark);
    }
    return false;
  } catch (error) {
    throw unwritable(lock.path, error);
  }
}

async function waitInLine(lock: Lock, mark: string, { patienceMs, holderPatienceMs }: Patience): Promise<void> {
  const begun = performance.now();
  let [stamp, since, ahead] = [stampOf(lock), begun, standInLine(lock, mark)];
  while (true) {
    await sleep(pauseMs(ahead, performance.now() - since));
    const now = performance.now();
    const seen = stampOf(lock);
    const unmovedMs = seen !== undefined && seen === stamp ? now - since : 0;
    if ((seen === undefined || unmovedMs > 100) && tryOnce(lock)) return;
    if (now - begun > patienceMs || unmovedMs > holderPatienceMs) {
      throw storeBusy(lock.path, readLock(lock.path, lock.files), lock.self);
    }
    if (unmovedMs === 0) [stamp, since, ahead] = [seen, now, standInLine(lock, mark)];
  }
}

/** Which holding of the lock this is, as cheaply as can be known: those who wait ask it often. */
function stampOf({ path, files }: Lock): string | undefined {
  const stats = files.lstat(path);
  return stats && `${stats.ino} ${stats.ctimeMs}`;
}

/** The first in line looks most often; nobody looks often at a lock that has not moved for long. */
function pauseMs(ahead: number, unmovedMs: number): number {
  return Math.min(100, 2 + 4 * ahead + unmovedMs / 20) * (0.5 + Math.random() / 2);
}

function tryOnce(lock: Lock): boolean {
  if (readLock(lock.path, lock.files) === undefined) return takeFree(lock, lock.path);
  const dead = findDead(lock, lock.path);
  return dead !== undefined && takeOver(lock, lock.path, dead);
}

export function storeBusy(lockPath: string, found: Found | undefined, self: Identity): TicketsError {
  const holder = found?.holder;
  return new TicketsError({
    kind: 'busy',
    code: 'store_busy',
    message: holder ? whoHolds(lockPath, holder) : nobodyKnows(lockPath, found),
    hints: holder ? holderHints(holder, self) : unknownHolderHints(lockPath, found),
    data: { lock: lockPath, holder: holder ?? null },
  });
}

function whoHolds(lockPath: string, { pid, host, at }: Holder): string {
  return `process ${pid} on ${host} has been writing since ${at} and holds ${lockPath}`;
}

function nobodyKnows(lockPath: string, found: Found | undefined): string {
  return found
    ? `${lockPath} says that somebody is writing, but not who`
    : `so many write at ${lockPath} that no turn came`;
}

function unknownHolderHints(lockPath: string, found: Found | undefined): string[] {
  if (found === undefined) return ['try again in a moment'];
  return [`look at ${lockPath}: a lock names its process and host`, 'make sure that no other tickets command runs'];
}

function holderHints({ pid, host, pid_namespace }: Holder, self: Identity): string[] {
  const again = 'try again in a moment';
  if (host !== self.host)
    return [again, `on ${host}, ps -p ${pid} shows whether it still runs; from here nobody can know`];
  if (pid_namespace === self.pid_namespace) return [again, `ps -p ${pid} shows whether it still runs`];
  return [again, `in its container on ${host}, ps -p ${pid} shows whether it still runs; from here nobody can know`];
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
