import { existsSync } from 'node:fs';
import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';
import { readRegularFileIfPresent, safePath } from '../files/safe-path.js';
import { findThreadConflict } from '../tickets/conflicts.js';
import type { Fields } from '../tickets/document.js';
import { parseOlderRelations } from '../tickets/older-relations.js';
import type { Relation } from '../tickets/relations.js';
import { parseThread, type Thread } from '../tickets/thread.js';
import type { ItemProblem, Ticket } from '../tickets/ticket.js';
import type { Root } from './find-root.js';
import { exists, findPlaceAnyCase, type Place } from './layout.js';
import {
  type InvalidTicket,
  isInvalid,
  mayConflict,
  missingItem,
  readItem,
  readTicket,
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
  const prefix = root.shown === '.' ? '' : `${root.shown}/`;
  return {
    root: root.directory,
    stateDirectory: below(root.directory, '.state'),
    show: (path) => (path === root.directory ? root.shown : prefix + path.slice(root.directory.length + 1)),
  };
}

/**
 * The ticket of an exact id, with its files; throws for a missing or an invalid one. Where they still are what they
 * were `before`, that is the answer, and nothing of it need be understood again.
 */
export async function readStored(store: TicketStore, place: Place, before?: StoredTicket): Promise<StoredTicket> {
  const item = readRegularFileIfPresent(below(place.directory, 'item.md'));
  if (item === undefined) throw invalidTicket(store, place, missingItem);
  const thread = readRegularFileIfPresent(below(place.directory, 'thread.md')) ?? null;
  if (before?.place.folder === place.folder && isSame(before.item, item) && isSame(before.thread, thread))
    return before;
  const read = await readItem(place, item);
  if (!('problem' in read)) return { place, ...read, item, thread };
  throw read.problem.code === 'merge_conflict'
    ? mergeConflict(store, below(place.directory, 'item.md'), read.problem.line)
    : invalidTicket(store, place, read.problem);
}

/** A thread that a merge left in conflict cannot be added to: the events of both sides would be lost in one's text. */
export function refuseConflict(store: TicketStore, stored: StoredTicket): void {
  if (stored.thread === null || !mayConflict(stored.thread)) return;
  const line = findThreadConflict(new TextDecoder().decode(stored.thread));
  if (line !== undefined) throw mergeConflict(store, below(stored.place.directory, 'thread.md'), line);
}

function isSame(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one === null || other === null ? one === other : Buffer.compare(one, other) === 0;
}

/** What another ticket's id stands for, as relations and gates ask; nothing but that ticket's item is read. */
export async function lookUp(store: TicketStore, id: string): Promise<Ticket | 'missing' | 'invalid'> {
  const place = findPlaceAnyCase(store.root, id);
  if (place === undefined) return 'missing';
  const read = await readTicket(place);
  return isInvalid(read) ? 'invalid' : read.ticket;
}

const threads = new WeakMap<StoredTicket, Thread>();

/** Read once: a change asks for it when it decides, and again under the lock. */
export function threadOf(stored: StoredTicket): Thread {
  const known = threads.get(stored);
  if (known !== undefined) return known;
  const thread = parseThread(stored.thread === null ? '' : new TextDecoder().decode(stored.thread));
  threads.set(stored, thread);
  return thread;
}

/** The thread of a ticket that is looked at among others; what is wrong with it makes the ticket an invalid one. */
export function readThread(place: Place): Thread | InvalidTicket {
  const file = below(place.directory, 'thread.md');
  try {
    const bytes = readRegularFileIfPresent(file);
    return parseThread(bytes === undefined ? '' : new TextDecoder().decode(bytes));
  } catch (error) {
    return unreadableTicket(place, file, error);
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

export function olderRelationsPath(place: Place): string {
  return `${place.directory}/artifacts/relations.json`;
}

export function hasResolution(place: Place): boolean {
  return exists(below(place.directory, 'resolution.md'));
}

export function invalidTicket(store: TicketStore, place: Place, problem: ItemProblem): TicketsError {
  const path = store.show(below(place.directory, 'item.md'));
  return new TicketsError({
    kind: 'unreadable',
    code: 'invalid_ticket',
    message: `${path}:${problem.line}: ${problem.message}`,
    hints: ['tickets doctor says more; mend the file in an editor'],
    data: { id: place.id, path, ...problem },
  });
}

function mergeConflict(store: TicketStore, file: string, line: number): TicketsError {
  const path = store.show(file);
  return new TicketsError({
    kind: 'unreadable',
    code: 'merge_conflict',
    message: `${path}:${line}: a merge was left unresolved here`,
    hints: [
      'in an editor, keep what is meant of both sides (of a thread: every event of both, with a line `---` between two), take the markers out, then git add it',
      'tickets doctor names every place',
    ],
    data: { path, line },
  });
}
