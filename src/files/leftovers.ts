import { join } from 'node:path';
import { type FileLayer, isAbsence, nodeFiles } from './file-layer.js';
import { isGone, thisProcess } from './holder.js';
import { isLocked } from './lock.js';
import { readLock } from './lock-file.js';
import { isOurName } from './staging.js';

export interface Leftover {
  /** Below the state directory. */
  name: string;
  what: string;
}

/** What writers that have died left in a state directory. While a living one holds the lock, nothing there is left over. */
export function leftoversIn(stateDir: string, files: FileLayer = nodeFiles): Leftover[] {
  const names = namesIn(stateDir, files);
  const staged = namesIn(join(stateDir, 'tmp'), files).filter(isOurName);
  const locks = names.filter((name) => name === 'lock' || name.startsWith('lock.'));
  if ((locks.length === 0 && staged.length === 0) || isLocked(stateDir)) return [];
  const self = thisProcess();
  const isThere = ({ name }: Leftover) => files.lstat(join(stateDir, name)) !== undefined;
  const isDead = (name: string) => {
    const holder = readLock(join(stateDir, name), files)?.holder;
    return holder !== undefined && isGone(holder, self);
  };
  const left = [
    ...locks.filter(isDead).map((name) => ({ name, what: 'a lock' })),
    ...staged.map((name) => ({ name: `tmp/${name}`, what: 'a text that was being written,' })),
  ];
  return left.filter(isThere);
}

function namesIn(directory: string, files: FileLayer): string[] {
  try {
    return files.lstat(directory)?.isDirectory() ? files.readdir(directory).toSorted() : [];
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}
