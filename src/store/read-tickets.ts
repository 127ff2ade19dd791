import { isUtf8 } from 'node:buffer';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { newPlainItem, type PlainItem, scanPlainItem } from '../tickets/plain-item.js';
import { plainSource, plainState } from '../tickets/plain-source.js';
import { quickItem } from '../tickets/quick-fields.js';
import { type FieldSource, type State, sourceOf, ticketOf } from '../tickets/ticket.js';
import type { Place } from './layout.js';
import { isInvalid, itemOf, type ReadTicket, readTicket } from './read-item.js';

const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const blockSize = 1024;

/** What is filled again for each item: a piece of memory, and the fields that were found in it. */
interface Head {
  block: Buffer;
  item: PlainItem;
}

/**
 * Reads the tickets at `places` whose state is wanted, in order; of the others `onUnwanted` hears the state.
 * Most items are plain; only the others are read with care.
 */
export async function readTickets(
  places: readonly Place[],
  isWanted?: (state: State) => boolean,
  onUnwanted: (place: Place, state: State) => void = () => {},
): Promise<ReadTicket[]> {
  const head = { block: Buffer.allocUnsafeSlow(blockSize + 1), item: newPlainItem() };
  const found: Array<ReadTicket | undefined> = new Array(places.length);
  const unsure: number[] = [];
  for (const [n, place] of places.entries()) {
    const length = readHead(itemOf(place), head.block);
    const read = length < 0 ? undefined : quickTicket(place, head, length, isWanted);
    if (read === undefined) unsure.push(n);
    else if (typeof read === 'string') onUnwanted(place, read);
    else found[n] = read;
  }
  for (const n of unsure) {
    const place = places[n];
    if (place === undefined) continue;
    const read = await readTicket(place);
    if (isInvalid(read) || isWanted === undefined || isWanted(read.ticket.state)) found[n] = read;
    else onUnwanted(place, read.ticket.state);
  }
  return found.filter((read) => read !== undefined);
}

/** Reads the first block of a file, in which the frontmatter nearly always ends; -1 where that cannot be done. */
function readHead(file: string, block: Buffer): number {
  try {
    const descriptor = openSync(file, openFlags);
    try {
      return readSync(descriptor, block, 0, blockSize, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return -1;
  }
}

/** Nothing is made of a ticket that is not wanted. Undefined: the careful reader says what there is. */
function quickTicket(
  place: Place,
  { block, item }: Head,
  length: number,
  isWanted: ((state: State) => boolean) | undefined,
): ReadTicket | State | undefined {
  block[length] = 0;
  const isPlain = scanPlainItem(item, block) && (!item.isWide || isUtf8(block.subarray(0, item.end)));
  const state = isPlain && isWanted ? plainState(item, block) : undefined;
  if (state !== undefined && isWanted?.(state) === false) return state;
  const source = isPlain
    ? plainSource(item, block.toString('latin1', 0, item.end), fromUtf8)
    : quickSource(block, length);
  if (source === undefined) return undefined;
  const ticket = ticketOf(place.id, source);
  if ('problem' in ticket) return { place, file: itemOf(place), problem: ticket.problem };
  return isWanted?.(ticket.state) === false ? ticket.state : { place, ticket };
}

function quickSource(block: Buffer, length: number): FieldSource | undefined {
  const item = quickItem(block.subarray(0, length));
  return item && sourceOf(item);
}

function fromUtf8(word: string): string {
  return Buffer.from(word, 'latin1').toString('utf8');
}
