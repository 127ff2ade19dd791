import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseItem } from '../../src/tickets/document.js';
import { newPlainItem, scanPlainItem } from '../../src/tickets/plain-item.js';
import { plainSource, plainState } from '../../src/tickets/plain-source.js';
import { sourceOf, stateOf } from '../../src/tickets/ticket.js';
import { hasCorpora, readCorpora } from './corpora.js';
import { hostileItem, tameItem } from './frontmatters.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const item = newPlainItem();

/** What a scan finds must be what the full reader reads; what it is not sure of, it does not read. */
function isPlain(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('latin1');
  if (!scanPlainItem(item, Buffer.concat([bytes, Buffer.of(0)]))) return false;
  const full = parseItem(bytes);
  if ('problem' in full) throw new Error(`${full.problem.message}: ${text}`);
  const source = plainSource(item, text, (word) => Buffer.from(word, 'latin1').toString('utf8'));
  expect(source.names).toEqual(Object.keys(full.fields));
  for (const name of [...source.names, 'absent']) {
    deepStrictEqual(source.get(name), full.fields[name]);
    expect(source.lineOf(name)).toBe(full.lines[name]);
  }
  const state = plainState(item, bytes);
  if (state !== undefined) expect(state).toBe(stateOf(sourceOf(full)));
  return true;
}

const written = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    ' null',
    ' ~',
    ' a',
    ' "a b"',
    " 'it''s'",
    ' "\\n"',
    ' [a, b]',
    ' []',
    ' [a,, b]',
    ' [ a ]',
    ' a #b',
    ' a: b',
    ' #',
    ' !x',
    ' *x',
    ' &x y',
  ),
  fc.constantFrom(
    ' [a b, "c, d"]',
    ' [[a]]',
    ' {a: b}',
    ' |',
    ' >',
    ' "a" b',
    ' -',
    ' - a',
    ' ?',
    ' 題名',
    ' "題, 名"',
    ' [題, 名]',
    ' a\tb',
    ' a  ',
    ' http://x',
    ' 12:30',
    ' a:',
    ' @x',
    ' `x`',
    ' %x',
  ),
  fc.string({ unit: 'grapheme-ascii', maxLength: 10 }).map((text) => ` ${text}`),
);

describe('the plain reader', () => {
  test('reads of any values what the full reader reads, or nothing', () => {
    const keys = ['title', 'state', 'labels'];
    fc.assert(
      fc.property(fc.tuple(written, written, written), (values) => {
        isPlain(bytesOf(`---\n${keys.map((key, n) => `${key}:${values[n]}\n`).join('')}---\nBody`));
      }),
      { numRuns: 3000 },
    );
  });

  test('reads of any file what the full reader reads, or nothing', () => {
    fc.assert(
      fc.property(fc.oneof(hostileItem, tameItem), (text) => {
        isPlain(bytesOf(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('is sure of plain lines in any order, with fields that nobody knows', () => {
    const first = '---\nzebra: "One"\nstate: planning\nyaks: [a, "b, c", \'d\']\nmoa: null\n---\n';
    for (const text of [
      first,
      "---\nzebra: 題名\nstate: 'closed'\nyaks: []\nmoa:\n---\n",
      '---\nstate: b\nzebra: a \n---\n',
    ])
      expect(isPlain(bytesOf(text)), text).toBe(true);
  });

  test('is not sure where a key comes twice, a line is cut off or another kind of value stands', () => {
    const odd = [
      'a: b\na: c',
      'a: b\n  c',
      'a: "b',
      'a: [b',
      'a: &b c',
      'a: b # c',
      'a: b: c',
      '# a',
      '',
      'a:b',
      '- a',
    ];
    for (const lines of odd) expect(isPlain(bytesOf(`---\n${lines}\n---\n`)), lines).toBe(false);
    for (const text of ['', '---', '---\n', '---\na: b\n', '---\na: b\n---', '---\na: b', '----\na: b\n---\n'])
      expect(isPlain(bytesOf(text)), text).toBe(false);
  });

  test('two keys that share a number are left to the full reader', () => {
    expect(isPlain(bytesOf('---\nkqtbejedk: 1\nother: 2\n---\n'))).toBe(true);
    expect(isPlain(bytesOf('---\nkqtbejedk: 1\nemjzzmfjb: 2\n---\n'))).toBe(false);
  });

  test('tells a state from the bytes alone', () => {
    const stateIn = (lines: string) => {
      const bytes = bytesOf(`---\n${lines}\n---\n\0`);
      return scanPlainItem(item, bytes) ? plainState(item, bytes) : 'unsure';
    };
    expect(stateIn('title: a\nstate: closed')).toBe('closed');
    expect(stateIn('status: open\ntitle: a')).toBe('planning');
    expect(stateIn('status: closed\nstate: done')).toBe('done');
    for (const unusual of ['state: intake', 'state: "closed"', 'state:\nstatus: closed', 'title: a', 'state: shut'])
      expect(stateIn(unusual), unusual).toBe(undefined);
  });

  test.skipIf(!hasCorpora)('is sure of most items of a real store', () => {
    const items = readCorpora().filter(({ bytes }) => !('problem' in parseItem(bytes)));
    expect(items.filter(({ bytes }) => isPlain(bytes)).length).toBeGreaterThan(items.length / 2);
  });
});
