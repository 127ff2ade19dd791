import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseItem } from '../../src/tickets/document.js';
import { hasCorpora, readCorpora } from './corpora.js';
import { hostileItem } from './frontmatters.js';

const encode = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => {
  const item = parseItem(encode(text));
  return 'problem' in item ? item.problem : { ...item, fields: { ...item.fields }, lines: { ...item.lines } };
};
const inside = (lines: string) => read(`---\n${lines}---\n\nBody\n`);

describe('reading an item', () => {
  it('takes every scalar as a string, and plain null, ~ and nothing as absent', () => {
    const text =
      'a: 1\nb: true\nc: 2026-06-01T13:29:55Z\nd: null\ne: ~\nf:\ng: "null"\nh: \'~\'\ni: Null\nj: [null, 1]\n';
    expect(inside(text)).toMatchObject({
      fields: {
        a: '1',
        b: 'true',
        c: '2026-06-01T13:29:55Z',
        d: null,
        e: null,
        f: null,
        g: 'null',
        h: '~',
        i: 'Null',
        j: [null, '1'],
      },
      form: 'yaml',
    });
  });

  it('says on which line each field stands and where the body begins', () => {
    expect(read('---\n# note\na: b\nc:\n  - d\n\ne: |\n  f\n---\nBody')).toEqual({
      fields: { a: 'b', c: ['d'], e: 'f\n' },
      lines: { a: 3, c: 4, e: 7 },
      bodyOffset: 39,
      form: 'yaml',
    });
  });

  it('reads a byte order mark and lines that end in CRLF', () => {
    expect(read('\ufeff---\r\na: b\r\nc: |\r\n  d\r\n---\r\nBody\r\n')).toMatchObject({
      fields: { a: 'b', c: 'd\n' },
      lines: { a: 2, c: 3 },
      bodyOffset: 30,
    });
  });

  it('reads frontmatter without fields, and a file without a body', () => {
    expect(read('---\n---')).toMatchObject({ fields: {}, bodyOffset: 7 });
    expect(read('---\n# nothing yet\n---\n')).toMatchObject({ fields: {} });
  });

  it('does not look at the body, whatever bytes it holds', () => {
    const bytes = new Uint8Array([...encode('---\na: b\n---\n'), 0xff, 0x00, 0xfe]);
    expect(parseItem(bytes)).toMatchObject({ bodyOffset: 13 });
  });

  it('keeps the keys of objects as data', () => {
    const item = parseItem(encode('---\n__proto__: a\nconstructor: {__proto__: b}\ntoString: c\n---\n'));
    if ('problem' in item) throw new Error(item.problem.message);
    expect(Object.keys(item.fields)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Object.getPrototypeOf(item.fields)).toBe(null);
    expect(Object.getPrototypeOf(item.fields.constructor)).toBe(null);
    expect(({} as Record<string, unknown>).polluted).toBe(undefined);
  });

  it('reads the same file twice with the same answer', () => {
    for (const text of ['---\na: [\n---\n', '---\na: b\n---\n']) deepStrictEqual(read(text), read(text));
  });
});

describe('lines that are no YAML', () => {
  it.each([
    ['TUI: add a command', 'TUI: add a command'],
    ['"Foo" bar', '"Foo" bar'],
    ['[WIP] thing', '[WIP] thing'],
    ['@x', '@x'],
    ['`code` x', '`code` x'],
    ['- x', '- x'],
    ['% done', '% done'],
    ['{x} y', '{x} y'],
    ['| x', '| x'],
    ["'it''s' x", "'it''s' x"],
    ['"never closed', '"never closed'],
    ["'''", "'''"],
    ['a: b # c  ', 'a: b # c'],
  ])('mean their words: %s', (written, meant) => {
    expect(
      inside(`# note\ntitle: ${written}\n\nlabels: [a, "b"] # c\nempty: []\nnone: null\nq: 'it''s'\n`),
    ).toMatchObject({
      form: 'flat',
      fields: { title: meant, labels: ['a', 'b'], empty: [], none: null, q: "it's" },
      lines: { title: 3, labels: 5 },
    });
  });

  it('are read so only where every line stands for itself', () => {
    expect(inside('title: a: b\nlabels:\n  - c\n')).toMatchObject({ code: 'not_yaml', line: 2 });
  });

  it.each([
    ['title: *bold* words\n', 'alias', 2],
    ['title: a: b\nx: &y z\n', 'anchor', 3],
    ['title: a: b\nx: "open\ny: !tag z\n', 'tag', 4],
    ['title: a: b\ntitle: c\n', 'duplicate_key', 3],
    ['title: a: b\nx: {<<: y}\n', 'merge_key', 3],
  ])('are never a way round what is refused: %j', (lines, code, line) => {
    expect(inside(lines)).toMatchObject({ code, line });
  });
});

describe('what is refused', () => {
  it.each([
    ['---js\nthrow 1\n---\n', 'no_frontmatter', 1],
    ['--- js\n{}\n---\n', 'no_frontmatter', 1],
    ['---json\n{}\n---\n', 'no_frontmatter', 1],
    ['---JavaScript\n{}\n---\n', 'no_frontmatter', 1],
    ['--- \na: b\n---\n', 'no_frontmatter', 1],
    ['', 'no_frontmatter', 1],
    ['a: b\n---\n', 'no_frontmatter', 1],
    ['---\na: b\n', 'frontmatter_not_closed', 1],
    ['---\na: b\n----\n---\n', 'unclear_close', 3],
    ['---\na: b\n--- c\n---\n', 'unclear_close', 3],
    ['---\na: b\n...\nc: d\n---\n', 'several_documents', 3],
    ['---\n%YAML 1.1\na: b\n---\n', 'directive', 2],
    ['---\na: &b c\n---\n', 'anchor', 2],
    ['---\na: b\nc: *b\n---\n', 'alias', 3],
    ['---\na: !!str b\n---\n', 'tag', 2],
    ['---\na: b\n<<: c\n---\n', 'merge_key', 3],
    ['---\na: b\n"a": c\n---\n', 'duplicate_key', 3],
    ['---\na:\n  b: c\n  b: d\n---\n', 'duplicate_key', 4],
    ['---\n? [a]\n: b\n---\n', 'complex_key', 2],
    ['---\n: b\n---\n', 'complex_key', 2],
    ['---\n- a\n---\n', 'not_a_mapping', 2],
    ['---\na: b\nc: \0\n---\n', 'nul_byte', 3],
    ['---\na: b\rc: d\n---\n', 'lone_carriage_return', 2],
    [`---\na: ${'['.repeat(50_000)}\n---\n`, 'too_deep', 2],
    [`---\n${'- '.repeat(30_000)}\n---\n`, 'too_deep', 2],
    [`---\n${Array.from({ length: 10_000 }, (_, n) => `k${n}:\n`).join('')}---\n`, 'frontmatter_too_big', 4097],
    [`---\na: ${'x'.repeat(65 * 1024)}\n---\n`, 'frontmatter_too_big', 2],
  ])('%j is %s', (text, code, line) => {
    expect(read(text)).toMatchObject({ code, line });
  });

  it('names the line that is not UTF-8', () => {
    expect(parseItem(new Uint8Array([...encode('---\na: b\nc: '), 0xff, ...encode('\n---\n')]))).toMatchObject({
      problem: { code: 'not_utf8', line: 3 },
    });
  });

  it.each(['---js', '--- js', '---javascript', '---JS', '---coffee', '---json', '---'])(
    'runs no code after %s',
    (fence) => {
      const code = '({title: (globalThis.hasRun = true)})';
      for (const body of ['', '---js\n', `---\n---js\n${code}\n---\n`]) read(`${fence}\n${code}\n---\n${body}`);
      expect(Reflect.has(globalThis, 'hasRun')).toBe(false);
    },
  );

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.oneof(hostileItem.map(encode), fc.uint8Array()), (bytes) => {
        const item = parseItem(bytes);
        expect('problem' in item ? item.problem.line : item.bodyOffset).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe.runIf(hasCorpora)('two real stores', () => {
  it('read without a problem, 40 of their items line by line', () => {
    const read = readCorpora().map(({ path, bytes }) => ({ path, item: parseItem(bytes) }));
    expect(read.length).toBe(303);
    expect(read.filter(({ item }) => 'problem' in item)).toEqual([]);
    expect(read.filter(({ item }) => !('problem' in item) && item.form === 'flat').length).toBe(40);
  });
});
