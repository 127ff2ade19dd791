import { closeSync, constants, openSync, readSync } from 'node:fs';
import { TicketsError } from '../errors.js';
import { readRegularFileIfPresent } from '../files/safe-path.js';
import type { Fields } from '../tickets/document.js';
import { quickItem } from '../tickets/quick-fields.js';
import { detached, learnShape, matchShape, openShapes, type Shapes, shapedSource } from '../tickets/quick-shapes.js';
import {
  type FieldSource,
  type ItemProblem,
  type State,
  sourceOf,
  stateOf,
  type Ticket,
  ticketOf,
} from '../tickets/ticket.js';
import type { Place } from './layout.js';

/** A ticket that cannot be read: listed as such, never rewritten, never in the way of the others. */
export interface InvalidTicket {
  place: Place;
  /** The file that is to blame. */
  file: string;
  problem: ItemProblem;
}

export type ReadTicket = { ticket: Ticket; place: Place } | InvalidTicket;

export function isInvalid<T>(read: T | InvalidTicket): read is InvalidTicket {
  return typeof read === 'object' && read !== null && 'problem' in read;
}

/** Reads frontmatter with the quick reader where it is sure, else with the guarded full one, loaded only then. */
export async function readFields(bytes: Uint8Array) {
  const quick = quickItem(bytes);
  if (quick !== undefined) return quick;
  const { parseItem } = await import('../tickets/document.js');
  return parseItem(bytes);
}

export interface Item {
  ticket: Ticket;
  fields: Fields;
}

/** What a whole item.md says. */
export async function readItem(place: Place, bytes: Uint8Array): Promise<Item | { problem: ItemProblem }> {
  const item = await readFields(bytes);
  if ('problem' in item) return item;
  const ticket = ticketOf(place.id, sourceOf(item));
  return 'problem' in ticket ? ticket : { ticket, fields: item.fields };
}

const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Reads the tickets at `places` whose state is wanted, in order; of the others `onUnwanted` hears the state.
 * Most items are plain and alike; only what the quick readers hand over is read with care.
 */
export async function readTickets(
  places: readonly Place[],
  isWanted: (state: State) => boolean = () => true,
  onUnwanted: (place: Place, state: State) => void = () => {},
): Promise<ReadTicket[]> {
  const shapes = openShapes();
  const block = Buffer.allocUnsafeSlow(1024);
  const found: Array<ReadTicket | undefined> = new Array(places.length);
  const unsure: number[] = [];
  for (const [n, place] of places.entries()) {
    const text = readHead(itemOf(place), block);
    const read = text === undefined ? undefined : quickTicket(place, text, shapes, isWanted);
    if (read === undefined) unsure.push(n);
    else if (typeof read === 'string') onUnwanted(place, read);
    else found[n] = read;
  }
  for (const n of unsure) {
    const place = places[n];
    if (place === undefined) continue;
    const read = await readTicket(place);
    if (isInvalid(read) || isWanted(read.ticket.state)) found[n] = read;
    else onUnwanted(place, read.ticket.state);
  }
  return found.filter((read) => read !== undefined);
}

/** The first block of an item, in which nearly all frontmatter ends. Undefined: the careful reader says why. */
function readHead(file: string, block: Buffer): string | undefined {
  try {
    const descriptor = openSync(file, openFlags);
    try {
      return block.toString('utf8', 0, readSync(descriptor, block, 0, block.length, 0));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

function quickTicket(
  place: Place,
  text: string,
  shapes: Shapes,
  isWanted: (state: State) => boolean,
): ReadTicket | State | undefined {
  const shaped = matchShape(shapes, text);
  const source = shaped === undefined ? learn(shapes, text) : shapedSource(shaped);
  if (source === undefined) return undefined;
  const state = stateOf(source);
  if (state !== undefined && !isWanted(state)) return state;
  const ticket = ticketOf(place.id, shaped === undefined ? source : shapedSource(detached(shaped)));
  return 'problem' in ticket ? { place, file: itemOf(place), problem: ticket.problem } : { place, ticket };
}

/** What was no UTF-8 has been replaced in the text: then its bytes are to be read. */
function learn(shapes: Shapes, text: string): FieldSource | undefined {
  const item = text.includes('\uFFFD') ? undefined : quickItem(Buffer.from(text));
  if (item === undefined) return undefined;
  learnShape(shapes, item);
  return sourceOf(item);
}

/** One ticket from its whole item.md; whatever is wrong with it comes back as its problem. */
export async function readTicket(place: Place): Promise<ReadTicket> {
  const file = itemOf(place);
  try {
    const bytes = readRegularFileIfPresent(file);
    if (bytes === undefined) return { place, file, problem: missingItem };
    const item = await readItem(place, bytes);
    return 'problem' in item ? { place, file, problem: item.problem } : { place, ticket: item.ticket };
  } catch (error) {
    return unreadableTicket(place, file, error);
  }
}

export const missingItem: ItemProblem = { code: 'missing_item', line: 1, message: 'no item.md' };

function itemOf(place: Place): string {
  return `${place.directory}/item.md`;
}

/** What a file of a ticket that could not be read makes of the ticket. */
export function unreadableTicket(place: Place, file: string, error: unknown): InvalidTicket {
  if (!(error instanceof TicketsError)) throw error;
  return { place, file, problem: { code: error.code, line: 1, message: error.message } };
}
