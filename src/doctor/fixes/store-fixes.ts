import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FoundJournal, setAside, stuckJournals } from '../../files/found-journals.js';
import { replaceFile } from '../../files/replace-file.js';
import { readRegularFileIfPresent } from '../../files/safe-path.js';
import type { TicketStore } from '../../store/ticket-store.js';
import type { Finding } from '../finding.js';
import type { FindingCode } from '../finding-codes.js';
import type { StoreFix } from './fix.js';

/** What can be put right besides items. */
export function storeFixes(store: TicketStore, findings: readonly Finding[]): StoreFix[] {
  const stuck = new Map(stuckJournals(store.stateDirectory).map((one) => [store.show(one.directory), one]));
  const found = new Set(findings.map(({ path }) => path));
  // Under the lock an unfinished change is complete, or has become one that cannot be completed.
  const hasStopped = [...stuck.keys()].some((path) => !found.has(path));
  return findings.flatMap(({ code, path, fixable }): StoreFix[] => {
    if (!fixable) return [];
    const journal = stuck.get(path);
    if (code === 'recovery_stopped' && journal !== undefined) return [putAside(store, path, journal)];
    if (code === 'missing_artifacts' || code === 'missing_directory') return [keepDirectory(store, code, path)];
    if (code === 'unfinished_change') return hasStopped ? [] : [byLocking(code, path, 'complete the change')];
    return code === 'leftover' ? [byLocking(code, path, 'clear it away')] : [];
  });
}

/** Whoever gets the lock completes what was left, and tidies up: by then it has been done. */
function byLocking(code: FindingCode, path: string, text: string): StoreFix {
  return { code, path, text, apply: () => {} };
}

function keepDirectory(store: TicketStore, code: FindingCode, path: string): StoreFix {
  const directory = absolute(store, path);
  const apply = () => {
    mkdirSync(directory, { recursive: true });
    const keep = join(directory, '.gitkeep');
    if (readRegularFileIfPresent(keep) === undefined)
      replaceFile(keep, new Uint8Array(), join(store.stateDirectory, 'tmp'));
  };
  return { code, path, text: 'make the directory, with a .gitkeep in it', apply };
}

function putAside(store: TicketStore, path: string, journal: FoundJournal): StoreFix {
  const texts = journal.writes.map(({ path: file, text }) =>
    [`${file} as it is:`, quoted(join(store.root, file)), `${file} as the change would have it:`, quoted(text)].join(
      '\n',
    ),
  );
  const text = ['set the change aside, with all its texts', ...texts].join('\n');
  return { code: 'recovery_stopped', path, text, apply: () => void setAside(store.stateDirectory, journal) };
}

const mostLines = 60;

function quoted(file: string): string {
  const lines = textOf(file)?.split('\n') ?? ['(there is none)'];
  const shown = lines.slice(0, mostLines).map((line) => `  | ${line}`);
  return [
    ...shown,
    ...(lines.length > mostLines ? [`  (${lines.length - mostLines} more lines in ${file})`] : []),
  ].join('\n');
}

function textOf(file: string): string | undefined {
  try {
    const bytes = readRegularFileIfPresent(file);
    return bytes && new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}

function absolute(store: TicketStore, path: string): string {
  const shown = store.show(store.root);
  return join(store.root, shown === '.' ? path : path.slice(shown.length + 1));
}
