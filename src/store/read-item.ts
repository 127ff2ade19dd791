import { TicketsError } from '../errors.js';
import { readRegularFileIfPresent } from '../files/safe-path.js';
import { findItemConflict } from '../tickets/conflicts.js';
import type { Fields } from '../tickets/document.js';
import { quickItem } from '../tickets/quick-fields.js';
import { type ItemProblem, sourceOf, type Ticket, ticketOf } from '../tickets/ticket.js';
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

/**
 * Reads frontmatter with the quick reader where it is sure, else with the guarded full one, loaded only then. Whatever else
 * a conflict makes of it, the conflict is what is wrong with it.
 */
export async function readFields(bytes: Uint8Array) {
  const quick = quickItem(bytes);
  if (quick !== undefined) return quick;
  const { parseItem } = await import('../tickets/document.js');
  const item = parseItem(bytes);
  if (!('problem' in item) || !mayConflict(bytes)) return item;
  const conflict = findItemConflict(new TextDecoder().decode(bytes));
  return conflict === undefined ? item : { problem: conflictAt(conflict) };
}

/** Looked at before anything is decoded: a file may be as long as it likes. */
export function mayConflict({ buffer, byteOffset, byteLength }: Uint8Array): boolean {
  return Buffer.from(buffer, byteOffset, byteLength).includes('<<<<<<<');
}

function conflictAt(line: number): ItemProblem {
  return { code: 'merge_conflict', line, message: 'a merge was left unresolved here' };
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

export function itemOf(place: Place): string {
  return `${place.directory}/item.md`;
}

/** What a file of a ticket that could not be read makes of the ticket. */
export function unreadableTicket(place: Place, file: string, error: unknown): InvalidTicket {
  if (!(error instanceof TicketsError)) throw error;
  return { place, file, problem: { code: error.code, line: 1, message: error.message } };
}
