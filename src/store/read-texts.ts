import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import type { Place } from './layout.js';

/** The files of a ticket that people write. */
const names = ['item.md', 'thread.md', 'resolution.md'];

/** A file that was read among others: its bytes are those of a block from `from` to `to`. */
export interface Part {
  place: Place;
  file: string;
  from: number;
  to: number;
}

export interface TextBlock {
  bytes: Buffer;
  parts: readonly Part[];
  /** How many of the places were read before its last part. */
  before: number;
}

const blockSize = 64 * 1024;
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Reads what people wrote in the tickets at `places`, many files into one block, so that a block in which nothing is to
 * be found is looked at once. A block is good until the next one. What cannot be read is left out: doctor speaks of it.
 */
export function* readTexts(places: readonly Place[]): Generator<TextBlock> {
  const block = Buffer.allocUnsafeSlow(blockSize);
  let parts: Part[] = [];
  let used = 0;
  const taken = (before: number): TextBlock => {
    const read = { bytes: block.subarray(0, used), parts, before };
    [parts, used] = [[], 0];
    return read;
  };
  for (const [n, place] of places.entries())
    for (const name of names) {
      const file = `${place.directory}/${name}`;
      let length = readInto(file, block, used);
      if (length === block.length - used) {
        if (used > 0) yield taken(n);
        length = readInto(file, block, 0);
      }
      if (length === block.length) {
        yield* alone(place, file, n);
        continue;
      }
      if (length === 0) continue;
      parts.push({ place, file, from: used, to: used + length });
      used += length;
    }
  if (used > 0) yield taken(places.length);
}

/** How much was read; as much as there is room for when the file may be longer. */
function readInto(file: string, block: Buffer, used: number): number {
  try {
    const descriptor = openSync(file, openFlags);
    try {
      return readSync(descriptor, block, used, block.length - used, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return 0;
  }
}

function* alone(place: Place, file: string, before: number): Generator<TextBlock> {
  try {
    // A flag may be a number, which its type does not say.
    const bytes = readFileSync(file, { flag: openFlags as unknown as string });
    yield { bytes, parts: [{ place, file, from: 0, to: bytes.length }], before };
  } catch {
    // Longer than anything that can be held.
  }
}
