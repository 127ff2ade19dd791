import type { ForeignImport } from '../actions/import-foreign.js';
import type { Answer } from './command.js';
import { tsv } from './render/tsv.js';
import { visible } from './render/visible.js';

/** What came in from another tool, or with --dry-run would: a line each, what was here before, and what was remarked. */
export function foreignAnswer(imported: ForeignImport): Answer {
  const { from, created, skipped, findings, dry_run } = imported;
  const level = 'warning' as const;
  return {
    json: { schema_version: 1, kind: 'foreign-import', ...imported },
    text: ({ terminal }) => (terminal ? pageOf(imported) : tableOf(imported)),
    remarks: [
      ...findings.map(({ path, line, message }) => ({ level, source: path, text: `${path}:${line}: ${message}` })),
      ...(skipped.length > 0
        ? [{ level: 'info' as const, source: from, text: `${skipped.length} are here already and are skipped` }]
        : []),
      ...(dry_run && created.length > 0
        ? [{ level: 'info' as const, source: from, text: 'nothing was changed; without --dry-run this is done' }]
        : []),
    ],
  };
}

function pageOf({ created, dry_run, from }: ForeignImport): string {
  if (created.length === 0) return `Nothing to import from ${from}.\n`;
  const lines = created.map(({ legacy_id, id, state, title }) => `  ${legacy_id} -> ${id}  ${state}  ${title}`);
  const shown = dry_run || lines.length <= 20 ? lines : [...lines.slice(0, 10), `  and ${lines.length - 10} more`];
  const head = `${dry_run ? 'Would import' : 'Imported'} ${created.length} tickets from ${from}:`;
  return [head, ...shown.map(visible)].map((line) => `${line}\n`).join('');
}

function tableOf({ created, skipped }: ForeignImport): string {
  return tsv(
    ['what', 'legacy_id', 'id', 'state', 'title', 'source'],
    [
      ...created.map((one) => ['created', one.legacy_id, one.id, one.state, one.title, one.source]),
      ...skipped.map((one) => ['skipped', one.legacy_id, one.id, '', '', one.source]),
    ],
  );
}
