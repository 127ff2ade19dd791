import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseItem } from '../../src/tickets/document.js';
import {
  isPlainItem,
  learnShape,
  matchShape,
  matchStanding,
  openShapes,
  type Shapes,
} from '../../src/tickets/quick-shapes.js';
import { hasCorpora, readCorpora } from './corpora.js';
import { hostileItem, tameItem } from './frontmatters.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

/** What a shape reads must be what the full reader reads; a shape that does not fit reads nothing. */
function isShaped(shapes: Shapes, bytes: Uint8Array): boolean {
  const source = isPlainItem(textOf(bytes)) ? matchShape(shapes, textOf(bytes)) : undefined;
  if (source === undefined) return false;
  const full = parseItem(bytes);
  if ('problem' in full) throw new Error(`${full.problem.message}: ${textOf(bytes)}`);
  const standing = matchStanding(shapes, textOf(bytes));
  for (const name of ['state', 'status']) deepStrictEqual(standing?.get(name), full.fields[name]);
  expect(standing?.get('title')).toBe(undefined);
  const names = Object.keys(full.fields);
  const met: unknown[] = [];
  source.each((name, value) => met.push([name, value]));
  deepStrictEqual(met, Object.entries(full.fields));
  for (const name of [...names, 'absent']) {
    deepStrictEqual(source.get(name), full.fields[name]);
    expect(source.lineOf(name)).toBe(full.lines[name]);
  }
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

describe('a shape', () => {
  test('reads of any values what the full reader reads, or nothing', () => {
    const keys = ['title', 'state', 'labels'];
    fc.assert(
      fc.property(fc.tuple(written, written, written), (values) => {
        const shapes = openShapes();
        const plain = parseItem(bytesOf(`---\n${keys.map((key) => `${key}: x\n`).join('')}---\n`));
        if ('problem' in plain) throw new Error('a plain item must be readable');
        learnShape(shapes, plain);
        isShaped(shapes, bytesOf(`---\n${keys.map((key, n) => `${key}:${values[n]}\n`).join('')}---\nBody`));
      }),
      { numRuns: 3000 },
    );
  });

  test('reads of any file what the full reader reads, or nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(hostileItem, tameItem), { maxLength: 6 }), (texts) => {
        const shapes = openShapes();
        for (const text of texts) {
          const full = parseItem(bytesOf(text));
          if (!('problem' in full)) learnShape(shapes, full);
        }
        for (const text of texts) isShaped(shapes, bytesOf(text));
      }),
      { numRuns: 500 },
    );
  });

  test('is learned once and then reads its like', () => {
    const shapes = openShapes();
    const usual = shapes.known.length;
    const first = bytesOf('---\nzebra: "One"\nstate: planning\nyaks: [a, "b c"]\nmoa: null\n---\n');
    const full = parseItem(first);
    if ('problem' in full) throw new Error('readable');
    expect(isShaped(shapes, first)).toBe(false);
    learnShape(shapes, full);
    learnShape(shapes, full);
    expect(shapes.known).toHaveLength(usual);
    expect(isShaped(shapes, first)).toBe(true);
    expect(isShaped(shapes, bytesOf("---\nzebra: 題名\nstate: 'closed'\nyaks: []\nmoa:\n---\n"))).toBe(true);
    expect(isShaped(shapes, bytesOf('---\nzebra: a\nyaks: []\n---\n'))).toBe(true);
    expect(isShaped(shapes, bytesOf('---\nstate: b\nzebra: a\n---\n'))).toBe(false);
    expect(isShaped(shapes, bytesOf('---\nzebra: a\nemu: b\n---\n'))).toBe(false);
  });

  test('is known of how we write ourselves, and of how the older tool wrote', () => {
    const shapes = openShapes();
    const ours =
      '---\ntitle: a\nstate: ready\nkind: bug\nlabels: [a]\ndepends_on: [b]\ncreated_at: c\nupdated_at: d\n---\n';
    const older =
      '---\nid: a\nslug: b\ntitle: c\nstatus: open\nkind: task\npriority: P2\nlabels: []\ncreated_at: d\n---\n';
    for (const text of [ours, older]) expect(isShaped(shapes, bytesOf(text))).toBe(true);
  });

  test.skipIf(!hasCorpora)('reads nearly all of a real store', () => {
    const shapes = openShapes();
    let count = 0;
    const items = readCorpora().filter(({ bytes }) => !('problem' in parseItem(bytes)));
    for (const { bytes } of items) {
      if (isShaped(shapes, bytes)) count++;
      else {
        const full = parseItem(bytes);
        if (!('problem' in full)) learnShape(shapes, full);
      }
    }
    expect(count).toBeGreaterThan(items.length / 2);
  });
});
