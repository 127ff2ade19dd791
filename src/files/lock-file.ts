import { dirname, join } from 'node:path';
import { TicketsError } from '../errors.js';
import { errnoOf, type FileLayer } from './file-layer.js';
import { type Holder, type Identity, isGone, parseHolder, thisProcess } from './holder.js';
import { readRegularFileIfPresent } from './safe-path.js';
import { randomName, removeQuietly, writeNew } from './staging.js';
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
  return { path: join(stateDir, 'lock'), token: randomName(), self: thisProcess(), files };
}

export function readLock(path: string, files: FileLayer): Found | undefined {
  try {
    const bytes = readRegularFileIfPresent(path, files);
    if (bytes === undefined) return undefined;
    const text = new TextDecoder().decode(bytes);
    return { text, holder: parseHolder(text) };
  } catch (error) {
    if (error instanceof TicketsError) return { text: error.message, holder: undefined };
    throw error;
  }
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
    removeQuietly(candidate, lock.files);
  }
  return true;
}

/**
 * Takes a lock over from the dead. Only who holds the claim named by the dead token may, and only while the lock still
 * has that token, so of all who saw the same dead holder one gets in. A claim is a lock itself: a dead claimant is
 * replaced in the same way.
 */
export function takeOver(lock: Lock, path: string, dead: Holder): boolean {
  const { files, self } = lock;
  const claim = join(dirname(lock.path), `lock.${dead.token}`);
  if (!takeFree(lock, claim)) {
    const rival = readLock(claim, files)?.holder;
    if (rival === undefined || !isGone(rival, self) || !takeOver(lock, claim, rival)) return false;
  }
  try {
    return readLock(path, files)?.holder?.token === dead.token && putInPlace(lock, path);
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
export function sweep({ path, self, files }: Lock): void {
  const directory = dirname(path);
  for (const name of files.readdir(directory)) {
    if (isLeft(directory, name, self, files)) removeQuietly(join(directory, name), files);
  }
}

function isLeft(directory: string, name: string, self: Identity, files: FileLayer): boolean {
  if (!/^lock\.[0-9A-Za-z_-]+(\.new)?$/.test(name)) return isOldMark(directory, name, files);
  const holder = readLock(join(directory, name), files)?.holder;
  return holder === undefined ? name.endsWith('.new') : isGone(holder, self);
}
