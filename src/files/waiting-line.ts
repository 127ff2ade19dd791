import { basename, dirname } from 'node:path';
import { below } from './below.js';
import type { FileLayer } from './file-layer.js';
import type { Lock } from './lock-file.js';
import { quietly, removeQuietly, writeNew } from './staging.js';

/**
 * Whoever waits for a lock leaves a mark beside it, so that those who came later look for it less often and nobody
 * starves. The line only sets the pace, the lock alone decides: one that is asleep at the head holds up nobody.
 */
export function newMark({ path, token }: Lock): string {
  return `${path}.${Date.now().toString(36)}-${token}.wait`;
}

/** Makes the mark, or makes it again where it was taken for one of the dead, and counts those before it. */
export function standInLine(lock: Lock, mark: string): number {
  const names = marksOf(lock);
  if (!names.includes(basename(mark))) {
    quietly(() => writeNew(mark, { bytes: new Uint8Array(), sync: false }, lock.files));
  }
  return names.filter((name) => name < basename(mark)).length;
}

export function leaveLine({ files }: Lock, mark: string): void {
  removeQuietly(mark, files);
}

/** The lock itself, where somebody holds it, and all that belongs to one. */
export function namesBeside({ path, files }: Lock): string[] {
  return files.readdir(dirname(path)).filter((name) => name.startsWith('lock'));
}

/** Nobody can cheaply know whose mark is whose, so old ones are taken away, and the living make theirs again. */
export function isOldMark(directory: string, name: string, files: FileLayer): boolean {
  const made = isMark(name) ? files.lstat(below(directory, name))?.mtimeMs : undefined;
  return made !== undefined && made < Date.now() - 3000;
}

function marksOf(lock: Lock): string[] {
  return namesBeside(lock).filter(isMark);
}

export function isMark(name: string): boolean {
  return name.startsWith('lock.') && name.endsWith('.wait');
}
