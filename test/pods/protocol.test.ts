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

const greeting = fc.oneof(awkward, fc.constant({ list: [], capabilities: ['notify_accepted'], greeting: 1 }));

const snapshot = fc.oneof(
  fc.record({ entries: fc.array(awkward), greeting, status: awkward }),
  fc.record({ entries: fc.array(awkward), status: awkward, greeting }),
  fc.record({ greeting, status: awkward, entries: fc.array(awkward) }),
  fc.record({ entries: fc.array(awkward), status: awkward }),
);

const parsed = (line: string) => parseEvent(Buffer.from(line));

/** What a snapshot says of itself; its entries are for nobody here. */
const told = (data: unknown) => {
  const { greeting, status } = { ...(data as Record<string, unknown>) };
  return JSON.stringify({ greeting, status });
};

it('a snapshot greets as it was sent, whatever its entries hold', () => {
  fc.assert(
    fc.property(snapshot, (data) => {
      const line = JSON.stringify({ event: 'snapshot', data });
      const read = parsed(line);
      expect(read?.event).toBe('snapshot');
      expect(told(read?.data)).toBe(told(JSON.parse(line).data));
    }),
    { numRuns: 2000 },
  );
});

const lineOf = (entries: string, greeting: object) =>
  `{"event":"snapshot","data":{"entries":[${entries}],"greeting":${JSON.stringify(greeting)},"status":"idle"}}`;

it('its entries are not looked at where the server confirms notices, and every other event is whole', () => {
  const greeting = { capabilities: ['notify_accepted'] };
  const data = { entries: [], greeting, status: 'idle' };
  for (const entries of ['', '{"event":"alert"}', 'this is no JSON'])
    expect(parsed(lineOf(entries, greeting))).toEqual({ event: 'snapshot', data });
  const other = JSON.stringify({ event: 'other', data: { entries: [1], greeting } });
  expect(parsed(other)?.data).toEqual({ entries: [1], greeting });
});

it('a server that confirms nothing has to say something that can be understood', () => {
  expect(parsed(lineOf('{"event":"alert"}', {}))?.data).toMatchObject({ entries: [{ event: 'alert' }] });
  expect(parsed(lineOf('this is no JSON', {}))).toBeUndefined();
});

it.each(['', '1', '{}', '{"event":1}', '{"event":"snapshot","data":{"entries":[],"greeting":', 'x'])(
  'what is no event is none: %s',
  (line) => expect(parsed(line)).toBeUndefined(),
);
