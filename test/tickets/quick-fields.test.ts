import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseItem } from '../../src/tickets/document.js';
import { quickItem } from '../../src/tickets/quick-fields.js';
import { hasCorpora, readCorpora } from './corpora.js';
import { hostileItem, tameItem } from './frontmatters.js';

const encode = (text: string) => new TextEncoder().encode(text);

/** Whether the quick reader was sure; then it must be right. */
function isQuick(bytes: Uint8Array): boolean {
  const quick = quickItem(bytes);
  if (quick === undefined) return false;
  const full = parseItem(bytes);
  deepStrictEqual(quick, full);
  return true;
}

describe('the quick reader', () => {
  it('answers exactly what the full reader answers, or nothing', () => {
    fc.assert(
      fc.property(hostileItem, (text) => void isQuick(encode(text))),
      { numRuns: 5000 },
    );
  });

  it('understands what nearly every store holds', () => {
    fc.assert(
      fc.property(tameItem, (text) => {
        const isMixed = text.includes('TUI: add') && /\n *- /.test(text);
        expect(isQuick(encode(text))).toBe(!isMixed);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    'a: "say \\"no\\" \\u3042"\n',
    "a: 'it''s'\n",
    'title: TUI: add: two # three\nlabels: [a, b]\n',
    'title: 題名\n# 注\nlabels: [題, "b"]\n',
    '__proto__: a\nconstructor: b\n',
    'a: http://x/y#z\nb: c:d\n',
    'labels:\n  - a # why\n  - "b"\n\nx:\n- y\n',
  ])('is sure of %j', (lines) => {
    expect(isQuick(encode(`---\n${lines}---\n`))).toBe(true);
    expect(isQuick(encode(`\ufeff---\r\n${lines.replaceAll('\n', '\r\n')}---\r\nBody`))).toBe(true);
  });

  it.each(['a: |\n  b\n', 'a: &b c\n', 'a: b\n  c\n', 'a: b\na: c\n', 'a: {b: c}\n', 'title: a: [b\n', 'a:\tb\n'])(
    'leaves %j to the full one',
    (lines) => {
      expect(isQuick(encode(`---\n${lines}---\n`))).toBe(false);
    },
  );

  it('leaves what is no UTF-8 to the full one', () => {
    const bytes = new Uint8Array([...encode('---\na: '), 0xe3, 0x81, ...encode('\n---\n')]);
    expect(quickItem(bytes)).toBe(undefined);
  });

  it('needs only the first bytes of a file, but all of the frontmatter', () => {
    const bytes = encode(`---\ntitle: A\nstate: ready\n---\n${'Body\n'.repeat(1000)}`);
    const end = '---\ntitle: A\nstate: ready\n---\n'.length;
    deepStrictEqual(quickItem(bytes.subarray(0, end)), parseItem(bytes));
    for (let length = 0; length < end; length++) expect(quickItem(bytes.subarray(0, length))).toBe(undefined);
  });
});

describe.runIf(hasCorpora)('two real stores', () => {
  it('are read quickly, every item of them', () => {
    expect(readCorpora().filter(({ bytes }) => !isQuick(bytes))).toEqual([]);
  });
});
