import { below } from '../files/below.js';
import { type Relation, relationsOf } from '../tickets/relations.js';
import type { State, Ticket } from '../tickets/ticket.js';
import { exists, listPlaces, type Place, type Stranger } from './layout.js';
import { type InvalidTicket, type ReadTicket, unreadableTicket } from './read-item.js';
import { readTickets } from './read-tickets.js';
import { olderRelations, olderRelationsPath, type TicketStore } from './ticket-store.js';

/** Every ticket whose state is wanted, the invalid ones always. */
export async function scan(
  store: TicketStore,
  isWanted?: (state: State) => boolean,
  onUnwanted?: (place: Place, state: State) => void,
): Promise<ReadTicket[]> {
  const { places, strangers } = listPlaces(store.root);
  const read = await readTickets(places, isWanted, onUnwanted);
  return [...read, ...strangers.flatMap((stranger) => invalidStranger(store, stranger))];
}

/** A link, or a name that is no id, is listed where a ticket would have been. */
function invalidStranger(store: TicketStore, { path, code }: Stranger): InvalidTicket[] {
  const directory = below(store.root, path);
  const place: Place = { id: path, folder: '', directory };
  if (code === 'symbolic_link') return [{ place, file: directory, problem: { code, line: 1, message: linkedTicket } }];
  const file = below(directory, 'item.md');
  return exists(file)
    ? [{ place, file, problem: { code, line: 1, message: 'its directory has a name that is no id' } }]
    : [];
}

const linkedTicket = 'a symbolic link: tickets are directories of the store itself';

export interface WithRelations {
  place: Place;
  ticket: Ticket;
  relations: Relation[];
}

/** A ticket that is looked at among others, with its relations; one whose older relations cannot be read is invalid. */
export function withRelations({ place, ticket }: { place: Place; ticket: Ticket }): WithRelations | InvalidTicket {
  try {
    return { place, ticket, relations: relationsOf(ticket, olderRelations(place)) };
  } catch (error) {
    return unreadableTicket(place, olderRelationsPath(place), error);
  }
}
