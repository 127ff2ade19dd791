import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digest } from '../../src/files/journal-record.js';

const list = (ticks: readonly boolean[]) =>
  new TextEncoder().encode(ticks.map((tick, n) => `- [${tick ? 'x' : ' '}] point ${n}\n`).join(''));

it('a list has another digest wherever its ticks stand', () => {
  const seen = new Map<string, string>();
  for (let bits = 0; bits < 1 << 14; bits++) {
    const text = list(Array.from({ length: 14 }, (_, n) => (bits >> n) % 2 === 1));
    const known = seen.get(digest(text));
    expect(known ?? Buffer.from(text).toString()).toBe(Buffer.from(text).toString());
    seen.set(digest(text), Buffer.from(text).toString());
  }
});

it('texts that differ have digests that differ, and equal ones have one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (one, other) => {
      expect(digest(one) === digest(other)).toBe(Buffer.compare(one, other) === 0);
      const swapped = Uint8Array.from([...other, ...one]);
      const whole = Uint8Array.from([...one, ...other]);
      expect(digest(whole) === digest(swapped)).toBe(Buffer.compare(whole, swapped) === 0);
    }),
    { numRuns: 2000 },
  );
});
