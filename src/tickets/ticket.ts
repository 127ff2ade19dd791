import type { Fields, FieldValue } from './document.js';

export const states = ['planning', 'ready', 'queued', 'inprogress', 'done', 'closed', 'pending'] as const;
export type State = (typeof states)[number];

/** The three words of older stores; each state is one of them. */
export const statuses = ['open', 'pending', 'closed'] as const;
export type Status = (typeof statuses)[number];

/** Absent scalars are null, absent lists empty; names are those of the frontmatter and of `--json`. */
export interface Ticket {
  id: string;
  title: string | null;
  state: State;
  kind: string | null;
  priority: string | null;
  labels: string[];
  assignee: string | null;
  created_at: string | null;
  updated_at: string | null;
  readiness: string | null;
  risk_flags: string[];
  depends_on: string[];
  related: string[];
  supersedes: string[];
  duplicate_of: string | null;
  parent: string | null;
  queued_by: string | null;
  queued_at: string | null;
  slug: string | null;
  status: string | null;
  legacy_ticket: string | null;
  blocks: string[];
  /** Every other field, as it stands. */
  other: Record<string, FieldValue>;
}

/** What makes a directory no readable ticket; `line` counts from 1 in its item.md. */
export interface ItemProblem {
  code: string;
  line: number;
  message: string;
}

/** The id is the directory's name, whatever an `id` field says. */
export function ticketOf(id: string, fields: Fields, lines: Record<string, number>): Ticket | { problem: ItemProblem } {
  const state = stateOf(fields);
  if (state === undefined) return { problem: stateProblem(fields, lines) };
  const ticket: Ticket = {
    id,
    title: scalar(fields.title),
    state,
    kind: scalar(fields.kind),
    priority: scalar(fields.priority),
    labels: list(fields.labels),
    assignee: scalar(fields.assignee),
    created_at: scalar(fields.created_at),
    updated_at: scalar(fields.updated_at),
    readiness: scalar(fields.readiness),
    risk_flags: list(fields.risk_flags),
    depends_on: list(fields.depends_on),
    related: list(fields.related),
    supersedes: list(fields.supersedes),
    duplicate_of: scalar(fields.duplicate_of),
    parent: scalar(fields.parent),
    queued_by: scalar(fields.queued_by),
    queued_at: scalar(fields.queued_at),
    slug: scalar(fields.slug),
    status: scalar(fields.status),
    legacy_ticket: scalar(fields.legacy_ticket),
    blocks: list(fields.blocks),
    other: Object.create(null),
  };
  for (const name in fields) if (!Object.hasOwn(ticket, name)) ticket.other[name] = fields[name] ?? null;
  return ticket;
}

/** An item's state: its own field, else what an older `status` means. */
export function stateOf(fields: Fields): State | undefined {
  const { state, status } = fields;
  if (typeof state === 'string') return state === 'intake' ? 'planning' : isState(state) ? state : undefined;
  if (state !== null && state !== undefined) return undefined;
  if (status === 'open') return 'planning';
  return status === 'pending' || status === 'closed' ? status : undefined;
}

function stateProblem(fields: Fields, lines: Record<string, number>): ItemProblem {
  const name = fields.state === undefined || fields.state === null ? 'status' : 'state';
  const value = fields[name];
  if (value === undefined || value === null)
    return {
      code: 'missing_state',
      line: lines.state ?? 1,
      message: 'no state: expected a line like "state: planning"',
    };
  const expected = name === 'state' ? states : statuses;
  return {
    code: 'unknown_state',
    line: lines[name] ?? 1,
    message: `${name} is ${JSON.stringify(value).slice(0, 80)}: expected one of ${expected.join(', ')}`,
  };
}

export function isState(word: string): word is State {
  return states.some((state) => state === word);
}

export function statusOf(state: State): Status {
  return state === 'pending' || state === 'closed' ? state : 'open';
}

/** Whether a ticket stands in nobody's way any more. */
export function isResolved(state: State): boolean {
  return state === 'done' || state === 'closed';
}

function scalar(value: FieldValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A list, or a lone word where older hands wrote one; what is no word in it is left out. */
function list(value: FieldValue | undefined): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
}

/** The slug a directory name carries: what follows its time stamp. */
export function slugOfId(id: string): string | null {
  return /^\d{8}-\d{6}-(.+)$/.exec(id)?.[1] ?? null;
}

const idPattern = /^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$/;

/** Whether a directory name can be a ticket's id; the three status words cannot. */
export function isId(name: string): boolean {
  const lower = name.toLowerCase();
  return idPattern.test(name) && !statuses.some((status) => status === lower);
}
