import type { RelationKind } from '../relations.js';
import type { State } from '../ticket.js';
import {
  emptyTicket,
  type ForeignComment,
  type ForeignFile,
  type ForeignFinding,
  type ForeignRelation,
  type ForeignTicket,
  keep,
  keepOthers,
  priorityOf,
  textOf,
  timeOf,
  wordOf,
  wordsOf,
} from './foreign-ticket.js';

const states = new Map<string, State>(
  Object.entries({
    open: 'planning',
    in_progress: 'inprogress',
    hooked: 'inprogress',
    blocked: 'pending',
    deferred: 'pending',
    pinned: 'planning',
    closed: 'closed',
  }),
);

/** The words that say no less than our state does. */
const plain = new Set(['open', 'in_progress', 'closed']);

const relationKinds = new Map<string, RelationKind>(
  Object.entries({
    blocks: 'depends_on',
    'conditional-blocks': 'depends_on',
    'waits-for': 'depends_on',
    'parent-child': 'parent',
    duplicates: 'duplicate_of',
    supersedes: 'supersedes',
  }),
);

const known = new Set(
  ['_type', 'id', 'title', 'description', 'design', 'acceptance_criteria', 'notes', 'status', 'priority'].concat(
    ['issue_type', 'assignee', 'created_at', 'created_by', 'updated_at', 'closed_at', 'close_reason', 'labels'],
    ['dependencies', 'comments'],
  ),
);

const longestLine = 16 * 1024 * 1024;
const deepest = 32;

/** The issues of an exported issues.jsonl of steveyegge/beads, one JSON object a line. */
export function readBeads(file: ForeignFile, findings: ForeignFinding[]): ForeignTicket[] {
  const text = textOf(file, findings);
  if (text === undefined) return [];
  return text.split('\n').flatMap((line, n) => {
    if (line.trim() === '') return [];
    const at = { path: file.path, line: n + 1 };
    const issue = parseLine(line, at, findings);
    return issue === undefined ? [] : (readIssue(issue, at, findings) ?? []);
  });
}

type Issue = Record<string, unknown>;
type Place = Pick<ForeignFinding, 'path' | 'line'>;

function parseLine(line: string, at: Place, findings: ForeignFinding[]): Issue | undefined {
  const refuse = (code: string, message: string) => {
    findings.push({ severity: 'error', code, ...at, message });
    return undefined;
  };
  if (line.length > longestLine) return refuse('line_too_long', `a line of ${line.length} characters`);
  try {
    const value: unknown = JSON.parse(line);
    if (isTooDeep(value)) return refuse('too_deep', `values nest ${deepest} deep at most`);
    return isRecord(value) ? value : refuse('not_an_object', 'this line is no JSON object');
  } catch (error) {
    return refuse('not_json', `not JSON: ${error instanceof Error ? error.message.slice(0, 160) : String(error)}`);
  }
}

/** What nests without end would end the one who follows it. */
function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

function readIssue(issue: Issue, at: Place, findings: ForeignFinding[]): ForeignTicket | undefined {
  const note = (severity: 'error' | 'warning', code: string, message: string) =>
    findings.push({ severity, code, ...at, message });
  const type = issue._type ?? 'issue';
  if (type !== 'issue') {
    note('warning', 'not_an_issue', `an entry of the type ${JSON.stringify(type)} is left out`);
    return undefined;
  }
  const ticket = emptyTicket(at.path, at.line);
  ticket.legacyId = wordOf(issue.id) ?? '';
  if (ticket.legacyId === '') note('error', 'missing_field', 'no id');
  const status = wordOf(issue.status) ?? 'open';
  if (status === 'tombstone') {
    note('warning', 'deleted_issue', `${ticket.legacyId} was deleted in beads and is left out`);
    return undefined;
  }
  ticket.title = wordOf(issue.title) ?? '';
  ticket.state = states.get(status) ?? 'planning';
  if (!states.has(status)) note('warning', 'unknown_status', `status ${status} becomes planning`);
  if (!plain.has(status)) keep(ticket, 'beads', 'status', status);
  ticket.kind = wordOf(issue.issue_type);
  // What its priority 0 looks like in an export that leaves zeros out.
  ticket.priority = priorityOf(issue.priority ?? 0);
  if (ticket.priority === null) keep(ticket, 'beads', 'priority', issue.priority);
  ticket.assignee = wordOf(issue.assignee);
  ticket.labels = wordsOf(issue.labels);
  ticket.createdBy = wordOf(issue.created_by);
  for (const [name, key] of times) {
    ticket[key] = timeOf(issue[name]);
    if (ticket[key] === null) keep(ticket, 'beads', name, issue[name]);
  }
  ticket.body = bodyOf(issue);
  ticket.comments = listOf(issue, 'comments', 'text', note).map((comment) => commentOf(comment, at, findings));
  ticket.relations = listOf(issue, 'dependencies', 'depends_on_id', note).flatMap(
    (entry) => relationOf(entry, ticket, at, findings) ?? [],
  );
  const reason = wordOf(issue.close_reason);
  if (ticket.state === 'closed') ticket.resolution = reason ?? 'Closed in beads.';
  else keep(ticket, 'beads', 'close_reason', reason);
  keepOthers(ticket, 'beads', issue, known);
  return ticket;
}

const times = [
  ['created_at', 'createdAt'],
  ['updated_at', 'updatedAt'],
  ['closed_at', 'closedAt'],
] as const;

/** The parts of an issue that are text, each under its name. */
function bodyOf(issue: Issue): string {
  const section = (heading: string, value: unknown) => {
    const text = typeof value === 'string' ? value.replace(/\r\n?/g, '\n').trimEnd() : '';
    return text.trim() === '' ? [] : [heading === '' ? text : `## ${heading}\n\n${text}`];
  };
  return [
    ...section('', issue.description),
    ...section('Design', issue.design),
    ...section('Acceptance criteria', issue.acceptance_criteria),
    ...section('Notes', issue.notes),
  ].join('\n\n');
}

function commentOf(comment: Issue, at: Place, findings: ForeignFinding[]): ForeignComment {
  const text = [comment.text, comment.body, comment.content].find((one) => typeof one === 'string');
  if (text === undefined)
    findings.push({ severity: 'error', code: 'missing_field', ...at, message: 'a comment without a text' });
  return { author: wordOf(comment.author), at: timeOf(comment.created_at), text: String(text ?? '') };
}

/** What beads tells more finely than we do is also kept under its own word. */
function relationOf(
  entry: Issue,
  ticket: ForeignTicket,
  at: Place,
  findings: ForeignFinding[],
): ForeignRelation | undefined {
  const target = wordOf(entry.depends_on_id);
  const type = wordOf(entry.type) ?? wordOf(entry.dep_type) ?? 'blocks';
  if (target === null) {
    findings.push({ severity: 'error', code: 'missing_field', ...at, message: 'a dependency without depends_on_id' });
    return undefined;
  }
  const keptAs = `beads_${type.replaceAll('-', '_')}`;
  if (!['blocks', 'parent-child', 'related', 'relates-to', 'duplicates', 'supersedes'].includes(type))
    ticket.other[keptAs] = [...wordsOf(ticket.other[keptAs]), target];
  return { kind: relationKinds.get(type) ?? 'related', target, keptAs };
}

/** A list of records; a lone word in it stands for the one value that a record must have. */
function listOf(
  issue: Issue,
  name: string,
  key: string,
  note: (severity: 'error', code: string, message: string) => void,
): Issue[] {
  const value = issue[name] ?? [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((one) => {
    if (isRecord(one)) return [one];
    if (typeof one === 'string') return [{ [key]: one }];
    note('error', 'wrong_list', `${name} holds ${JSON.stringify(one)?.slice(0, 60)}, which is no record`);
    return [];
  });
}

function isRecord(value: unknown): value is Issue {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
