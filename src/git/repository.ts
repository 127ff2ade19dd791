import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The working tree that a directory lies in, read without starting git. */
export interface WorkTree {
  top: string;
  /** The git directory of this working tree, in which its index lies. */
  gitDirectory: string;
}

export function findWorkTree(directory: string): WorkTree | undefined {
  for (let top = directory; ; top = dirname(top)) {
    const git = join(top, '.git');
    const found = ifPossible(() => statSync(git, { throwIfNoEntry: false }));
    if (found?.isDirectory()) return { top, gitDirectory: git };
    if (found?.isFile()) {
      const named = /^gitdir: (.+)$/m.exec(ifPossible(() => readFileSync(git, 'latin1')) ?? '')?.[1]?.trim();
      return named === undefined ? undefined : { top, gitDirectory: resolve(top, named) };
    }
    if (dirname(top) === top) return undefined;
  }
}

/**
 * Whether the index may hold a path with one of these in it, as cheaply as can be known: git itself is asked only then.
 * An index of version 4 leaves out what a path shares with the one before it, so of that one nothing can be said.
 */
export function mayTrack({ gitDirectory }: WorkTree, words: readonly string[]): boolean {
  const bytes = ifPossible(() => readFileSync(join(gitDirectory, 'index')));
  if (bytes === undefined) return false;
  const isPlain =
    bytes.length > 8 && bytes.readUInt32BE(4) < 4 && !bytes.includes('link', Math.max(0, bytes.length - 256), 'latin1');
  return !isPlain || words.some((word) => bytes.includes(word, 0, 'latin1'));
}

/** A repository may be broken, or closed to this person: then nothing is known of it. */
function ifPossible<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
