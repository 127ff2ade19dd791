import { isPriority } from './priority.js';
import { type Relation, type RelationKind, sameId } from './relations.js';
import { type State, type Status, statusOf, type Ticket } from './ticket.js';

/** What a list is to hold; an absent key asks nothing, a list of words is satisfied by any of them. */
export interface Query {
  states?: readonly State[];
  status?: Status;
  kinds?: readonly string[];
  priorities?: readonly string[];
  /** All of these, each as written or, with a leading `-`, not. */
  labels?: readonly string[];
  assignees?: readonly string[];
  /** Words of id or title, without case; all of them. */
  text?: string;
  relation?: { kind: RelationKind | null; target: string };
  /** Created, or last changed, within or before so many milliseconds of `now`. */
  createdAfter?: number;
  createdBefore?: number;
  updatedAfter?: number;
  updatedBefore?: number;
}

/** All that a query asks but `relation`, which needs more than the ticket's fields: `hasRelation`. */
export function matches(ticket: Ticket, query: Query): boolean {
  return (
    matchesState(ticket.state, query) &&
    isAmong(ticket.kind, query.kinds) &&
    isAmong(priorityOf(ticket), query.priorities) &&
    isAmong(ticket.assignee ?? 'none', query.assignees) &&
    (query.labels ?? []).every((label) => hasLabel(ticket, label)) &&
    hasText(ticket, query.text) &&
    isWithin(ticket.created_at, query.createdAfter, query.createdBefore) &&
    isWithin(ticket.updated_at, query.updatedAfter, query.updatedBefore)
  );
}

/** The part of a query that needs nothing but a ticket's state. */
export function matchesState(state: State, query: Query): boolean {
  if (query.states !== undefined && !query.states.includes(state)) return false;
  return query.status === undefined || statusOf(state) === query.status;
}

function isAmong(value: string | null, wanted: readonly string[] | undefined): boolean {
  if (wanted === undefined || wanted.length === 0) return true;
  return value !== null && wanted.some((word) => word.toLowerCase() === value.toLowerCase());
}

function hasLabel(ticket: Ticket, label: string): boolean {
  return label.startsWith('-') ? !ticket.labels.includes(label.slice(1)) : ticket.labels.includes(label);
}

function hasText({ id, title }: Ticket, text: string | undefined): boolean {
  if (text === undefined) return true;
  const hay = foldText(`${id} ${title ?? ''}`);
  return foldText(text)
    .split(/\s+/)
    .every((word) => hay.includes(word));
}

/** One form for all ways of writing the same letters: compatible forms composed, case folded. */
export function foldText(text: string): string {
  return (notAscii.test(text) ? text.normalize('NFKC') : text).toLowerCase();
}

const notAscii = /[\x80-\uffff]/;

/** Whether one of a ticket's relations is the one asked for. */
export function hasRelation(relations: readonly Relation[], wanted: NonNullable<Query['relation']>): boolean {
  return relations.some(
    ({ kind, target }) => (wanted.kind === null || kind === wanted.kind) && sameId(target, wanted.target),
  );
}

function isWithin(time: string | null, after: number | undefined, before: number | undefined): boolean {
  if (after === undefined && before === undefined) return true;
  const at = Date.parse(time ?? '');
  return !Number.isNaN(at) && (after === undefined || at >= after) && (before === undefined || at <= before);
}

/** No priority counts as P2. */
export function priorityOf(ticket: Pick<Ticket, 'priority'>): string {
  return ticket.priority ?? 'P2';
}

/** What sorts by urgency; a word that is no priority comes after all that are. */
function urgencyOf(ticket: Ticket): string {
  const word = priorityOf(ticket).toUpperCase();
  return isPriority(word) ? word : `Z${word}`;
}

export const sortKeys = ['id', 'priority', 'created', 'updated', 'title', 'state'] as const;
export type SortKey = (typeof sortKeys)[number];

type Compare = (a: Ticket, b: Ticket) => number;

const byId: Compare = (a, b) => compareWords(a.id, b.id);
const stateOrder: readonly State[] = ['inprogress', 'queued', 'ready', 'planning', 'pending', 'done', 'closed'];

const comparisons: Record<SortKey, Compare> = {
  id: byId,
  priority: (a, b) => compareWords(urgencyOf(a), urgencyOf(b)),
  created: (a, b) => compareWords(a.created_at ?? '', b.created_at ?? ''),
  updated: (a, b) => compareWords(b.updated_at ?? '', a.updated_at ?? ''),
  title: (a, b) => compareWords(a.title ?? '', b.title ?? ''),
  state: (a, b) => stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state),
};

/** Sorts by one key, then by id; `updated` has the newest first. */
export function sortTickets(tickets: readonly Ticket[], key: SortKey, reverse = false): Ticket[] {
  const compare = comparisons[key];
  const sign = reverse ? -1 : 1;
  return tickets.toSorted((a, b) => sign * (compare(a, b) || byId(a, b)));
}

/** Best first: priority, then age, then id. */
export const bestFirst: Compare = (a, b) => comparisons.priority(a, b) || comparisons.created(a, b) || byId(a, b);

// Code points, not a locale: the same order everywhere.
function compareWords(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The states from which work can be started. */
export function isStartable(state: State, queue: 'optional' | 'required'): boolean {
  return queue === 'required' ? state === 'queued' : state === 'planning' || state === 'ready' || state === 'queued';
}
