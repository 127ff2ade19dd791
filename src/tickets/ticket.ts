import type { FieldValue, ParsedItem } from './document.js';

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
  labels: readonly string[];
  assignee: string | null;
  created_at: string | null;
  updated_at: string | null;
  readiness: string | null;
  risk_flags: readonly string[];
  depends_on: readonly string[];
  related: readonly string[];
  supersedes: readonly string[];
  duplicate_of: string | null;
  parent: string | null;
  queued_by: string | null;
  queued_at: string | null;
  slug: string | null;
  status: string | null;
  legacy_ticket: string | null;
  blocks: readonly string[];
  /** Every other field, as it stands. */
  other: Readonly<Record<string, FieldValue>>;
}

/** What makes a directory no readable ticket; `line` counts from 1 in its item.md. */
export interface ItemProblem {
  code: string;
  line: number;
  message: string;
}

/** Where a ticket's fields come from: a parsed item, or one that is read field by field. */
export interface FieldSource {
  get(name: string): FieldValue | undefined;
  /** Names and values, in the order of the lines. */
  each(take: (name: string, value: FieldValue) => void): void;
  /** Counting from 1; undefined where there is no such field. */
  lineOf(name: string): number | undefined;
}

export function sourceOf({ fields, lines }: Pick<ParsedItem, 'fields' | 'lines'>): FieldSource {
  return {
    get: (name) => fields[name],
    each: (take) => {
      for (const name of Object.keys(fields)) take(name, fields[name] ?? null);
    },
    lineOf: (name) => lines[name],
  };
}

/** Lists hold thousands of tickets, and most have neither lists nor fields of their own: they share these. */
const none: readonly string[] = Object.freeze([]);
const nothingElse: Ticket['other'] = Object.freeze(newOther());

/** Without a prototype: a field may be called whatever it likes. */
function newOther(): Record<string, FieldValue> {
  return Object.create(null);
}

/** The id is the directory's name, whatever an `id` field says. */
export function ticketOf(id: string, source: FieldSource): Ticket | { problem: ItemProblem } {
  const state = stateOf(source);
  if (state === undefined) return { problem: stateProblem(source) };
  const ticket: Ticket = {
    id,
    title: null,
    state,
    kind: null,
    priority: null,
    labels: none,
    assignee: null,
    created_at: null,
    updated_at: null,
    readiness: null,
    risk_flags: none,
    depends_on: none,
    related: none,
    supersedes: none,
    duplicate_of: null,
    parent: null,
    queued_by: null,
    queued_at: null,
    slug: null,
    status: null,
    legacy_ticket: null,
    blocks: none,
    other: nothingElse,
  };
  let other: Record<string, FieldValue> | undefined;
  source.each((name, value) => {
    const set = setters.get(name);
    if (set !== undefined) set(ticket, value);
    else {
      other ??= newOther();
      other[name] = value;
    }
  });
  if (other !== undefined) ticket.other = other;
  return ticket;
}

const words = [
  'title',
  'kind',
  'priority',
  'assignee',
  'created_at',
  'updated_at',
  'readiness',
  'duplicate_of',
  'parent',
  'queued_by',
  'queued_at',
  'slug',
  'status',
  'legacy_ticket',
] as const;
const lists = ['labels', 'risk_flags', 'depends_on', 'related', 'supersedes', 'blocks'] as const;

type Setter = (ticket: Ticket, value: FieldValue) => void;

const setters = new Map<string, Setter>([
  ['id', () => {}],
  ['state', () => {}],
  ...words.map((name): [string, Setter] => [
    name,
    (ticket, value) => {
      ticket[name] = scalar(value);
    },
  ]),
  ...lists.map((name): [string, Setter] => [
    name,
    (ticket, value) => {
      ticket[name] = list(value);
    },
  ]),
]);

/** Whether a field is one of those that tickets have; every other is kept as it stands. */
export function isKnownField(name: string): boolean {
  return setters.has(name);
}

/** An item's state: its own field, else what an older `status` means. */
export function stateOf(source: Pick<FieldSource, 'get'>): State | undefined {
  const state = source.get('state');
  if (typeof state === 'string') return state === 'intake' ? 'planning' : isState(state) ? state : undefined;
  if (state !== null && state !== undefined) return undefined;
  const status = source.get('status');
  if (status === 'open') return 'planning';
  return status === 'pending' || status === 'closed' ? status : undefined;
}

function stateProblem(source: FieldSource): ItemProblem {
  const name = source.get('state') === undefined || source.get('state') === null ? 'status' : 'state';
  const value = source.get(name);
  if (value === undefined || value === null)
    return {
      code: 'missing_state',
      line: source.lineOf('state') ?? 1,
      message: 'no state: expected a line like "state: planning"',
    };
  const expected = name === 'state' ? states : statuses;
  return {
    code: 'unknown_state',
    line: source.lineOf(name) ?? 1,
    message: `${name} is ${JSON.stringify(value).slice(0, 80)}: expected one of ${expected.join(', ')}`,
  };
}

const stateWords: ReadonlySet<string> = new Set(states);

export function isState(word: string): word is State {
  return stateWords.has(word);
}

export function statusOf(state: State): Status {
  return state === 'pending' || state === 'closed' ? state : 'open';
}

/** What a status says where there is no state beside it. */
export const stateOfStatus: Record<Status, State> = { open: 'planning', pending: 'pending', closed: 'closed' };

/** Whether a ticket stands in nobody's way any more. */
export function isResolved(state: State): boolean {
  return state === 'done' || state === 'closed';
}

function scalar(value: FieldValue): string | null {
  if (value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A list, or a lone word where older hands wrote one; what is no word in it is left out. */
function list(value: FieldValue): readonly string[] {
  if (value === null) return none;
  if (typeof value === 'string') return value === '' ? none : [value];
  if (!Array.isArray(value)) return none;
  return value.every(isWord) ? value : value.filter(isWord);
}

function isWord(value: FieldValue): value is string {
  return typeof value === 'string';
}

/** The slug a directory name carries: what follows its time stamp. */
export function slugOfId(id: string): string | null {
  return /^\d{8}-\d{6}-(.+)$/.exec(id)?.[1] ?? null;
}

const idPattern = /^[0-9A-Za-z][0-9A-Za-z._-]{0,127}$/;

/** Whether a directory name can be a ticket's id; the three status words cannot. */
export function isId(name: string): boolean {
  return idPattern.test(name) && !isStatusName(name);
}

/** Whether a name is one of the three status words, in any case. */
export function isStatusName(name: string): boolean {
  if (name.length > 'pending'.length) return false;
  const lower = name.toLowerCase();
  return statuses.some((status) => status === lower);
}
