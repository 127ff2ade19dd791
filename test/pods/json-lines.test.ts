import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatLine, lineReader, parseJson } from '../../src/pods/json-lines.js';

/** What a reader makes of bytes that come in these pieces. */
function read(pieces: readonly Uint8Array[], limit: number) {
  const reader = lineReader(limit);
  const lines: ({ text: string } | { problem: string })[] = [];
  for (const piece of pieces) {
    reader.push(piece);
    for (let line = reader.next(); line !== undefined; line = reader.next())
      lines.push('bytes' in line ? { text: line.bytes.toString() } : line);
  }
  return lines;
}

function cut(bytes: Uint8Array, at: readonly number[]): Uint8Array[] {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)), bytes.length].sort((one, other) => one - other);
  return places.slice(1).map((place, n) => Uint8Array.from(bytes.subarray(places[n], place)));
}

const text = fc.string({ unit: 'binary', maxLength: 12 }).map((one) => Buffer.from(one));
const pieces = fc.oneof(
  text,
  fc.uint8Array({ maxLength: 6 }),
  fc.constantFrom(...['\n', '\r\n', '\n\n', ' \t\r\n', '{"a": "設計"}\n', '💥'].map((one) => Buffer.from(one))),
);
const streams = fc.array(pieces, { maxLength: 30 }).map((all) => Buffer.concat(all));

it('the same lines come out however the bytes are cut', () => {
  fc.assert(
    fc.property(
      streams,
      fc.array(fc.nat(), { maxLength: 40 }),
      fc.constantFrom(4, 20, 1000),
      (bytes, places, limit) => {
        const whole = read([bytes], limit);
        expect(read(cut(bytes, places), limit)).toEqual(whole);
        expect(
          read(
            cut(
              bytes,
              Array.from(bytes, (_, n) => n),
            ),
            limit,
          ),
        ).toEqual(whole);
      },
    ),
    { seed: 20260618, numRuns: 2000 },
  );
});

it('what is written as lines is read as the same values', () => {
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 }), (values) => {
      const lines = read([Buffer.concat(values.map(formatLine))], 1 << 20);
      const back = lines.map((line) => ('text' in line ? parseJson(line.text) : line));
      expect(back).toEqual(values.map((value) => ({ value: JSON.parse(JSON.stringify(value)) })));
    }),
    { seed: 20260618, numRuns: 300 },
  );
});

it('blank lines are nothing, and carriage returns belong to the line end', () => {
  expect(read([Buffer.from('\n \r\n\t\n{}\r\n\n')], 100)).toEqual([{ text: '{}\r' }]);
  expect(parseJson('{}\r')).toEqual({ value: {} });
});

it('a line that is too long ends the reading, whether or not its end has come', () => {
  const problem = { problem: 'a line of more than 4 bytes', isLast: true };
  expect(read([Buffer.from('abcd\nabcde\nab\n')], 4)).toEqual([{ text: 'abcd' }, problem]);
  expect(read([Buffer.from('abcd\nabc'), Buffer.from('de'), Buffer.from('\nab\n')], 4)).toEqual([
    { text: 'abcd' },
    problem,
  ]);
});

it('a line that is not UTF-8 is a problem, and the next one is read', () => {
  expect(read([Buffer.from([0x22, 0xff, 0x22, 0x0a, 0x31, 0x0a])], 100)).toEqual([
    { problem: 'a line that is not UTF-8', isLast: false },
    { text: '1' },
  ]);
});

it('deep nesting is refused before it is parsed, brackets in strings are only letters', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  expect(parseJson(nested(100))).toHaveProperty('value');
  expect(parseJson(nested(101))).toEqual({ problem: 'a value nested more than 100 deep' });
  expect(parseJson('['.repeat(60_000))).toHaveProperty('problem');
  const brackets = '[{'.repeat(500);
  expect(parseJson(JSON.stringify({ a: `\\"${brackets}"`, b: brackets }))).toHaveProperty('value');
});

it('what is not JSON is a problem, never an exception', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (line) => {
      const parsed = parseJson(line);
      expect('value' in parsed || parsed.problem === 'a line that is not JSON').toBe(true);
    }),
    { seed: 20260618, numRuns: 1000 },
  );
});
