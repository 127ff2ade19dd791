import { realpathSync } from 'node:fs';
import { basename, isAbsolute, normalize } from 'node:path';
import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';
import { symbolicLink } from '../files/safe-path.js';
import {
  ambiguousReference,
  emptyReference,
  matchReference,
  shortestFragment,
  similarIds,
  ticketNotFound,
} from '../tickets/reference.js';
import { slugOfId } from '../tickets/ticket.js';
import { isDirectory } from './find-root.js';
import { findNames, findPlaces, hasStatusFolders, listPlaces, type Place } from './layout.js';
import { isInvalid } from './read-item.js';
import type { TicketStore } from './ticket-store.js';

/** The place of the one ticket that `typed` means; an exact id, or a path, is found without reading the store. */
export async function resolve(store: TicketStore, typed: string): Promise<Place> {
  if (typed.trim() === '') throw emptyReference();
  const exact = namedPlaces(store, typed);
  if (exact.length > 0) return onlyOf(store, exact);
  return plainlyMeant(store, typed) ?? meantAmongAll(store, typed);
}

/** Every place of the ticket whose id was typed, or the path of one of whose places. */
export function namedPlaces(store: TicketStore, typed: string): Place[] {
  if (!typed.includes('/')) return findPlaces(store.root, typed);
  const path = normalize(typed).replace(/\/$/, '');
  const places = findPlaces(store.root, basename(path));
  return places.some(({ directory }) => isPathOf(store, directory, path)) ? places : [];
}

function isPathOf(store: TicketStore, directory: string, path: string): boolean {
  if (path === store.show(directory)) return true;
  return isAbsolute(path) && isDirectory(path) && realpathSync.native(path) === directory;
}

/** Where a flat store has one name that holds what was typed, nothing else can be meant: no entry is looked at. */
function plainlyMeant({ root }: TicketStore, typed: string): Place | undefined {
  if (typed.length < shortestFragment || hasStatusFolders(root)) return undefined;
  const [only, ...others] = findNames(root, typed);
  return only === undefined || others.length > 0 ? undefined : findPlaces(root, only)[0];
}

async function meantAmongAll(store: TicketStore, typed: string): Promise<Place> {
  const { places, strangers, layout } = listPlaces(store.root);
  const link = strangers.find(({ path, code }) => code === 'symbolic_link' && path.split('/').at(-1) === typed);
  if (link !== undefined) throw symbolicLink(store.show(below(store.root, link.path)));
  const slugs = layout === 'flat' ? await storedSlugs(typed, places) : await slugsIn(places);
  const ids = places.map(({ id }) => id);
  let found = matchReference(typed, ids, (id) => slugs.get(id) ?? slugOfId(id));
  if (found.length === 0) found = await matchStoredSlug(typed, places);
  const meant = places.filter(({ id }) => found.includes(id));
  if (new Set(found).size > 1) throw ambiguousReference(typed, await titlesOf(meant));
  if (meant.length === 0) throw ticketNotFound(typed, similarIds(typed, ids));
  return onlyOf(store, meant);
}

function onlyOf(store: TicketStore, places: readonly Place[]): Place {
  const [only, ...others] = places;
  if (only !== undefined && others.length === 0) return only;
  const paths = places.map(({ directory }) => store.show(directory));
  throw new TicketsError({
    kind: 'ambiguous',
    code: 'ticket_in_two_places',
    message: `${only?.id} lies in ${paths.length} places: ${paths.join(', ')}`,
    hints: ['a merge has split it: bring its files together in one of them'],
    data: { paths },
  });
}

/** A twin's id ends in characters that its slug lacks: of ids that go on after what was typed, the files know the slug. */
async function storedSlugs(typed: string, places: readonly Place[]): Promise<Map<string, string>> {
  const start = `${typed.toLowerCase()}-`;
  const twins = places.filter(({ id }) => slugOfId(id)?.toLowerCase().startsWith(start));
  return slugsIn(twins);
}

async function slugsIn(places: readonly Place[]): Promise<Map<string, string>> {
  const { readTickets } = await import('./read-tickets.js');
  const slugs = new Map<string, string>();
  for (const read of await readTickets(places))
    if (!isInvalid(read) && read.ticket.slug !== null) slugs.set(read.place.id, read.ticket.slug);
  return slugs;
}

async function matchStoredSlug(typed: string, places: readonly Place[]): Promise<string[]> {
  const wanted = typed.toLowerCase();
  return [...(await slugsIn(places))].filter(([, slug]) => slug.toLowerCase() === wanted).map(([id]) => id);
}

async function titlesOf(places: readonly Place[]): Promise<Array<{ id: string; title: string | null }>> {
  const { readTickets } = await import('./read-tickets.js');
  const read = await readTickets(places);
  return read.map((one) => ({ id: one.place.id, title: isInvalid(one) ? null : one.ticket.title }));
}
