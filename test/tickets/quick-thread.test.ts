import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ThreadEvent } from '../../src/tickets/event.js';
import { quickThread } from '../../src/tickets/quick-thread.js';
import { replay } from '../../src/tickets/replay.js';
import { formatEvent, parseThread } from '../../src/tickets/thread.js';
import { states } from '../../src/tickets/ticket.js';
import { isUtcTime } from '../../src/tickets/time.js';
import { hostileBody } from './bodies.js';

const word = fc.constantFrom('hare', 'mad hatter', 'a: b', '"', 'x at: y', '', '三月兎', 'to: done', '-->', 'id: 1');
const state = fc.constantFrom(...states, 'intake', 'nonsense');
const day = fc.integer({ min: 25, max: 32 }).map((n) => `2026-06-${n}T00:00:00Z`);
const attributes = fc.oneof(
  fc.constant({}),
  fc.record(
    { from: state, to: state, reason: word, field: fc.constantFrom('state', 'workflow_state', 'priority') },
    { requiredKeys: ['to'] },
  ),
  fc.record({ status: fc.constantFrom('approve', 'request_changes', 'closed', 'maybe') }),
  fc.record({ from: state, to: fc.constant('closed'), status: fc.constant('closed') }),
  fc.record({ at: day, id: word, x: word }, { requiredKeys: [] }),
);
const event: fc.Arbitrary<ThreadEvent> = fc.record({
  id: fc.oneof(fc.constant(null), fc.stringMatching(/^[0-9a-z]{2}$/)),
  kind: fc.constantFrom('create', 'comment', 'state_changed', 'close', 'closed', 'review', 'evidence', 'unknown'),
  author: fc.oneof(fc.constant('hare'), word),
  at: fc.oneof(fc.constant('2026-06-26T00:00:00Z'), day),
  attributes,
  heading: fc.constantFrom(null, 'Heading'),
  body: fc.oneof(fc.constant(''), fc.constant('Text.\n\nMore.'), hostileBody),
});

/** A walk that the lifecycle allows, so that many threads are in order. */
const walk = fc
  .array(fc.constantFrom('comment', 'go', 'review', 'close'), { minLength: 1, maxLength: 8 })
  .map((kinds) => {
    const ways = ['planning', 'ready', 'queued', 'inprogress', 'done'];
    let [at, n] = [0, 0];
    let isOver = false;
    return kinds.flatMap((kind): ThreadEvent[] => {
      const common = {
        id: `e${n++}`,
        author: 'hare',
        at: `2026-06-0${n}T00:00:00Z`,
        heading: null,
        body: `Text ${n}.`,
      };
      if (kind === 'review') return [{ ...common, kind, attributes: { status: 'approve' } }];
      if (kind === 'comment' || isOver || (kind === 'go' && at === 4))
        return [{ ...common, kind: 'comment', attributes: {} }];
      const from = ways[at] ?? '';
      isOver = kind === 'close';
      if (isOver) return [{ ...common, kind, attributes: { from, to: 'closed', status: 'closed' } }];
      const to = ways[++at] ?? '';
      return [{ ...common, kind: 'state_changed', attributes: { from, to, reason: to, field: 'state' } }];
    });
  });

const spoil = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(6),
  put: fc.constantFrom('', '\n', ' ', '---\n', ':', '"', '<', 'x'),
});

test('a thread that the quick reader takes for ordinary is so, and leads where the full one says', () => {
  let taken = 0;
  fc.assert(
    fc.property(
      fc.oneof({ weight: 2, arbitrary: walk }, { weight: 1, arbitrary: fc.array(event, { maxLength: 4 }) }),
      fc.option(spoil),
      (events, spoilt) => {
        const written = events.map(formatEvent).join('\n');
        const place = Math.floor((spoilt?.at ?? 0) * written.length);
        const text =
          spoilt === null ? written : written.slice(0, place) + spoilt.put + written.slice(place + spoilt.cut);
        const quick = quickThread(Buffer.from(text).toString('latin1'));
        if (quick === undefined) return;
        taken++;
        const full = parseThread(text);
        expect(full).toMatchObject({ preamble: [], buriedHeaders: [], malformed: [], closed: true });
        const times = full.events.map(({ at }) => at ?? '');
        expect(times).toEqual(times.toSorted());
        expect(times.every(isUtcTime)).toBe(true);
        const keys = full.events.map((one) => one.id ?? JSON.stringify(one));
        expect(new Set(keys).size).toBe(keys.length);
        expect(full.events.every(({ author }) => author !== null && author !== '')).toBe(true);
        expect({ ...replay(full.events), at: times.at(-1) }).toEqual({ state: quick.state, odd: [], at: quick.at });
      },
    ),
    { numRuns: 4000 },
  );
  expect(taken).toBeGreaterThan(300);
});
