import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';

/** A store's directory: resolved once, and as a person at the working directory would write it. */
export interface Root {
  directory: string;
  shown: string;
}

/**
 * `WORK_ITEMS_DIR` is the store itself and wins; else the first `work-items/` upwards, no further than the top of the
 * git repository.
 */
export function findRoot(cwd: string, env: Record<string, string | undefined>): Root {
  const named = env.WORK_ITEMS_DIR;
  const found = named ? resolve(cwd, named) : walkUp(cwd);
  if (found === undefined || !isDirectory(found)) throw storeNotFound(cwd, named);
  const short = relative(cwd, found);
  return { directory: realpathSync.native(found), shown: named && short.startsWith('..') ? found : short || '.' };
}

function walkUp(cwd: string): string | undefined {
  for (let here = cwd; ; here = dirname(here)) {
    const candidate = below(here, 'work-items');
    if (isDirectory(candidate)) return candidate;
    if (existsSync(below(here, '.git')) || dirname(here) === here) return undefined;
  }
}

/** False too for what no path can lead to: below a file, round in circles, a name too long. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

function storeNotFound(cwd: string, named: string | undefined): TicketsError {
  const where = named ? `WORK_ITEMS_DIR=${named.slice(0, 200)}` : `${cwd} or above it in this repository`;
  return new TicketsError({
    kind: 'not_found',
    code: 'store_not_found',
    message: named ? `${where} is not a directory` : `no work-items/ in ${where}`,
    hints: ['tickets init makes one here', 'or name one: -C DIR, or WORK_ITEMS_DIR'],
  });
}
