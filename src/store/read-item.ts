import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { TicketsError } from '../errors.js';
import { readRegularFile } from '../files/safe-path.js';
import type { Fields } from '../tickets/document.js';
import { itemIn, quickItem, quickScan, stateIn } from '../tickets/quick-fields.js';
import { type ItemProblem, isState, type State, type Ticket, ticketOf } from '../tickets/ticket.js';
import type { Place } from './layout.js';

/** A ticket that cannot be read: listed as such, never rewritten, never in the way of the others. */
export interface InvalidTicket {
  place: Place;
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
  const ticket = ticketOf(place.id, item.fields, item.lines);
  return 'problem' in ticket ? ticket : { ticket, fields: item.fields };
}

const headSize = 4096;
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Reads the tickets at `places` whose state is wanted, in order. Most frontmatter ends within the first block of a
 * file and is plain; only what the quick reader hands over is read whole.
 */
export async function readTickets(
  places: readonly Place[],
  isWanted: (state: State) => boolean = () => true,
): Promise<ReadTicket[]> {
  const head = Buffer.allocUnsafeSlow(headSize);
  const found: Array<ReadTicket | undefined> = [];
  const unsure: number[] = [];
  for (const [n, place] of places.entries()) {
    const length = readHead(place, head);
    const read = length === undefined ? undefined : quickTicket(place, head.subarray(0, length), isWanted);
    if (read === undefined) unsure.push(n);
    found.push(read === 'unwanted' ? undefined : read);
  }
  for (const n of unsure) {
    const place = places[n];
    const read = place && (await readTicket(place));
    if (read && (isInvalid(read) || isWanted(read.ticket.state))) found[n] = read;
  }
  return found.filter((read) => read !== undefined);
}

function readHead(place: Place, head: Buffer): number | undefined {
  try {
    const file = openSync(`${place.directory}/item.md`, openFlags);
    try {
      return readSync(file, head, 0, headSize, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

function quickTicket(
  place: Place,
  head: Uint8Array,
  isWanted: (state: State) => boolean,
): ReadTicket | 'unwanted' | undefined {
  const scan = quickScan(head);
  if (scan === undefined) return undefined;
  const state = stateIn(head, scan);
  if (state !== undefined && isState(state) && !isWanted(state)) return 'unwanted';
  const item = itemIn(head, scan);
  const ticket = ticketOf(place.id, item.fields, item.lines);
  if ('problem' in ticket) return { place, problem: ticket.problem };
  return isWanted(ticket.state) ? { place, ticket } : 'unwanted';
}

/** One ticket from its whole item.md; whatever is wrong with it comes back as its problem. */
export async function readTicket(place: Place): Promise<ReadTicket> {
  try {
    const item = await readItem(place, readRegularFile(join(place.directory, 'item.md')));
    return 'problem' in item ? { place, problem: item.problem } : { place, ticket: item.ticket };
  } catch (error) {
    if (!(error instanceof TicketsError)) throw error;
    return { place, problem: { code: error.code, line: 1, message: error.message } };
  }
}
