import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FileLayer } from '../../src/files/file-layer.js';
import { openPods, type Pods } from '../../src/pods/pods.js';
import { quickDisk } from '../files/broken-disk.js';
import { fill, treeOf } from '../files/world.js';

export interface PodsWorld {
  directory: string;
  pods: Pods;
  /** The same pods over another disk. */
  over: (files: FileLayer) => Pods;
  read: (path: string) => string;
  /** Writes a file as another program would. */
  write: (path: string, text: string) => void;
  tree: () => Record<string, string>;
}

/** Thousands of these end in a crash, and a disk in memory bears that best. */
const quickest = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** The pods of a repository called forest, with these files. */
export function podsWorld(files: Record<string, string> = {}): PodsWorld {
  const directory = mkdtempSync(join(quickest, 'tickets-pods-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const root = join(directory, 'tickets', 'pods');
  fill(root, { ...files });
  const env = { TICKETS_RUNTIME_DIR: join(directory, 'run') };
  const over = (files: FileLayer): Pods => ({ ...openPods(root, { env, folderName: 'forest' }), files: { ...files } });
  return {
    directory,
    pods: over(quickDisk),
    over,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    write: (path, text) => fill(root, { [path]: text }),
    tree: () => (existsSync(root) ? treeOf(root) : {}),
  };
}
