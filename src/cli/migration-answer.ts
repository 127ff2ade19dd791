import type { MigratedTicket, Migration } from '../actions/migrate-store.js';
import type { Answer } from './command.js';
import { tsv } from './render/tsv.js';
import { visible } from './render/visible.js';

/** What migrating did, or with --dry-run would do: a line for each thing that moves, changes or goes. */
export function migrationAnswer(migration: Migration): Answer {
  const { tickets, completed, changed, dry_run } = migration;
  const level = 'warning' as const;
  const notes = tickets.flatMap(({ from, notes }) =>
    notes.map((note) => ({ level, source: from, text: `${from}: ${note}` })),
  );
  const advice = 'commit this by itself, so that git shows renames; what else is uncommitted does not matter to it';
  return {
    json: { schema_version: 1, kind: 'migration', ...migration },
    text: ({ terminal }) => (isNothing(migration) ? nothing : terminal ? pageOf(migration) : tableOf(migration)),
    remarks: [
      ...(completed.length > 0
        ? [
            {
              level: 'info' as const,
              source: 'migrate',
              text: `completed a change that was cut off: ${completed.length} paths`,
            },
          ]
        : []),
      ...notes,
      ...(changed && !dry_run ? [{ level: 'info' as const, source: 'migrate', text: advice }] : []),
    ],
  };
}

const nothing = 'Nothing to do: the store is flat.\n';

function isNothing({ tickets, files, removed }: Migration): boolean {
  return !tickets.some(isAnything) && files.length + removed.length === 0;
}

function pageOf(migration: Migration): string {
  const { dry_run, layout, files, removed } = migration;
  const tickets = migration.tickets.filter(isAnything);
  const lines = [...tickets, ...files].map((one) => `  ${lineOf(one)}`);
  const gone = removed.map((path) => `  ${visible(path)} goes`);
  const head = `${dry_run ? 'Would migrate' : 'Migrated'} a ${layout.before} store: ${sumOf(migration)}.`;
  const shown =
    dry_run || lines.length <= 20
      ? lines
      : [...lines.slice(0, 10), `  and ${lines.length - 10} more (--json names all)`];
  const end = dry_run ? ['Nothing was changed; without --dry-run this is done in one change.'] : [];
  return [head, ...shown, ...gone, ...end].map((line) => `${line}\n`).join('');
}

function sumOf({ tickets, files, removed }: Migration): string {
  const count = (what: string, n: number) => (n === 0 ? [] : [`${n} ${what}`]);
  const sum = (of: (ticket: MigratedTicket) => number) => tickets.reduce((n, ticket) => n + of(ticket), 0);
  return [
    ...count(
      'tickets moved',
      sum(({ from, to }) => Number(from !== to)),
    ),
    ...count('files moved', files.length),
    ...count(
      'values quoted',
      sum(({ quoted }) => quoted.length),
    ),
    ...count(
      'states written',
      sum(({ state }) => Number(state !== null)),
    ),
    ...count(
      'relations copied',
      sum(({ relations }) => relations.length),
    ),
    ...count('emptied paths gone', removed.length),
  ].join(', ');
}

/** A ticket with nothing but a note stays as it is. */
function isAnything({ from, to, quoted, state, relations }: MigratedTicket): boolean {
  return from !== to || quoted.length > 0 || state !== null || relations.length > 0;
}

function lineOf(one: MigratedTicket | Migration['files'][number]): string {
  const move = one.from === one.to ? visible(one.to) : `${visible(one.from)} -> ${visible(one.to)}`;
  const details = 'id' in one ? detailsOf(one) : '';
  return details === '' ? move : `${move}  (${details})`;
}

function detailsOf({ quoted, state, relations }: MigratedTicket): string {
  return [
    ...(quoted.length > 0 ? [`quoted: ${quoted.join(', ')}`] : []),
    ...(state === null ? [] : [`state: ${state}`]),
    ...relations.map(({ kind, target }) => `${kind}: ${visible(target)}`),
  ].join('; ');
}

function tableOf({ tickets, files, removed }: Migration): string {
  const rows = [
    ...tickets.filter(isAnything).map((ticket) => ['ticket', ticket.from, ticket.to, detailsOf(ticket)]),
    ...files.map(({ from, to }) => ['file', from, to, '']),
    ...removed.map((path) => ['gone', path, '', '']),
  ];
  return tsv(['what', 'from', 'to', 'details'], rows);
}
