import type { ListedInvalid, ListedTicket, TicketList } from '../actions/list-tickets.js';
import type { Diagnostic } from '../diagnostic.js';
import { sortKeys } from '../tickets/query.js';
import { slugOfId, statusOf, type Ticket } from '../tickets/ticket.js';
import { invalidUsage } from './cli-errors.js';
import type { Host, Look } from './command.js';
import { paint, stateStyle } from './render/style.js';
import { type Column, table } from './render/table.js';
import { age } from './render/time.js';
import { tsv, tsvLines } from './render/tsv.js';
import { visible } from './render/visible.js';

export function listJson({ tickets, invalid, total, truncated }: TicketList): Record<string, unknown> {
  return { schema_version: 1, kind: 'ticket-list', tickets, invalid, total, truncated };
}

/** What a list must not keep to itself: where it stops short, and what it could not read. */
export function listRemarks(list: TicketList<unknown>): Diagnostic[] {
  const { tickets, total, truncated, invalid } = list;
  const short = `${tickets.length} of ${total} shown; --limit 0 shows all`;
  return [...(truncated ? [{ level: 'info' as const, source: 'list', text: short }] : []), ...invalidRemarks(invalid)];
}

export function invalidRemarks(invalid: readonly ListedInvalid[]): Diagnostic[] {
  const shown = invalid.slice(0, 10).map(({ path, line, message }) => `invalid ticket: ${path}:${line}: ${message}`);
  const rest = invalid.length - shown.length;
  const texts = rest > 0 ? [...shown, `and ${rest} more invalid tickets; tickets doctor names them`] : shown;
  return texts.map((text) => ({ level: 'warning', source: 'list', text }));
}

interface ListColumn extends Column {
  name: string;
  cell: (ticket: Ticket, now: Date, path: string) => string;
}

const text = (
  name: 'title' | 'kind' | 'priority' | 'assignee' | 'created_at' | 'updated_at' | 'readiness',
): ListColumn => ({
  name,
  title: name.toUpperCase(),
  flexible: name === 'title',
  cell: (ticket) => ticket[name] ?? '',
});

const columns: readonly ListColumn[] = [
  { name: 'id', title: 'ID', cell: ({ id }) => id },
  { name: 'state', title: 'STATE', cell: ({ state }) => state, style: stateStyle },
  { name: 'status', title: 'STATUS', cell: ({ state }) => statusOf(state) },
  { name: 'slug', title: 'SLUG', cell: ({ slug, id }) => slug ?? slugOfId(id) ?? '' },
  text('title'),
  text('kind'),
  text('priority'),
  { name: 'labels', title: 'LABELS', cell: ({ labels }) => labels.join(',') },
  text('assignee'),
  text('created_at'),
  text('updated_at'),
  text('readiness'),
  { name: 'age', title: 'AGE', cell: ({ created_at }, now) => age(created_at, now) },
  { name: 'changed', title: 'CHANGED', cell: ({ updated_at }, now) => age(updated_at, now) },
  { name: 'path', title: 'PATH', cell: (_ticket, _now, path) => path },
];

export const listFlags = {
  limit: { type: 'integer', placeholder: 'N', summary: 'at most N (default 50); 0 for all' },
  sort: { type: 'string', values: sortKeys, placeholder: 'KEY', summary: 'by this instead of the order of the store' },
  reverse: { type: 'boolean', summary: 'the other way round' },
  columns: {
    type: 'string',
    placeholder: 'A,B',
    summary: `these columns, for a terminal and a pipe: ${columns.map(({ name }) => name).join(', ')}`,
  },
} as const;

const forTerminal = ['id', 'state', 'priority', 'changed', 'title'];
const forPipe = ['id', 'state', 'priority', 'kind', 'labels', 'assignee', 'updated_at', 'title'];
/** What older scripts cut out of the older tool's lines, then what it did not know. */
const forOlderPipe = ['status', 'id', 'slug', 'title', 'kind', 'priority', 'updated_at', 'state', 'labels', 'assignee'];

export interface Columns {
  shown: readonly ListColumn[];
  now: Date;
}

export function columnsOf(given: string | undefined, isOlder: boolean, host: Host): Columns {
  const otherwise = host.stdout.isTerminal ? forTerminal : isOlder ? forOlderPipe : forPipe;
  const names = given === undefined ? otherwise : given.split(',').map((name) => name.trim());
  return { shown: names.map(findColumn), now: host.now() };
}

function findColumn(name: string): ListColumn {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  throw invalidUsage(`there is no column ${JSON.stringify(name.slice(0, 40))}`, [
    `columns: ${columns.map((column) => column.name).join(', ')}`,
  ]);
}

/** The list as a program gets it. */
export function listLines({ tickets }: TicketList<string>, { shown }: Columns): string {
  return tsvLines(shown.length)(shown.map(({ name }) => name)) + tickets.join('');
}

/** What makes a line of such a list of a ticket. */
export function listLine({ shown, now }: Columns): (ticket: Ticket, path: string) => string {
  const lineOf = tsvLines(shown.length);
  return (ticket, path) => lineOf(shown.map(({ cell }) => cell(ticket, now, path)));
}

export function listText({ tickets }: TicketList, { shown, now }: Columns, look: Look): string {
  const rows = tickets.map((ticket) => shown.map(({ cell }) => cell(ticket, now, ticket.path)));
  return tickets.length === 0 ? 'No tickets.\n' : table(shown, rows, look);
}

interface Ranking {
  now: Date;
  explain: boolean;
  empty: string;
  /** Show what stands in the way of each. */
  inTheWay?: boolean;
}

/** The text of next and blocked. */
export function rankedText(
  { tickets }: TicketList,
  look: Look,
  { now, explain, empty, inTheWay = false }: Ranking,
): string {
  const why = (ticket: ListedTicket) =>
    ticket.why.map(({ id, state, text: said }) => (id === null ? said : `${id} (${state})`)).join(', ');
  if (!look.terminal) {
    const names = ['id', 'priority', 'state', ...(explain || inTheWay ? ['why'] : []), 'title'];
    return tsv(
      names,
      tickets.map((ticket) => [
        ticket.id,
        ticket.priority ?? '',
        ticket.state,
        ...(explain || inTheWay ? [why(ticket)] : []),
        ticket.title ?? '',
      ]),
    );
  }
  if (tickets.length === 0) return `${empty}\n`;
  const heads: Column[] = [
    { title: 'ID' },
    { title: 'PRIORITY' },
    { title: 'STATE', style: stateStyle },
    { title: 'AGE' },
    { title: 'TITLE', flexible: true },
  ];
  const rows = tickets.map((ticket) => [
    ticket.id,
    ticket.priority ?? '-',
    ticket.state,
    age(ticket.created_at, now),
    ticket.title ?? '',
  ]);
  if (!explain && !inTheWay) return table(heads, rows, look);
  const lines = table(heads, rows, look).trimEnd().split('\n');
  const reasons = tickets.map((ticket) =>
    ticket.why.map((one) => paint(`    ${visible(one.text)}\n`, 'dim', look)).join(''),
  );
  return lines.map((line, i) => `${line}\n${i === 0 ? '' : (reasons[i - 1] ?? '')}`).join('');
}

/** The text of a search: each ticket, and below it the lines that hold the words. */
export function searchText({ tickets }: TicketList, look: Look): string {
  if (!look.terminal)
    return tsv(
      ['id', 'state', 'title', 'file', 'line', 'text'],
      tickets.flatMap((ticket) =>
        ticket.matches.map(({ file, line, text: found }) => [
          ticket.id,
          ticket.state,
          ticket.title ?? '',
          file,
          String(line),
          found,
        ]),
      ),
    );
  if (tickets.length === 0) return 'Nothing found.\n';
  return tickets
    .map(({ id, state, title, matches }) => {
      const head = `${paint(visible(id), 'bold', look)}  ${paint(state, stateStyle(state), look)}  ${visible(title ?? '')}\n`;
      return (
        head +
        matches
          .map(
            ({ file, line, text: found }) =>
              `    ${paint(visible(`${file.split('/').at(-1)}:${line}`), 'dim', look)}  ${visible(found)}\n`,
          )
          .join('')
      );
    })
    .join('');
}
