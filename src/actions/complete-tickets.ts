import { listPlaces, type Place } from '../store/layout.js';
import { isInvalid } from '../store/read-item.js';
import { readTickets } from '../store/read-tickets.js';
import { isId, slugOfId } from '../tickets/ticket.js';
import type { App } from './open-app.js';

export interface Candidate {
  /** An id, or a slug that no other ticket has; nothing in it means anything to a shell. */
  word: string;
  title: string;
}

/**
 * What a word that somebody has begun may become: ids that begin so, else slugs. A slug that every command would refuse as
 * ambiguous is offered as the ids. Reads no other ticket.
 */
export async function completeTickets(app: App, begun: string): Promise<Candidate[]> {
  const wanted = begun.toLowerCase();
  const { places } = listPlaces(app.store.root);
  const named = countNames(places);
  const words = places.flatMap((place) => {
    const slug = slugOfId(place.id);
    const word = [place.id, slug].find((one) => one !== null && isId(one) && one.toLowerCase().startsWith(wanted));
    if (typeof word !== 'string') return [];
    return [{ place, word: named.get(word.toLowerCase()) === 1 ? word : place.id }];
  });
  const titles = new Map<string, string>();
  for (const read of await readTickets(words.map(({ place }) => place)))
    if (!isInvalid(read)) titles.set(read.place.directory, read.ticket.title ?? '');
  const found = new Map(words.map(({ place, word }) => [word, titles.get(place.directory) ?? '']));
  return [...found].map(([word, title]) => ({ word, title }));
}

/** How many tickets have a name, in small letters, as their id or slug. */
function countNames(places: readonly Place[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { id } of places)
    for (const name of [id, slugOfId(id)])
      if (name !== null) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  return counts;
}
