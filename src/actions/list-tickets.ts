import type { Place } from '../store/layout.js';
import { type InvalidTicket, isInvalid, type ReadTicket } from '../store/read-item.js';
import { scanEach } from '../store/scan.js';
import type { TicketStore } from '../store/ticket-store.js';
import { matchesState, type Query, type SortKey, sortTickets } from '../tickets/query.js';
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

/**
 * The tickets that a query asks for, in the order of the store or sorted. Throws `ambiguous_reference` where the other end
 * of a relation is not clear, `store_unreadable`.
 */
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

export const none: readonly never[] = Object.freeze([]);

function listed(ticket: Ticket, path: string): ListedTicket {
  return Object.assign(ticket, { path, why: none, matches: none });
}
