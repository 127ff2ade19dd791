import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseThread } from '../../src/tickets/thread.js';

const statuses = ['open', 'pending', 'closed'];
const fieldNames = [
  ...['id', 'slug', 'title', 'status', 'kind', 'priority', 'labels'],
  ...['created_at', 'updated_at', 'assignee', 'legacy_ticket'],
];

/** The frontmatter as a tool sees it that knows no YAML: what follows the first `key:` of each line. */
function rawFields(text: string): Record<string, string> {
  const lines = text.split('\n');
  if (lines[0] !== '---') return {};
  const end = lines.indexOf('---', 1);
  const pairs = lines.slice(1, end).map((line) => /^([a-z_]+):\s*(.*)$/.exec(line)?.slice(1) ?? []);
  return Object.fromEntries(pairs.reverse());
}

function ticketsIn(root: string): Array<{ status: string; directory: string }> {
  const present = statuses.filter((status) => existsSync(join(root, status)));
  return present.flatMap((status) =>
    readdirSync(join(root, status), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => ({ status, directory: join(root, status, name) })),
  );
}

/** What scripts of older stores rely on, and their own doctor asked for; what does not hold, in words. */
export function olderDoctor(root: string): string[] {
  const missing = statuses.filter((status) => !existsSync(join(root, status))).map((status) => `no ${status}/`);
  const seen = new Set<string>();
  const wrong = ticketsIn(root).flatMap(({ status, directory }) => {
    const files = ['item.md', 'thread.md', 'artifacts'].filter((name) => !existsSync(join(directory, name)));
    if (files.length > 0) return files.map((name) => `${directory}: no ${name}`);
    const fields = rawFields(readFileSync(join(directory, 'item.md'), 'utf8'));
    const { id = '', slug = '' } = fields;
    const said = [
      ...fieldNames.filter((name) => !fields[name]).map((name) => `no ${name}`),
      ...(id === basename(directory) ? [] : [`its id is ${id}`]),
      ...(fields.status === status ? [] : [`its status is ${fields.status}`]),
      ...[`id ${id}`, `slug ${slug}`].filter((name) => seen.has(name)).map((name) => `a second ${name}`),
    ];
    seen.add(`id ${id}`).add(`slug ${slug}`);
    return said.map((what) => `${directory}: ${what}`);
  });
  return [...missing, ...wrong];
}

/** One ticket of an older store, as it was meant: however its values are quoted, whatever ids its events have. */
export interface OlderTicket {
  fields: Record<string, string>;
  files: string[];
  /** `time kind author [status]: body`, the time without its date. */
  events: string[];
  resolution: string | null;
}

/** By `status/id`. A twin's name ends in letters that nobody can foretell: they read `TWIN`. */
export function olderTickets(root: string): Record<string, OlderTicket> {
  return Object.fromEntries(ticketsIn(root).map(({ status, directory }) => readOlder(status, directory)));
}

function readOlder(status: string, directory: string): [string, OlderTicket] {
  const read = (name: string) => readFileSync(join(directory, name), 'utf8');
  const withoutTwin = (text: string) => text.replace(/-twin-\w+$/, '-twin-TWIN');
  const fields = Object.entries(rawFields(read('item.md'))).map(([key, value]) => [key, withoutTwin(unquoted(value))]);
  const events = parseThread(read('thread.md')).events.map(({ kind, author, at, attributes, body }) => {
    const verdict = attributes.status === undefined ? '' : ` ${attributes.status}`;
    return `${at?.slice(11, 19)} ${kind} ${author}${verdict}: ${body}`;
  });
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = paths.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1)).sort();
  const resolution = files.includes('resolution.md') ? read('resolution.md').trim() : null;
  return [
    `${status}/${withoutTwin(basename(directory))}`,
    { fields: Object.fromEntries(fields), files, events, resolution },
  ];
}

/** `"a: b"` means `a: b`, in a list too. */
function unquoted(value: string): string {
  return value.replace(/"((?:[^"\\]|\\.)*)"/g, (quoted, _, at: number) =>
    at === 0 || value.startsWith('[') ? JSON.parse(quoted) : quoted,
  );
}
