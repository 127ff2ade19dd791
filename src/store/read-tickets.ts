import { closeSync, constants, openSync, readSync } from 'node:fs';
import { quickItem } from '../tickets/quick-fields.js';
import {
  isPlainItem,
  learnShape,
  matchShape,
  matchStanding,
  openShapes,
  type Shapes,
} from '../tickets/quick-shapes.js';
import { type FieldSource, type State, sourceOf, stateOf, ticketOf } from '../tickets/ticket.js';
import type { Place } from './layout.js';
import { isInvalid, itemOf, type ReadTicket, readTicket } from './read-item.js';

const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads the tickets at `places` whose state is wanted, in order; of the others `onUnwanted` hears the state. */
export function readTickets(
  places: readonly Place[],
  isWanted?: (state: State) => boolean,
  onUnwanted?: (place: Place, state: State) => void,
): Promise<ReadTicket[]> {
  return readEach(places, (read) => read, isWanted, onUnwanted);
}

/**
 * The same, and of each ticket only what `keep` makes of it, so that thousands need not be held. It hears of them in any
 * order, and its answers come in the order of the places, without those that are undefined.
 * Most items are plain and alike; only what the quick readers hand over is read with care.
 */
export async function readEach<Kept>(
  places: readonly Place[],
  keep: (read: ReadTicket) => Kept | undefined,
  isWanted?: (state: State) => boolean,
  onUnwanted: (place: Place, state: State) => void = () => {},
): Promise<Kept[]> {
  const shapes = openShapes();
  const block = Buffer.allocUnsafeSlow(1024);
  const kept: Array<Kept | undefined> = new Array(places.length);
  const unsure: number[] = [];
  for (const [n, place] of places.entries()) {
    const text = readHead(itemOf(place), block);
    const read = text === undefined ? undefined : quickTicket(place, text, shapes, isWanted);
    if (read === undefined) unsure.push(n);
    else if (typeof read === 'string') onUnwanted(place, read);
    else kept[n] = keep(read);
  }
  for (const n of unsure) {
    const place = places[n];
    if (place === undefined) continue;
    const read = await readTicket(place);
    if (isInvalid(read) || isWanted === undefined || isWanted(read.ticket.state)) kept[n] = keep(read);
    else onUnwanted(place, read.ticket.state);
  }
  return kept.filter((one) => one !== undefined);
}

/** The frontmatter, which nearly always ends within a block. Undefined: the careful reader says why. */
function readHead(file: string, block: Buffer): string | undefined {
  try {
    const descriptor = openSync(file, openFlags);
    try {
      return block.toString('utf8', 0, endOfHead(block, readSync(descriptor, block, 0, block.length, 0)));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

const fence = Buffer.from('\n---\n');

/** Where the first line ends that is a fence and not the first of all; `length` where there is none. */
function endOfHead(block: Buffer, length: number): number {
  const end = block.indexOf(fence, 3) + fence.length;
  return end >= fence.length && end <= length ? end : length;
}

function quickTicket(
  place: Place,
  text: string,
  shapes: Shapes,
  isWanted: ((state: State) => boolean) | undefined,
): ReadTicket | State | undefined {
  const isPlain = isPlainItem(text);
  const standing = isPlain && isWanted !== undefined ? matchStanding(shapes, text) : undefined;
  const state = standing && stateOf(standing);
  if (state !== undefined && isWanted?.(state) === false) return state;
  const source = (isPlain ? matchShape(shapes, text) : undefined) ?? learn(shapes, text, isPlain);
  if (source === undefined) return undefined;
  const ticket = ticketOf(place.id, source);
  if ('problem' in ticket) return { place, file: itemOf(place), problem: ticket.problem };
  return isWanted?.(ticket.state) === false ? ticket.state : { place, ticket };
}

/** What was no UTF-8 has been replaced in the text: then its bytes are to be read. */
function learn(shapes: Shapes, text: string, isPlain: boolean): FieldSource | undefined {
  const item = text.includes('\uFFFD') ? undefined : quickItem(Buffer.from(text));
  if (item === undefined) return undefined;
  if (isPlain) learnShape(shapes, item);
  return sourceOf(item);
}
