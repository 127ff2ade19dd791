import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const open = new Set<string>();
process.on('exit', () => open.forEach(remove));

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
