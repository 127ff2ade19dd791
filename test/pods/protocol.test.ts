import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseEvent } from '../../src/pods/protocol.js';

const awkward = fc.oneof(
  fc.constantFrom('],"greeting":', '"],\\"greeting\\":"', 'entries', 'greeting', '[', ']'),
  fc.string(),
  fc.record({ entries: fc.array(fc.anything()), greeting: fc.array(fc.string()) }, { requiredKeys: [] }),
  fc.record({ list: fc.array(fc.integer()), greeting: fc.constantFrom('a', null), status: fc.string() }),
  fc.jsonValue(),
);

const snapshot = fc.oneof(
  fc.record({ entries: fc.array(awkward), greeting: awkward, status: awkward }),
  fc.record({ entries: fc.array(awkward), status: awkward, greeting: awkward }),
  fc.record({ greeting: awkward, status: awkward, entries: fc.array(awkward) }),
  fc.record({ entries: fc.array(awkward), status: awkward }),
);

/** What a snapshot says of itself; its entries are for nobody here. */
const told = (data: unknown) => {
  const { greeting, status } = { ...(data as Record<string, unknown>) };
  return JSON.stringify({ greeting, status });
};

it('a snapshot greets as it was sent, whatever its entries hold', () => {
  fc.assert(
    fc.property(snapshot, (data) => {
      const line = JSON.stringify({ event: 'snapshot', data });
      const read = parseEvent(line);
      expect(read?.event).toBe('snapshot');
      expect(told(read?.data)).toBe(told(JSON.parse(line).data));
    }),
    { numRuns: 2000 },
  );
});

it('its entries are left out, and every other event is whole', () => {
  const entries = [{ event: 'alert' }];
  expect(parseEvent(JSON.stringify({ event: 'snapshot', data: { entries, greeting: {}, status: 'idle' } }))).toEqual({
    event: 'snapshot',
    data: { entries: [], greeting: {}, status: 'idle' },
  });
  expect(parseEvent(JSON.stringify({ event: 'other', data: { entries, greeting: {} } }))?.data).toEqual({
    entries,
    greeting: {},
  });
});

it.each(['', '1', '{}', '{"event":1}', '{"event":"snapshot","data":{"entries":[],"greeting":', 'x'])(
  'what is no event is none: %s',
  (line) => expect(parseEvent(line)).toBeUndefined(),
);
