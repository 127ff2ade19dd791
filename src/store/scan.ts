import { below } from '../files/below.js';
import { type Relation, relationsOf } from '../tickets/relations.js';
import type { State, Ticket } from '../tickets/ticket.js';
import { exists, listPlaces, type Place, type Stranger } from './layout.js';
import { type InvalidTicket, type ReadTicket, unreadableTicket } from './read-item.js';
import { readEach } from './read-tickets.js';
import { olderRelations, olderRelationsPath, type TicketStore } from './ticket-store.js';

/** Every ticket whose state is wanted, the invalid ones always. */
export function scan(
  store: TicketStore,
  isWanted?: (state: State) => boolean,
  onUnwanted?: (place: Place, state: State) => void,
): Promise<ReadTicket[]> {
  return scanEach(store, (read) => read, isWanted, onUnwanted);
}

/** The same, and of each only what `keep` makes of it: see readEach. */
export async function scanEach<Kept>(
  store: TicketStore,
  keep: (read: ReadTicket) => Kept | undefined,
  isWanted?: (state: State) => boolean,
  onUnwanted?: (place: Place, state: State) => void,
): Promise<Kept[]> {
  const { places, strangers } = listPlaces(store.root);
  const kept = await readEach(places, keep, isWanted, onUnwanted);
  for (const stranger of strangers)
    for (const invalid of invalidStranger(store, stranger)) {
      const one = keep(invalid);
      if (one !== undefined) kept.push(one);
    }
  return kept;
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
