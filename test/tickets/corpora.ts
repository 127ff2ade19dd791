import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../../shared/corpora');

/** Two real stores, where this machine has them. */
export const hasCorpora = existsSync(folder);

export interface CorpusItem {
  path: string;
  bytes: Uint8Array;
}

/** Every item.md of both stores. */
export function readCorpora(): CorpusItem[] {
  const root = mkdtempSync(join(tmpdir(), 'corpora-'));
  try {
    for (const archive of readdirSync(folder).filter((name) => name.endsWith('.tar.gz')))
      execFileSync('tar', ['-xzf', join(folder, archive), '-C', root]);
    return itemsBelow(root).map((path) => ({ path: path.slice(root.length + 1), bytes: readFileSync(path) }));
  } finally {
    rmSync(root, { recursive: true });
  }
}

function itemsBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? itemsBelow(path) : entry.name === 'item.md' ? [path] : [];
  });
}
