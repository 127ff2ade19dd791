import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TicketsError } from '../errors.js';
import { readRegularFileIfPresent, safePath, symbolicLink } from '../files/safe-path.js';
import type { Fields } from '../tickets/document.js';
import {
  ambiguousReference,
  emptyReference,
  matchReference,
  similarIds,
  ticketNotFound,
} from '../tickets/reference.js';
import { parseOlderRelations, type Relation, relationsOf } from '../tickets/relations.js';
import { parseThread, type Thread } from '../tickets/thread.js';
import { type ItemProblem, type State, slugOfId, type Ticket } from '../tickets/ticket.js';
import type { Root } from './find-root.js';
import { exists, findPlaceAnyCase, findPlaces, listPlaces, type Place, type Stranger } from './layout.js';
import {
  type InvalidTicket,
  isInvalid,
  missingItem,
  type ReadTicket,
  readItem,
  readTicket,
  readTickets,
  unreadableTicket,
} from './read-item.js';

/** One ticket as it stands on disk, read once; `thread` is null where the file is missing. */
export interface StoredTicket {
  place: Place;
  ticket: Ticket;
  fields: Fields;
  item: Uint8Array;
  thread: Uint8Array | null;
}

export interface TicketStore {
  root: string;
  stateDirectory: string;
  /** A path of the store as a person at the working directory would write it. */
  show: (path: string) => string;
}

export function openStore(root: Root): TicketStore {
  const below = root.shown === '.' ? '' : `${root.shown}/`;
  return {
    root: root.directory,
    stateDirectory: join(root.directory, '.state'),
    show: (path) => (path === root.directory ? root.shown : below + path.slice(root.directory.length + 1)),
  };
}

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
  const directory = join(store.root, path);
  const place: Place = { id: path, folder: '', directory };
  if (code === 'symbolic_link') return [{ place, file: directory, problem: { code, line: 1, message: linkedTicket } }];
  const file = join(directory, 'item.md');
  return exists(file)
    ? [{ place, file, problem: { code, line: 1, message: 'its directory has a name that is no id' } }]
    : [];
}

const linkedTicket = 'a symbolic link: tickets are directories of the store itself';

/** The place of the one ticket that `typed` means; an exact id is found without reading the store. */
export async function resolve(store: TicketStore, typed: string): Promise<Place> {
  if (typed.trim() === '') throw emptyReference();
  const exact = findPlaces(store.root, typed);
  if (exact.length > 0) return onlyOf(store, exact);
  const { places, strangers, layout } = listPlaces(store.root);
  const link = strangers.find(({ path, code }) => code === 'symbolic_link' && path.split('/').at(-1) === typed);
  if (link !== undefined) throw symbolicLink(store.show(join(store.root, link.path)));
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
  const read = await readTickets(places);
  return read.map((one) => ({ id: one.place.id, title: isInvalid(one) ? null : one.ticket.title }));
}

/** The ticket of an exact id, with its files; throws for a missing or an invalid one. */
export async function readStored(store: TicketStore, place: Place): Promise<StoredTicket> {
  const item = readRegularFileIfPresent(join(place.directory, 'item.md'));
  if (item === undefined) throw invalidTicket(store, place, missingItem);
  const read = await readItem(place, item);
  if ('problem' in read) throw invalidTicket(store, place, read.problem);
  const thread = readRegularFileIfPresent(join(place.directory, 'thread.md')) ?? null;
  return { place, ...read, item, thread };
}

/** What another ticket's id stands for, as relations and gates ask; nothing but that ticket's item is read. */
export async function lookUp(store: TicketStore, id: string): Promise<Ticket | 'missing' | 'invalid'> {
  const place = findPlaceAnyCase(store.root, id);
  if (place === undefined) return 'missing';
  const read = await readTicket(place);
  return isInvalid(read) ? 'invalid' : read.ticket;
}

export function threadOf(stored: StoredTicket): Thread {
  return parseThread(stored.thread === null ? '' : new TextDecoder().decode(stored.thread));
}

/** The thread of a ticket that is looked at among others; what is wrong with it makes the ticket an invalid one. */
export function readThread(place: Place): Thread | InvalidTicket {
  const file = join(place.directory, 'thread.md');
  try {
    const bytes = readRegularFileIfPresent(file);
    return parseThread(bytes === undefined ? '' : new TextDecoder().decode(bytes));
  } catch (error) {
    return unreadableTicket(place, file, error);
  }
}

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

/** The relations that an older flat store kept in artifacts/relations.json. */
export function olderRelations(place: Place): Relation[] {
  const text = olderRelationsFile(place);
  return text === undefined ? [] : parseOlderRelations(text, place.id);
}

export function olderRelationsFile(place: Place): string | undefined {
  if (!existsSync(olderRelationsPath(place))) return undefined;
  const bytes = readRegularFileIfPresent(safePath(place.directory, ['artifacts', 'relations.json']));
  return bytes && new TextDecoder().decode(bytes);
}

function olderRelationsPath(place: Place): string {
  return `${place.directory}/artifacts/relations.json`;
}

export function hasResolution(place: Place): boolean {
  return exists(join(place.directory, 'resolution.md'));
}

export function invalidTicket(store: TicketStore, place: Place, problem: ItemProblem): TicketsError {
  const path = store.show(join(place.directory, 'item.md'));
  return new TicketsError({
    kind: 'unreadable',
    code: 'invalid_ticket',
    message: `${path}:${problem.line}: ${problem.message}`,
    hints: ['tickets doctor says more; mend the file in an editor'],
    data: { id: place.id, path, ...problem },
  });
}
