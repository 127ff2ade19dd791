import { lookUp, olderRelations, type StoredTicket, type TicketStore } from '../store/ticket-store.js';
import { type Blocker, blockersOf, relationsOf } from '../tickets/relations.js';
import type { Ticket } from '../tickets/ticket.js';

/** What stands in a ticket's way, by reading nothing but the tickets that it depends on. */
export async function readBlockers(store: TicketStore, { ticket, place }: StoredTicket): Promise<Blocker[]> {
  const targets = relationsOf(ticket, olderRelations(place))
    .filter(({ kind }) => kind === 'depends_on')
    .map(({ target }) => target);
  const found = new Map<string, Ticket | 'missing' | 'invalid'>();
  for (const id of targets) found.set(id, await lookUp(store, id));
  return blockersOf(targets, (id) => found.get(id) ?? 'missing');
}
