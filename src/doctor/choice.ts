import type { Listing, Place } from '../store/layout.js';
import { namedPlaces, resolve } from '../store/resolve-reference.js';
import type { TicketStore } from '../store/ticket-store.js';
import type { Patient } from './check.js';
import type { Finding } from './finding.js';
import type { Past } from './since/committed.js';

/** Which tickets are looked at. The others serve only to be compared with. */
export interface Choice {
  /** Undefined where every one is. */
  isChosen: ((place: Place) => boolean) | undefined;
  /** Whether tickets were named: then nothing is said of the store itself. */
  isNamed: boolean;
}

export async function chooseTickets(
  { store, ids = [], since }: { store: TicketStore; ids?: readonly string[] | undefined; since?: string | undefined },
  { places }: Listing,
  past: readonly Past[],
): Promise<Choice> {
  if (ids.length === 0 && since === undefined) return { isChosen: undefined, isNamed: false };
  const named = new Set<string>();
  for (const typed of ids) for (const place of await placesOf(store, typed)) named.add(place.directory);
  const isNamed = (place: Place) => ids.length === 0 || named.has(place.directory);
  const isChanged = ({ id }: Place) => since === undefined || past.some(({ changed }) => changed.has(id.toLowerCase()));
  const chosen = new Set(
    places.filter((place) => isNamed(place) && isChanged(place)).map(({ directory }) => directory),
  );
  return { isChosen: ({ directory }) => chosen.has(directory), isNamed: ids.length > 0 };
}

/** An id may lie in two places: doctor is who looks at both. */
async function placesOf(store: TicketStore, typed: string): Promise<Place[]> {
  const exact = namedPlaces(store, typed);
  return exact.length > 0 ? exact : [await resolve(store, typed)];
}

export function orderFor({ isChosen }: Choice, places: readonly Place[]): readonly Place[] {
  return isChosen === undefined ? places : places.toSorted((a, b) => Number(isChosen(a)) - Number(isChosen(b)));
}

/** The findings in tickets that were chosen; and those of the store, unless tickets were named. */
export function onlyAbout(
  findings: Finding[],
  { isChosen, isNamed }: Choice,
  { store, summaries }: Patient,
): Finding[] {
  if (isChosen === undefined) return findings;
  const places = new Map(summaries.map(({ place }) => [store.show(place.directory), place]));
  return findings.filter(({ path }) => {
    const place = ticketAt(path, places);
    return place === undefined ? !isNamed : isChosen(place);
  });
}

function ticketAt(path: string, places: ReadonlyMap<string, Place>): Place | undefined {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const place = places.get(path.slice(0, end));
    if (place !== undefined) return place;
  }
  return undefined;
}
