import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TicketsError } from '../errors.js';
import { ensureStateDir } from '../files/state-dir.js';
import { unwritable } from '../files/unwritable.js';
import { isDirectory } from '../store/find-root.js';

export interface Initialized {
  root: string;
  created: boolean;
}

export interface InitOptions {
  cwd: string;
  env: Record<string, string | undefined>;
  ids?: 'timestamp-slug' | 'base32' | undefined;
}

/**
 * Makes an empty store: `work-items/` at the top of the git repository, else in the working directory, or the
 * directory that WORK_ITEMS_DIR names. An existing store is left as it is.
 */
export function initStore({ cwd, env, ids }: InitOptions): Initialized {
  const root = env.WORK_ITEMS_DIR ? resolve(cwd, env.WORK_ITEMS_DIR) : join(gitTop(cwd) ?? cwd, 'work-items');
  if (isDirectory(root)) {
    if (ids !== undefined) throw storeExists(root);
    return { root, created: false };
  }
  makeRoot(root, ids ?? 'timestamp-slug');
  ensureStateDir(join(root, '.state'));
  return { root, created: true };
}

/** Git keeps no empty directory, so a new store has its settings in it. */
function makeRoot(root: string, ids: string): void {
  try {
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, 'config.yaml'), `# Settings of this store; every key is optional.\nids: ${ids}\n`);
  } catch (error) {
    throw unwritable(root, error);
  }
}

function gitTop(cwd: string): string | undefined {
  for (let here = cwd; ; here = dirname(here)) {
    if (existsSync(join(here, '.git'))) return here;
    if (dirname(here) === here) return undefined;
  }
}

function storeExists(root: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'store_exists',
    message: `${root} is a store already: its ids stay as they are`,
    hints: ['change them in config.yaml: ids: base32'],
    data: { root },
  });
}
