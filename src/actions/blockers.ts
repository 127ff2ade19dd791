import type { Diagnostic } from '../diagnostic.js';
import type { Place } from '../store/layout.js';
import {
  lookUp,
  olderRelations,
  olderRelationsFile,
  olderRelationsPath,
  type StoredTicket,
  type TicketStore,
} from '../store/ticket-store.js';
import { readOlderRelations } from '../tickets/older-relations.js';
import { type Blocker, blockersOf, relationsOf } from '../tickets/relations.js';
import type { Ticket } from '../tickets/ticket.js';
import type { App } from './open-app.js';

/** What stands in a ticket's way, by reading nothing but the tickets that it depends on. */
export async function readBlockers(store: TicketStore, { ticket, place }: StoredTicket): Promise<Blocker[]> {
  const targets = relationsOf(ticket, olderRelations(place))
    .filter(({ kind }) => kind === 'depends_on')
    .map(({ target }) => target);
  const found = new Map<string, Ticket | 'missing' | 'invalid'>();
  for (const id of targets) found.set(id, await lookUp(store, id));
  return blockersOf(targets, (id) => found.get(id) ?? 'missing');
}

/** That an older relations.json says nothing is not left unsaid: what the ticket depends on may stand there. */
export function unreadRelations({ store }: App, place: Place): Diagnostic[] {
  const text = olderRelationsFile(place);
  if (text === undefined || readOlderRelations(text, place.id) !== undefined) return [];
  const path = store.show(olderRelationsPath(place));
  const said = `${path} cannot be read, so no relation in it counts; tickets doctor ${place.id} says more`;
  return [{ level: 'warning', source: 'relations', text: said }];
}
