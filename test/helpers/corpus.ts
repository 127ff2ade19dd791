import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { smallFlatStore, smallOlderStore } from './small-stores.js';

const archives = join(import.meta.dirname, '../../../shared/corpora');

/** A store that nobody wrote for these tests, or a small one of the same shapes where this machine has none. */
export interface Corpus {
  layout: 'by-status' | 'flat';
  root: string;
  tickets: number;
  relationFiles: number;
  /** A Japanese word that some of its tickets hold. */
  word: string;
}

/** Both stores in a folder of their own; `remove` takes it away again. */
export function openCorpora(): { corpora: Corpus[]; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'tickets-corpora-'));
  const olderRoot = join(folder, 'work-items');
  const flatRoot = join(folder, '.yoi/tickets');
  const isReal = existsSync(archives);
  if (isReal)
    for (const name of readdirSync(archives).filter((one) => one.endsWith('.tar.gz')))
      execFileSync('tar', ['-xzf', join(archives, name), '-C', folder]);
  else {
    writeFiles(olderRoot, smallOlderStore());
    writeFiles(flatRoot, smallFlatStore());
  }
  return {
    corpora: [
      { layout: 'by-status', root: olderRoot, tickets: isReal ? 86 : 5, relationFiles: 0, word: '半自動開発運用' },
      { layout: 'flat', root: flatRoot, tickets: isReal ? 217 : 8, relationFiles: isReal ? 19 : 2, word: '作成' },
    ],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function writeFiles(root: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** The directories of its tickets, by id. */
export function ticketDirectories({ layout, root }: Pick<Corpus, 'layout' | 'root'>): Map<string, string> {
  const folders = layout === 'flat' ? [''] : ['open', 'pending', 'closed'];
  const found = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== '.state')
      .map(({ name }): [string, string] => [name, join(root, folder, name)]),
  );
  return new Map(found);
}
