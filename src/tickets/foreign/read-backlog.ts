import { bodyOf } from '../frontmatter.js';
import type { State } from '../ticket.js';
import {
  emptyTicket,
  type ForeignComment,
  type ForeignFile,
  type ForeignFinding,
  type ForeignTicket,
  frontmatterOf,
  keep,
  keepOthers,
  linesOutsideFences,
  textOf,
  timeOf,
  trimLines,
  wordOf,
  wordsOf,
} from './foreign-ticket.js';

/** The folders of a Backlog.md project that hold tasks. */
export const backlogFolders = ['tasks', 'drafts', 'completed', 'archive/tasks', 'archive/drafts'] as const;
export type BacklogFolder = (typeof backlogFolders)[number];

const states = new Map<string, State>(
  Object.entries({
    draft: 'planning',
    'to do': 'planning',
    todo: 'planning',
    backlog: 'planning',
    open: 'planning',
    ready: 'ready',
    'in progress': 'inprogress',
    doing: 'inprogress',
    'in review': 'inprogress',
    review: 'inprogress',
    testing: 'inprogress',
    blocked: 'pending',
    'on hold': 'pending',
    done: 'done',
    complete: 'done',
    completed: 'done',
    closed: 'closed',
    cancelled: 'closed',
    canceled: 'closed',
  }),
);

/** The words that say no less than our state does. */
const plain = new Set(['to do', 'in progress', 'done', 'closed']);

const priorities = new Map<string, string>(Object.entries({ critical: 'P0', high: 'P1', medium: 'P2', low: 'P3' }));

const known = new Set(
  [
    'id',
    'title',
    'status',
    'assignee',
    'created_date',
    'updated_date',
    'labels',
    'dependencies',
    'parent_task_id',
  ].concat(['priority', 'type']),
);

/** A task of MrLesk/Backlog.md. What lies in `completed` or `archive` is closed, whatever its status says. */
export function readBacklog(
  file: ForeignFile,
  folder: BacklogFolder,
  findings: ForeignFinding[],
): ForeignTicket | undefined {
  const text = textOf(file, findings);
  if (text === undefined) return undefined;
  const { path } = file;
  const quoted = quoteNames(text);
  const item = frontmatterOf(file, quoted, findings);
  if (item === undefined) return undefined;
  const { fields, lines } = item;
  const note = (severity: 'error' | 'warning', code: string, field: string, message: string) =>
    findings.push({ severity, code, path, line: lines[field] ?? 1, message });
  const ticket = emptyTicket(path, 1);
  ticket.legacyId = wordOf(fields.id) ?? '';
  if (ticket.legacyId === '') note('error', 'missing_field', 'id', 'no id');
  ticket.title = wordOf(fields.title) ?? '';
  const status = wordOf(fields.status)?.toLowerCase() ?? 'to do';
  ticket.state = states.get(status) ?? 'planning';
  if (!states.has(status)) note('warning', 'unknown_status', 'status', `status ${status} becomes planning`);
  if (!plain.has(status)) keep(ticket, 'backlog', 'status', fields.status);
  ticket.kind = wordOf(fields.type);
  ticket.priority = priorities.get(wordOf(fields.priority)?.toLowerCase() ?? '') ?? null;
  if (ticket.priority === null) keep(ticket, 'backlog', 'priority', fields.priority);
  ticket.labels = wordsOf(fields.labels);
  ticket.assignee = wordsOf(fields.assignee).join(', ') || null;
  ticket.createdBy = wordOf(fields.reporter);
  ticket.createdAt = timeOf(fields.created_date);
  if (ticket.createdAt === null) keep(ticket, 'backlog', 'created_date', fields.created_date);
  ticket.updatedAt = timeOf(fields.updated_date);
  if (ticket.updatedAt === null) keep(ticket, 'backlog', 'updated_date', fields.updated_date);
  ticket.relations = [
    ...wordsOf(fields.dependencies).map(
      (target) => ({ kind: 'depends_on', target, keptAs: 'backlog_dependencies' }) as const,
    ),
    ...wordsOf(fields.parent_task_id).map(
      (target) => ({ kind: 'parent', target, keptAs: 'backlog_parent_task_id' }) as const,
    ),
  ];
  keepOthers(ticket, 'backlog', fields, known);
  readBody(ticket, bodyOf(new TextEncoder().encode(quoted)), findings);
  closeByFolder(ticket, folder);
  return ticket;
}

function closeByFolder(ticket: ForeignTicket, folder: BacklogFolder): void {
  if (folder === 'completed' || folder.startsWith('archive')) ticket.state = 'closed';
  if (ticket.state !== 'closed') return;
  const summary = /<!-- SECTION:FINAL_SUMMARY:BEGIN -->\n([\s\S]*?)<!-- SECTION:FINAL_SUMMARY:END -->/.exec(
    ticket.body,
  )?.[1];
  const words = folder === 'completed' ? 'Completed' : folder.startsWith('archive') ? 'Archived' : 'Closed';
  ticket.resolution = summary?.trim() || `${words} in Backlog.md.`;
}

/** Backlog.md writes `assignee: @name`, which no YAML parser takes; the lines stay where they are. */
function quoteNames(text: string): string {
  const lines = text.split('\n');
  const end = lines.indexOf('---', 1);
  return lines.map((line, n) => (n > 0 && n < end ? quoteName(line) : line)).join('\n');
}

function quoteName(line: string): string {
  const flow = /^(\s*(?:assignee|reporter):\s*)\[(.*)\]\s*$/.exec(line);
  if (flow !== null) {
    const words = (flow[2] ?? '').split(',').map((word) => word.trim());
    return `${flow[1]}[${words.map((word) => (word.startsWith('@') ? JSON.stringify(word) : word)).join(', ')}]`;
  }
  const [, before, name] = /^(\s*(?:(?:assignee|reporter):|-)\s+)(@.*?)\s*$/.exec(line) ?? [];
  return before === undefined || name === undefined ? line : before + JSON.stringify(name);
}

const [commentsBegin, commentsEnd] = ['<!-- COMMENTS:BEGIN -->', '<!-- COMMENTS:END -->'];

/** Comments become events; a section of them that is not understood stays in the body as it is. */
function readBody(ticket: ForeignTicket, text: string, findings: ForeignFinding[]): void {
  const lines = text.split('\n');
  const isOutside = linesOutsideFences(lines);
  const begin = lines.findIndex((line, n) => isOutside[n] && line.trim() === commentsBegin);
  const end = lines.findLastIndex((line) => line.trim() === commentsEnd);
  const heading = lines.findLastIndex((line, n) => n < begin && line.trim() !== '');
  ticket.body = trimLines(lines);
  if (begin === -1 || end < begin) return;
  const comments = readComments(lines.slice(begin + 1, end));
  if (comments === undefined || !/^## Comments\s*$/.test(lines[heading] ?? '')) {
    const { path } = ticket;
    const message = 'its comments are not understood: they stay in the body';
    findings.push({ severity: 'warning', code: 'comments_kept', path, line: 1, message });
    return;
  }
  ticket.comments = comments;
  ticket.body = trimLines([...lines.slice(0, heading), ...lines.slice(end + 1)]);
}

function readComments(lines: readonly string[]): ForeignComment[] | undefined {
  const isMarked = lines.some((line) => line.trim() === '<!-- COMMENT:BEGIN -->');
  return isMarked ? readMarked(lines) : readDelimited(lines);
}

/** Each between a COMMENT:BEGIN and a COMMENT:END: lines of `key: value`, a blank line, the text. */
function readMarked(lines: readonly string[]): ForeignComment[] | undefined {
  const comments: ForeignComment[] = [];
  for (let n = 0; n < lines.length; n++) {
    if ((lines[n] ?? '').trim() === '') continue;
    const end = lines.findIndex((line, at) => at > n && line.trim() === '<!-- COMMENT:END -->');
    if (lines[n]?.trim() !== '<!-- COMMENT:BEGIN -->' || end === -1) return undefined;
    const block = lines.slice(n + 1, end);
    const blank = block.findIndex((line) => line.trim() === '');
    const comment = readHead(block.slice(0, blank));
    if (blank === -1 || comment === undefined) return undefined;
    comments.push({ ...comment, text: trimLines(block.slice(blank)) });
    n = end;
  }
  return comments;
}

/** Each is lines of `key: value`, a line `---`, the text, a line `---` that another head or the end follows. */
function readDelimited(lines: readonly string[]): ForeignComment[] | undefined {
  const comments: ForeignComment[] = [];
  let rest = lines.slice();
  while (rest.some((line) => line.trim() !== '')) {
    const rule = rest.indexOf('---');
    const comment = rule === -1 ? undefined : readHead(rest.slice(0, rule).filter((line) => line.trim() !== ''));
    if (comment === undefined) return undefined;
    const text = rest.slice(rule + 1);
    const end = text.findIndex((line, n) => line === '---' && isHeadOrEnd(text.slice(n + 1)));
    if (end === -1) return undefined;
    comments.push({ ...comment, text: trimLines(text.slice(0, end)) });
    rest = text.slice(end + 1);
  }
  return comments;
}

const headLine = /^(author|created|index):[ \t]*(.*)$/;

function isHeadOrEnd(lines: readonly string[]): boolean {
  const next = lines.find((line) => line.trim() !== '');
  return next === undefined || headLine.test(next);
}

function readHead(lines: readonly string[]): ForeignComment | undefined {
  const pairs = lines.map((line) => headLine.exec(line.trim()));
  if (lines.length === 0 || !pairs.every((pair) => pair !== null)) return undefined;
  const values = new Map(pairs.map(([, key = '', value = '']) => [key, value]));
  return { author: wordOf(values.get('author')), at: timeOf(values.get('created')), text: '' };
}
