import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Look } from '../../../src/cli/command.js';
import { markdown } from '../../../src/cli/render/markdown.js';
import { safeJson } from '../../../src/cli/render/safe-json.js';
import { hasColor, paint } from '../../../src/cli/render/style.js';
import { table } from '../../../src/cli/render/table.js';
import { age, parseTime } from '../../../src/cli/render/time.js';
import { tsv } from '../../../src/cli/render/tsv.js';
import { visible, visibleBody } from '../../../src/cli/render/visible.js';
import { graphemes, pad, truncate, widthOf, wrap } from '../../../src/cli/render/width.js';

const look = (columns: number, color = false): Look => ({ terminal: true, columns, color });

/** Texts with all that a hostile or a Japanese file may hold. */
const nasty = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\x1b[31m',
        '\u202e',
        '\u2028',
        '\ud800',
        '\ufeff',
        '\r\n',
        '\t',
        '\x9b',
        '\x7f',
        '```',
        '# ',
        '- ',
        '> ',
      ),
      fc.constantFrom('日本語', '、', 'ｶﾞ', '👩‍👩‍👧', 'e\u0301', '한국', '　', '—', 'Ж'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const raw = /(?!\n)\p{Cc}|\p{Cs}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;
const ownStyles = new RegExp(`${String.fromCharCode(27)}\\[(1|2|22|3[1-69]|39)m`, 'g');

describe('what reaches a terminal', () => {
  it('shows controls, direction marks and halves of characters as escapes', () => {
    expect(visible('a\x1b[2Jb\u202ec\ud83dd\r\n')).toBe('a\\x1b[2Jb\\u{202e}c\\u{d83d}d\\r\\n');
    expect(visibleBody('one\r\n\ttwo\rthree')).toBe('one\n\ttwo\\rthree');
    expect(visible('日本 👩‍👩‍👧 café')).toBe('日本 👩‍👩‍👧 café');
  });

  it('never holds a raw control or direction mark, whatever the file held', () => {
    fc.assert(
      fc.property(nasty, nasty, fc.integer({ min: 1, max: 60 }), fc.boolean(), (first, second, columns, color) => {
        const view = look(columns, color);
        const columnsOf = [{ title: 'ID' }, { title: 'TITLE', flexible: true, style: () => 'red' as const }];
        for (const text of [
          visible(first),
          visibleBody(first).replaceAll('\t', ''),
          table(columnsOf, [[first, second]], view).replace(ownStyles, ''),
          tsv(['a', 'b'], [[first, second]]).replaceAll('\t', ''),
          markdown(`${first}\n${second}`, view).replace(ownStyles, ''),
          safeJson({ [first]: second }),
        ]) {
          expect(text).not.toMatch(raw);
        }
      }),
    );
  });

  it('is JSON that reads back as the same value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(safeJson({ text }))).toEqual({ text });
      }),
    );
  });
});

describe('width', () => {
  it('is that of string-width, with or without its help', () => {
    fc.assert(
      fc.property(nasty.map(visible), (text) => {
        expect(widthOf(text)).toBe(stringWidth(text, { countAnsiEscapeCodes: true }));
      }),
    );
    const mixed = 'Àé Жд “x” … → 日本語カナ 한글 ＡＢ！';
    expect(widthOf(mixed)).toBe(stringWidth(mixed));
  });

  it('of a cut text never passes the limit, and the cut never splits a character', () => {
    fc.assert(
      fc.property(nasty.map(visible), fc.integer({ min: 0, max: 30 }), (text, columns) => {
        const short = truncate(text, columns);
        expect(widthOf(short)).toBeLessThanOrEqual(columns);
        if (short !== text) expect(graphemes(text).join('').startsWith(short.replace(/…$/, ''))).toBe(true);
      }),
    );
    expect(truncate('日本語の題名', 8)).toBe('日本語…');
    expect(truncate('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 4)).toBe('👩‍👩‍👧…');
    expect(pad('日本', 6)).toBe('日本  ');
  });

  it('of wrapped lines never passes the limit, and no word is lost', () => {
    fc.assert(
      fc.property(nasty.map(visible), fc.integer({ min: 4, max: 30 }), (text, columns) => {
        const lines = wrap(text, columns);
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        for (const line of lines) if (graphemes(line).length > 1) expect(widthOf(line)).toBeLessThanOrEqual(columns);
      }),
    );
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrap('これは、長い文です。', 8)).toEqual(['これは、', '長い文で', 'す。']);
  });

  it('of a line without spaces and as long as a file is found in one pass', () => {
    expect(wrap('x'.repeat(1_000_000), 80)).toHaveLength(12_500);
  });
});

describe('a table', () => {
  const rows = [
    ['a-1', 'planning', '日本語の題名です'],
    ['b-22', 'done', 'Short'],
  ];
  const columns = [{ title: 'ID' }, { title: 'STATE' }, { title: 'TITLE', flexible: true }];

  it('lines up wide characters', () => {
    expect(
      table(
        [{ title: 'TITLE' }, { title: 'N' }],
        [
          ['日本', '1'],
          ['abcde', '2'],
        ],
        look(80),
      ),
    ).toBe('TITLE  N\n日本   1\nabcde  2\n');
  });

  it('cuts its flexible column to the terminal', () => {
    for (const line of table(columns, rows, look(30)).trimEnd().split('\n')) {
      expect(widthOf(line)).toBeLessThanOrEqual(30);
    }
    expect(table(columns, rows, look(30))).toContain('日本語の題名…');
  });

  it('colours only when asked', () => {
    expect(table([{ title: 'A', style: () => 'red' }], [['x']], look(80, true))).toBe(
      '\x1b[2mA\x1b[22m\n\x1b[31mx\x1b[39m\n',
    );
    expect(paint('x', 'bold', { color: false })).toBe('x');
    expect(hasColor({ NO_COLOR: '1', FORCE_COLOR: '1' }, true)).toBe(false);
    expect(hasColor({ FORCE_COLOR: '1' }, false)).toBe(true);
    expect(hasColor({ CI: 'true', NO_COLOR: '' }, false)).toBe(false);
    expect(hasColor({}, true)).toBe(true);
  });
});

describe('rows for another program', () => {
  it('stay one line each, with a header', () => {
    expect(tsv(['id', 'title'], [['a', 'two\nlines\tand a tab']])).toBe('id\ttitle\na\ttwo\\nlines\\tand a tab\n');
  });
});

describe('markdown', () => {
  it('shows headings, lists, code and quotes', () => {
    const body = '# Title\n\n- a longer item here\n  1. two\n\n> quoted\n\n```js\nlet x = 1;\n```\n\n---\nlast';
    expect(markdown(body, look(14))).toBe(
      '# Title\n\n- a longer\n  item here\n  1. two\n\n│ quoted\n\n    let x = 1;\n\n──────────────\nlast\n',
    );
    expect(markdown('## Title ##', look(80, true))).toBe('\x1b[1mTitle\x1b[22m\n');
  });

  it('keeps a rule inside a fence as code', () => {
    expect(markdown('~~~\n---\n```\n~~~\nend', look(80))).toBe('    ---\n    ```\nend\n');
  });
});

describe('ages', () => {
  it('are in the largest unit that fits', () => {
    const now = new Date('2026-06-18T12:00:00Z');
    const ages = ['2026-06-18T11:59:30Z', '2026-06-18T11:15:00Z', '2026-06-15T12:00:00Z', '2026-01-01', '2020-06-18'];
    expect(ages.map((at) => age(at, now))).toEqual(['now', '45 min', '3 d', '5 mo', '6 y']);
    expect([age('2027-01-01T00:00:00Z', now), age('yesterday', now), age(null, now)]).toEqual(['now', '-', '-']);
    expect(parseTime('2026-06-18T12:00:00+09:00')).toBe(Date.parse('2026-06-18T03:00:00Z'));
  });
});
