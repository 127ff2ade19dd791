import { dirname } from 'node:path';
import { TicketsError } from '../errors.js';
import { below } from './below.js';
import { errnoOf, type FileLayer } from './file-layer.js';
import { type Holder, type Identity, isCutOff, isGone, parseHolder, thisProcess } from './holder.js';
import { readRegularFileIfPresent } from './safe-path.js';
import { quietly, randomName, removeQuietly, writeNew } from './staging.js';
import { isOldMark } from './waiting-line.js';

/** One attempt to hold a lock; `token` marks what this attempt writes as its own. */
export interface Lock {
  path: string;
  token: string;
  self: Identity;
  files: FileLayer;
}

/** What stands in a lock file; no holder where it does not say so. */
export interface Found {
  text: string;
  holder: Holder | undefined;
}

export function openLock(stateDir: string, files: FileLayer): Lock {
  return { path: below(stateDir, 'lock'), token: randomName(), self: thisProcess(), files };
}

export function readLock(path: string, files: FileLayer): Found | undefined {
  try {
    const bytes = readRegularFileIfPresent(path, files);
    if (bytes === undefined) return undefined;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
    return { text, holder: parseHolder(text) };
  } catch (error) {
    if (error instanceof TicketsError) return { text: error.message, holder: undefined };
    throw error;
  }
}

/** By what the dead are known: a claim to take over from them bears their token. */
export type Dead = Pick<Holder, 'token'>;

/** Whose lock stands there, if that one is surely dead; undefined for all that may still be somebody's. */
export function findDead({ self, files }: Pick<Lock, 'self' | 'files'>, path: string): Dead | undefined {
  const found = readLock(path, files);
  if (found?.holder !== undefined) return isGone(found.holder, self) ? found.holder : undefined;
  return found && isCutOff(found.text, self) ? findLost(path, files) : undefined;
}

/**
 * A lock is not synced, so a power loss may leave its file without its text. Who wrote it then is as dead as all that ran
 * before this machine was started. The file is looked at after its text was read: one that was put there meanwhile is new.
 */
function findLost(path: string, files: FileLayer): Dead | undefined {
  const stats = files.lstat(path);
  if (!stats?.isFile() || stats.mtimeMs >= startOfMachine()) return undefined;
  return { token: `lost-${stats.ino}-${Math.trunc(stats.mtimeMs)}` };
}

function startOfMachine(): number {
  return Date.now() - process.getBuiltinModule('node:os').uptime() * 1000;
}

/** Takes a lock that nobody holds; false when somebody was faster. The file is never seen without its text. */
export function takeFree(lock: Lock, path: string): boolean {
  const candidate = candidateOf(lock);
  try {
    writeNew(candidate, { bytes: textOf(lock), sync: false }, lock.files);
    lock.files.link(candidate, path);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST' || wasSwept(error, lock)) return false;
    if (!isLinkRefusal(error)) throw error;
    return takeWithoutLink(lock, path);
  } finally {
    quietly(() => lock.files.unlink(candidate));
  }
  return true;
}

/**
 * Takes a lock over from the dead. Only who holds the claim named by the dead token may, and only while the lock still
 * has that token, so of all who saw the same dead holder one gets in. A claim is a lock itself: a dead claimant is
 * replaced in the same way.
 */
export function takeOver(lock: Lock, path: string, dead: Dead): boolean {
  const { files } = lock;
  const claim = below(dirname(lock.path), `lock.${dead.token}`);
  if (!takeFree(lock, claim)) {
    const rival = findDead(lock, claim);
    if (rival === undefined || !takeOver(lock, claim, rival)) return false;
  }
  try {
    const now = readLock(path, files)?.holder ?? findDead(lock, path);
    return now?.token === dead.token && putInPlace(lock, path);
  } finally {
    removeQuietly(claim, files);
  }
}

function putInPlace(lock: Lock, path: string): boolean {
  const candidate = candidateOf(lock);
  try {
    writeNew(candidate, { bytes: textOf(lock), sync: false }, lock.files);
    lock.files.rename(candidate, path);
    return true;
  } catch (error) {
    removeQuietly(candidate, lock.files);
    if (wasSwept(error, lock)) return false;
    throw error;
  }
}

/** A lock that cannot be removed now dies with this process: the change under it is not undone for that. */
export function releaseLock(lock: Lock): void {
  if (readLock(lock.path, lock.files)?.holder?.token === lock.token) removeQuietly(lock.path, lock.files);
}

function candidateOf({ path, token }: Lock): string {
  return `${path}.${token}.new`;
}

/** Whoever holds the lock tidies up, and may take a candidate that is being written for one that was left behind. */
function wasSwept(error: unknown, lock: Lock): boolean {
  return errnoOf(error) === 'ENOENT' && lock.files.lstat(dirname(lock.path)) !== undefined;
}

function textOf({ self, token }: Lock): Uint8Array {
  return Buffer.from(`${JSON.stringify({ ...self, token, at: new Date().toISOString() })}\n`);
}

function isLinkRefusal(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errnoOf(error) ?? '');
}

/** For disks that know no links. Who is killed between the two steps leaves a lock that does not say whose it is. */
function takeWithoutLink(lock: Lock, path: string): boolean {
  try {
    writeNew(path, { bytes: textOf(lock), sync: false }, lock.files);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    removeQuietly(path, lock.files);
    throw error;
  }
}

/** Removes what the dead have left beside the lock. While a living process holds it, no claim there can still count. */
export function sweep(lock: Lock): void {
  const directory = dirname(lock.path);
  for (const name of lock.files.readdir(directory)) {
    if (isLeft(lock, name)) removeQuietly(below(directory, name), lock.files);
  }
}

/** Whether somebody dead has left this beside the lock. */
export function isLeft(lock: Lock, name: string): boolean {
  const [directory, { files }] = [dirname(lock.path), lock];
  if (!/^lock\.[0-9A-Za-z_-]+(\.new)?$/.test(name)) return isOldMark(directory, name, files);
  const path = below(directory, name);
  return findDead(lock, path) !== undefined || (name.endsWith('.new') && readLock(path, files)?.holder === undefined);
}
