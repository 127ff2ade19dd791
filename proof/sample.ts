import type { Random } from '../bench/random.js';

/** So many of them, in their order. */
export function sample<T>(all: readonly T[], size: number, random: Random): T[] {
  const left = [...all];
  while (left.length > size) left.splice(random(left.length), 1);
  return left;
}
