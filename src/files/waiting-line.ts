import { basename, dirname } from 'node:path';
import { candidateText, type Lock } from './lock-file.js';
import { quietly, removeQuietly, writeNew } from './staging.js';

/**
 * Whoever waits for a lock leaves a mark beside it, so that those who came later look for it less often and nobody
 * starves. The line only sets the pace, the lock alone decides: one that is asleep at the head holds up nobody.
 */
export function joinLine(lock: Lock): string {
  const mark = `${lock.path}.${Date.now().toString(36)}-${lock.token}.wait`;
  quietly(() => writeNew(mark, { bytes: candidateText(lock), sync: false }, lock.files));
  return mark;
}

export function leaveLine(lock: Lock, mark: string): void {
  removeQuietly(mark, lock.files);
}

/** How many wait before the bearer of a mark; without one, how many wait. */
export function countAhead(lock: Lock, mark?: string): number {
  const names = lock.files.readdir(dirname(lock.path));
  return names.filter((name) => name.endsWith('.wait') && (mark === undefined || name < basename(mark))).length;
}
