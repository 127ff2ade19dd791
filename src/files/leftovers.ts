import { below } from './below.js';
import { type FileLayer, isAbsence, nodeFiles } from './file-layer.js';
import { findDead, isLeft, openLock, readLock } from './lock-file.js';
import { isOurName } from './staging.js';

export interface Leftover {
  /** Below the state directory. */
  name: string;
  what: string;
  /** When it came to be as it is, in milliseconds. */
  since: number;
  /** Whether the next writer clears it away; of a lock that does not say whose it is nobody does. */
  isSwept: boolean;
}

/**
 * What writers that have died left in a state directory. While a living one holds the lock, nothing there is
 * left over; a directory in its place is nobody's lock.
 */
export function leftoversIn(stateDir: string, files: FileLayer = nodeFiles): Leftover[] {
  const names = namesIn(stateDir, files);
  const staged = namesIn(below(stateDir, 'tmp'), files).filter(isOurName);
  const lock = openLock(stateDir, files);
  const seen = (name: string, what: string, isSwept = true): Leftover[] => {
    const stats = files.lstat(below(stateDir, name));
    return stats === undefined ? [] : [{ name, what, since: stats.ctimeMs, isSwept }];
  };
  const isFile = files.lstat(lock.path)?.isDirectory() === false;
  const found = isFile ? readLock(lock.path, files) : undefined;
  const isDead = found !== undefined && findDead(lock, lock.path) !== undefined;
  if (found !== undefined && !isDead)
    return found.holder === undefined ? seen('lock', 'a lock that does not say whose it is', false) : [];
  return [
    ...(isDead ? seen('lock', 'a lock') : []),
    ...names.filter((name) => isLeft(lock, name)).flatMap((name) => seen(name, 'a lock')),
    ...staged.flatMap((name) => seen(`tmp/${name}`, 'a text')),
  ];
}

function namesIn(directory: string, files: FileLayer): string[] {
  try {
    return files.lstat(directory)?.isDirectory() ? files.readdir(directory).toSorted() : [];
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}
