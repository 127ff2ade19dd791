import type { Place } from '../store/layout.js';
import { isInvalid, type ReadTicket } from '../store/read-item.js';
import { scan, type WithRelations, withRelations } from '../store/scan.js';
import type { Config } from '../tickets/config.js';
import { bestFirst, isStartable } from '../tickets/query.js';
import { type Blocker, blockersOf, sameId } from '../tickets/relations.js';
import type { Ticket } from '../tickets/ticket.js';
import { listOf, none, placesOf, type TicketList, type Why } from './list-tickets.js';
import type { App } from './open-app.js';

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
