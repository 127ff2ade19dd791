import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ensureStateDir } from '../../src/files/state-dir.js';
import { quickDisk } from './broken-disk.js';

export interface World {
  root: string;
  stateDir: string;
  isAllowedPath: (path: string) => boolean;
}

/** Thousands of these worlds end in a crash, and a disk in memory bears that best. */
const quickest = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A folder of its own with these files and a state directory, gone after the test. */
export function newWorld(files: Record<string, string> = {}): World {
  const root = mkdtempSync(join(quickest, 'tickets-files-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  fill(root, files);
  const stateDir = join(root, '.state');
  ensureStateDir(stateDir, quickDisk);
  return { root, stateDir, isAllowedPath: (path) => !path.startsWith('.') };
}

export function fill(root: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

/** All that can be seen below a folder, with permissions, apart from the state directory. */
export function treeOf(root: string): Record<string, string> {
  const tree: Record<string, string> = {};
  const visit = (relative: string): void => {
    for (const name of readdirSync(join(root, relative)).sort()) {
      const path = join(relative, name);
      if (path === '.state') continue;
      const stats = lstatSync(join(root, path));
      const mode = (stats.mode & 0o777).toString(8);
      if (stats.isFile()) tree[path] = `${mode} ${readFileSync(join(root, path), 'utf8')}`;
      else if (stats.isDirectory()) {
        tree[`${path}/`] = mode;
        visit(path);
      } else tree[path] = 'neither a file nor a directory';
    }
  };
  visit('');
  return tree;
}

/** What lies in the state directory besides what always does. */
export function leftovers({ stateDir }: World): string[] {
  const names = readdirSync(stateDir).filter((name) => name !== 'tmp' && name !== '.gitignore');
  return [...names, ...readdirSync(join(stateDir, 'tmp')).map((name) => `tmp/${name}`)];
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
