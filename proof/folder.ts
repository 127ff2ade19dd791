import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const open = new Set<string>();
process.on('exit', removeFolders);

/** All that this process has still open; a test runner may end it without a word. */
export function removeFolders(): void {
  open.forEach(remove);
}

/** Thousands of folders are made and thrown away in some rows, and a disk in memory bears that best. */
export const quickest = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A folder that is there until this process ends. */
export function keptFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tickets-proof-'));
  open.add(folder);
  return folder;
}

/** Gives `work` a folder of its own below `parent`, and removes it afterwards, whatever happened. */
export async function withFolder<T>(work: (folder: string) => Promise<T>, parent = tmpdir()): Promise<T> {
  const folder = mkdtempSync(join(parent, 'tickets-proof-'));
  open.add(folder);
  try {
    return await work(folder);
  } finally {
    remove(folder);
    open.delete(folder);
  }
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
