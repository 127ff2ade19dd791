import { bodyOf } from '../frontmatter.js';
import type { State } from '../ticket.js';
import {
  emptyTicket,
  type ForeignFile,
  type ForeignFinding,
  type ForeignTicket,
  frontmatterOf,
  keep,
  keepOthers,
  linesOutsideFences,
  priorityOf,
  textOf,
  timeOf,
  trimLines,
  wordOf,
  wordsOf,
} from './foreign-ticket.js';

const states = new Map<string, State>(
  Object.entries({
    open: 'planning',
    in_progress: 'inprogress',
    needs_testing: 'inprogress',
    closed: 'closed',
  }),
);

/** The words of tk that say no less than our state does. */
const plain = new Set(['open', 'in_progress', 'closed']);

const known = new Set([
  'id',
  'title',
  'status',
  'deps',
  'links',
  'created',
  'type',
  'priority',
  'assignee',
  'parent',
  'tags',
]);

/** A ticket of wedow/ticket: `.tickets/<id>.md`, frontmatter, a `# Title`, a text, and notes at its end. */
export function readTk(file: ForeignFile, findings: ForeignFinding[]): ForeignTicket | undefined {
  const text = textOf(file, findings);
  if (text === undefined) return undefined;
  const { path } = file;
  const item = frontmatterOf(file, text, findings);
  if (item === undefined) return undefined;
  const { fields, lines } = item;
  const warn = (code: string, field: string, message: string) =>
    findings.push({ severity: 'warning', code, path, line: lines[field] ?? 1, message });
  const stem = path.replace(/^.*\//s, '').replace(/\.md$/, '');
  const ticket = emptyTicket(path, 1);
  ticket.legacyId = wordOf(fields.id) ?? stem;
  if (ticket.legacyId !== stem) warn('id_mismatch', 'id', `its id is ${ticket.legacyId}, its file is ${stem}.md`);
  readBody(ticket, bodyOf(new TextEncoder().encode(text)), wordOf(fields.title));
  const status = wordOf(fields.status);
  ticket.state = states.get(status ?? 'open') ?? 'planning';
  if (status !== null && !states.has(status)) warn('unknown_status', 'status', `status ${status} becomes planning`);
  if (!plain.has(status ?? 'open')) keep(ticket, 'tk', 'status', status);
  ticket.kind = wordOf(fields.type);
  ticket.priority = priorityOf(fields.priority);
  if (ticket.priority === null) keep(ticket, 'tk', 'priority', fields.priority);
  ticket.assignee = wordOf(fields.assignee);
  ticket.labels = wordsOf(fields.tags);
  ticket.createdAt = timeOf(fields.created);
  if (ticket.createdAt === null) keep(ticket, 'tk', 'created', fields.created);
  ticket.relations = [
    ...wordsOf(fields.deps).map((target) => ({ kind: 'depends_on', target, keptAs: 'tk_deps' }) as const),
    ...wordsOf(fields.links).map((target) => ({ kind: 'related', target, keptAs: 'tk_links' }) as const),
    ...wordsOf(fields.parent).map((target) => ({ kind: 'parent', target, keptAs: 'tk_parent' }) as const),
  ];
  if (ticket.state === 'closed') ticket.resolution = 'Closed in tk.';
  keepOthers(ticket, 'tk', fields, known);
  return ticket;
}

const noteTime = /^\*\*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\*\*[ \t]*$/;

/** The first heading is the title; a note is what follows a bold time below `## Notes`, up to the next or a heading. */
function readBody(ticket: ForeignTicket, text: string, title: string | null): void {
  const lines = text.split('\n');
  const isOutside = linesOutsideFences(lines);
  const heading = lines.findIndex((line, n) => isOutside[n] && /^# /.test(line));
  ticket.title = wordOf(lines[heading]?.slice(2)) ?? title ?? '';
  const body: string[] = [];
  let note: string[] | undefined;
  let notesAt: number | undefined;
  for (const [n, line] of lines.entries()) {
    if (n === heading && ticket.title !== '') continue;
    const at = isOutside[n] && notesAt !== undefined ? noteTime.exec(line)?.[1] : undefined;
    if (at !== undefined) {
      note = [];
      ticket.comments.push({ author: null, at, text: '' });
    } else if (isOutside[n] && /^## /.test(line)) {
      note = undefined;
      if (/^## Notes[ \t]*$/.test(line)) notesAt = body.length;
      body.push(line);
    } else (note ?? body).push(line);
    const last = ticket.comments.at(-1);
    if (note !== undefined && last !== undefined) last.text = trimLines(note);
  }
  ticket.comments = ticket.comments.filter((comment) => comment.text !== '');
  if (notesAt !== undefined && ticket.comments.length > 0 && isBlank(body, notesAt + 1)) body.splice(notesAt, 1);
  ticket.body = trimLines(body);
}

/** Whether nothing stands between the heading of the notes and the next heading. */
function isBlank(body: readonly string[], from: number): boolean {
  const next = body.findIndex((line, n) => n >= from && /^## /.test(line));
  return body.slice(from, next === -1 ? undefined : next).every((line) => line.trim() === '');
}
