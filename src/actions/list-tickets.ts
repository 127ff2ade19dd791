import type { Place } from '../store/layout.js';
import { type InvalidTicket, isInvalid, type ReadTicket } from '../store/read-item.js';
import { scan, scanEach, type WithRelations, withRelations } from '../store/scan.js';
import type { TicketStore } from '../store/ticket-store.js';
import type { Config } from '../tickets/config.js';
import { bestFirst, isStartable, matchesState, type Query, type SortKey, sortTickets } from '../tickets/query.js';
import { type Blocker, blockersOf, sameId } from '../tickets/relations.js';
import type { State, Ticket } from '../tickets/ticket.js';
import { fitting } from './fitting.js';
import type { App } from './open-app.js';

/** Why a ticket stands where it does in a list. */
export interface Why {
  reason: 'priority' | 'created_at' | 'depends_on' | 'queue';
  /** The ticket that is meant, for depends_on. */
  id: string | null;
  state: string | null;
  text: string;
}

/** Where a search found its words; `line` counts from 1 in `file`. */
export interface Match {
  file: string;
  line: number;
  text: string;
}

export interface ListedTicket extends Ticket {
  path: string;
  why: readonly Why[];
  matches: readonly Match[];
}

export interface ListedInvalid {
  path: string;
  line: number;
  code: string;
  message: string;
}

/** `total` counts what fits; `tickets` may stop short of it, and `truncated` says so. Invalid tickets always stand. */
export interface TicketList<Kept = ListedTicket> {
  tickets: Kept[];
  invalid: ListedInvalid[];
  total: number;
  truncated: boolean;
}

export interface ListOptions {
  query: Query;
  sort?: SortKey | undefined;
  reverse?: boolean | undefined;
  /** At most so many; 0 for all. */
  limit: number;
}

export function listTickets(app: App, options: ListOptions): Promise<TicketList> {
  return mapTickets(app, options, listed);
}

/**
 * The same, and of each ticket only what `keep` makes of it and its path. Nothing else is held, unless they are to be
 * sorted.
 */
export async function mapTickets<Kept>(
  app: App,
  { query, sort, reverse = false, limit }: ListOptions,
  keep: (ticket: Ticket, path: string) => Kept,
): Promise<TicketList<Kept>> {
  const isAny = query.states === undefined && query.status === undefined;
  const isWanted = isAny ? undefined : (state: State) => matchesState(state, query);
  const fits = await fitting(app, query);
  if (sort !== undefined) {
    const read = await scanEach(app.store, fits, isWanted);
    const places = placesOf(read);
    const sorted = sortTickets(readable(read), sort, reverse);
    return firstOf(app.store, sorted, limit, (ticket) => keep(ticket, pathOf(app.store, ticket, places)), read);
  }
  const keepFitting = (one: ReadTicket) => {
    const read = fits(one);
    if (read === undefined || isInvalid(read)) return read;
    return keep(read.ticket, app.store.show(read.place.directory));
  };
  const read = await scanEach(app.store, keepFitting, isWanted);
  const kept = read.filter((one): one is Kept => !isInvalid(one));
  return firstOf(app.store, reverse ? kept.toReversed() : kept, limit, (one) => one, read);
}

/** What can be started now, best first. */
export async function nextTickets(app: App, limit: number): Promise<TicketList> {
  const { read, places, waiting } = await readWaiting(app);
  const free = waiting.filter(isFree).map(({ ticket }) => ticket);
  const list = listOf(app.store, free.toSorted(bestFirst), read, places, limit);
  for (const ticket of list.tickets) ticket.why = rankOf(ticket);
  return list;
}

/** What is not started and cannot be, and why: what it depends on, or that it must be queued first. */
export async function blockedTickets(app: App, limit: number): Promise<TicketList> {
  const { read, places, waiting } = await readWaiting(app);
  const blocked = waiting.filter((one) => !isFree(one));
  const inTheWayOf = new Map(blocked.map(({ ticket, inTheWay }) => [ticket.id, inTheWay]));
  const list = listOf(app.store, blocked.map(({ ticket }) => ticket).toSorted(bestFirst), read, places, limit);
  for (const ticket of list.tickets) ticket.why = inTheWayOf.get(ticket.id) ?? none;
  return list;
}

/** The tickets that can be started now and directly depend on one of `ids`: what closing those has set free. */
export async function unblockedBy(app: App, ids: readonly string[]): Promise<Array<Pick<Ticket, 'id' | 'title'>>> {
  const { waiting } = await readWaiting(app);
  const isFreed = (one: Waiting) =>
    isFree(one) && one.dependencies.some((target) => ids.some((id) => sameId(id, target)));
  return waiting
    .filter(isFreed)
    .map(({ ticket }) => ticket)
    .sort(bestFirst)
    .map(({ id, title }) => ({ id, title }));
}

/** Of tickets that cannot be started now, whether they are resolved is all that counts. */
type Known = Map<string, Pick<Ticket, 'title' | 'state'> | 'invalid'>;

interface Waiting {
  ticket: Ticket;
  dependencies: string[];
  inTheWay: Why[];
}

function isFree({ inTheWay }: Waiting): boolean {
  return inTheWay.length === 0;
}

async function readWaiting(app: App): Promise<{ read: ReadTicket[]; places: Map<Ticket, Place>; waiting: Waiting[] }> {
  const known: Known = new Map();
  const scanned = await scan(
    app.store,
    (state) => isStartable(state, 'optional'),
    ({ id }, state) => known.set(id.toLowerCase(), { title: null, state }),
  );
  for (const one of scanned) known.set(one.place.id.toLowerCase(), isInvalid(one) ? 'invalid' : one.ticket);
  const read = scanned.map((one) => (isInvalid(one) ? one : withRelations(one)));
  const waiting = read.flatMap((one) =>
    !isInvalid(one) && 'relations' in one ? [waitingOf(one, known, app.config.queue)] : [],
  );
  return { read, places: placesOf(read), waiting };
}

function waitingOf({ ticket, relations }: WithRelations, known: Known, queue: Config['queue']): Waiting {
  const dependencies = relations.filter(({ kind }) => kind === 'depends_on').map(({ target }) => target);
  const blockers = blockersOf(dependencies, (id) => known.get(id.toLowerCase()) ?? 'missing');
  const inTheWay = blockers.map(blockedBy);
  if (!isStartable(ticket.state, queue)) inTheWay.push(mustBeQueued);
  return { ticket, dependencies, inTheWay };
}

function rankOf({ priority, created_at }: Ticket): Why[] {
  return [
    { reason: 'priority', id: null, state: null, text: priority ?? 'no priority, as P2' },
    { reason: 'created_at', id: null, state: null, text: `created ${created_at ?? 'at an unknown time'}` },
  ];
}

const mustBeQueued: Why = { reason: 'queue', id: null, state: null, text: 'must be queued first' };

function blockedBy({ id, state, problem }: Blocker): Why {
  return { reason: 'depends_on', id, state: state ?? problem, text: `depends on ${id} (${state ?? problem})` };
}

export function readable(read: readonly ReadTicket[]): Ticket[] {
  const tickets: Ticket[] = [];
  for (const one of read) if (!isInvalid(one)) tickets.push(one.ticket);
  return tickets;
}

export function placesOf(read: readonly ReadTicket[]): Map<Ticket, Place> {
  const places = new Map<Ticket, Place>();
  for (const one of read) if (!isInvalid(one)) places.set(one.ticket, one.place);
  return places;
}

export function listOf(
  store: TicketStore,
  tickets: readonly Ticket[],
  read: readonly ReadTicket[],
  places: ReadonlyMap<Ticket, Place>,
  limit: number,
): TicketList {
  return firstOf(store, tickets, limit, (ticket) => listed(ticket, pathOf(store, ticket, places)), read);
}

/** A list of the first of `all` that fit, and of what is invalid among those that were `read`. */
function firstOf<Fitting, Kept>(
  store: TicketStore,
  all: readonly Fitting[],
  limit: number,
  keep: (one: Fitting) => Kept,
  read: ReadonlyArray<Kept | ReadTicket>,
): TicketList<Kept> {
  const shown = limit > 0 ? all.slice(0, limit) : all;
  return {
    tickets: shown.map(keep),
    invalid: invalidOf(store, read),
    total: all.length,
    truncated: shown.length < all.length,
  };
}

export function invalidOf<Read>(store: TicketStore, read: ReadonlyArray<Read | InvalidTicket>): ListedInvalid[] {
  return read
    .filter((one) => isInvalid(one))
    .map(({ file, problem: { line, code, message } }) => ({
      path: store.show(file),
      line,
      code,
      message,
    }));
}

function pathOf(store: TicketStore, ticket: Ticket, places: ReadonlyMap<Ticket, Place>): string {
  return store.show(places.get(ticket)?.directory ?? ticket.id);
}

const none: readonly never[] = Object.freeze([]);

function listed(ticket: Ticket, path: string): ListedTicket {
  return Object.assign(ticket, { path, why: none, matches: none });
}
