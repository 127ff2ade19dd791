import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { TicketsError } from '../../src/errors.js';
import { type Fields, type ParsedItem, parseItem } from '../../src/tickets/document.js';
import { formatItem, quickEdit, replaceBody } from '../../src/tickets/edit-document.js';
import { type FieldChanges, remove } from '../../src/tickets/edit-fields.js';
import { editItem, quoteRawFields } from '../../src/tickets/edit-with-yaml.js';
import { quickItem } from '../../src/tickets/quick-fields.js';
import { hasCorpora, readCorpora } from './corpora.js';
import { hostileItem, tameItem } from './frontmatters.js';

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined) => bytes && new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** Both editors where both can; they must agree to the byte. */
function edit(text: string, changes: FieldChanges): string {
  const full = decode(editItem(encode(text), changes));
  const quick = decode(quickEdit(encode(text), changes));
  if (quick !== undefined) expect(quick).toBe(full);
  return full ?? '';
}

function fieldsOf(bytes: Uint8Array): Fields {
  const item = parseItem(bytes);
  if ('problem' in item) throw new Error(JSON.stringify(item.problem));
  return item.fields;
}

const older = `---
# who, what
id: 20260528-141602-list-view   # the directory
title: TUI: add a command
status: open
labels: [tui, pod]
created_at: 2026-05-28T14:16:02Z
updated_at: 2026-05-28T15:40:30Z
assignee: null
legacy_ticket:
---

title: not a field
`;

describe('editing fields', () => {
  it.each<[string, FieldChanges, string, string]>([
    ['a plain word', { status: 'closed' }, 'status: open', 'status: closed'],
    [
      'a plain time, which stays plain',
      { updated_at: '2026-06-01T00:00:00Z' },
      '2026-05-28T15:40:30Z',
      '2026-06-01T00:00:00Z',
    ],
    ['a word before a comment', { id: 'x' }, '20260528-141602-list-view   #', 'x   #'],
    ['null', { assignee: 'hare' }, 'assignee: null', 'assignee: hare'],
    ['nothing', { legacy_ticket: 'old.md' }, 'legacy_ticket:', 'legacy_ticket: old.md'],
    ['a word that others would misread', { status: 'no' }, 'status: open', 'status: "no"'],
    ['a title that is no YAML', { title: 'TUI: add: two' }, 'title: TUI: add a command', 'title: "TUI: add: two"'],
    ['a title that becomes plain', { title: 'Add it' }, 'title: TUI: add a command', 'title: Add it'],
    ['a list', { labels: ['tui', 'b c', 'x: y'] }, '[tui, pod]', '[tui, b c, "x: y"]'],
    ['a list that becomes empty', { labels: [] }, '[tui, pod]', '[]'],
    ['a field with nothing', { status: null }, 'status: open', 'status: null'],
    ['a field taken out', { labels: remove }, 'labels: [tui, pod]\n', ''],
    ['a new field', { state: 'ready' }, 'legacy_ticket:\n', 'legacy_ticket:\nstate: ready\n'],
    [
      'a new time',
      { queued_at: '2026-06-01T00:00:00Z' },
      'legacy_ticket:\n',
      'legacy_ticket:\nqueued_at: "2026-06-01T00:00:00Z"\n',
    ],
    ['an absent field with nothing', { queued_at: null }, '', ''],
  ])('changes %s and not one byte elsewhere', (_, changes, from, to) => {
    expect(edit(older, changes)).toBe(older.replace(from, to));
    const yaml = older.replace('TUI: add a', 'Add a');
    expect(edit(yaml, changes)).toBe(yaml.replace(from.replace('TUI: add a', 'Add a'), to));
    const windows = `\ufeff${older.replaceAll('\n', '\r\n')}`;
    expect(edit(windows, changes)).toBe(`\ufeff${older.replace(from, to).replaceAll('\n', '\r\n')}`);
  });

  it.each<[string, string | string[] | null, string]>([
    ["title: 'It''s one'  # c\n", "It's two", "title: 'It''s two'  # c\n"],
    ["title: 'one'\n", 'a\nb', 'title: "a\\nb"\n'],
    ['title: "one" # c\n', 'say "two"', 'title: "say \\"two\\"" # c\n'],
    ['title: # c\n', 'one', 'title: one # c\n'],
    ['title: |\n  one\n  two\n\n', 'three', 'title: three\n\n'],
    ['title: >-\n  one\n  two\n', null, 'title: null\n'],
    ['title: one\n  two # c\n', 'three', 'title: three # c\n'],
    ['title: "one\n  two"\n', 'three', 'title: "three"\n'],
    ['title:\n  one\n', 'three', 'title:\n  three\n'],
    ['title:\n  a: b\n  c: {d: e}\n', 'three', 'title: three\n'],
    ['title:\n  - a: b\n  - c\n', ['x'], 'title: [x]\n'],
    ["title: [ 'a' , 'b' ]\n", ['b', 'c', 'a'], "title: [ 'b' , 'c' , 'a' ]\n"],
    ['title: [\n  a,\n  b,\n]\n', ['a', 'c', 'b'], 'title: [\n  a,\n  c,\n  b,\n]\n'],
    ['title: [\n  a, # one\n  b,\n]\n', ['a', 'c'], 'title: [a, c]\n'],
    ['title: [a: b]\n', ['c'], 'title: [c]\n'],
    [
      'title:\n  - "a" # first\n  # on b\n  - b\n',
      ['a', 'c', 'b'],
      'title:\n  - "a" # first\n  # on b\n  - "c"\n  - b\n',
    ],
    ['title:\n- a\n- b\n- c\n', ['a', 'c'], 'title:\n- a\n- c\n'],
    ['title:\n- a\n- b\n', [], 'title: []\n'],
    ['title:\n- a\n- b\n', 'one', 'title: one\n'],
    ['title: one\n', ['a', 'b'], 'title: [a, b]\n'],
    ['title: []\n', ['a', '1'], 'title: [a, "1"]\n'],
    ['? title\n: one\n', 'two', '? title\n: two\n'],
    ['"title": one\n', 'two', '"title": two\n'],
  ])('makes of %j with %j: %j', (before, change, after) => {
    const around = (field: string) => `---\nstate: a\n${field}x: 'b'\n---\nBody\n`;
    expect(edit(around(before), { title: change })).toBe(around(after));
    const crlf = (field: string) => around(field).replaceAll('\n', '\r\n');
    expect(edit(crlf(before), { title: change })).toBe(crlf(after));
  });
});

const value = fc.oneof(
  fc.constantFrom('a', 'TUI: add', '2026-06-01T00:00:00Z', "it's", 'null', '', ' a ', '- x', '日本', 'a\nb', '\u202e'),
  fc.string({ unit: 'binary' }),
  fc.array(fc.oneof(fc.constantFrom('a', 'b c', '"d"', ''), fc.string()), { maxLength: 4 }),
  fc.constant(null),
  fc.constant(remove),
);
const changes = fc.dictionary(fc.constantFrom('title', 'state', 'labels', 'a', 'new', 'queued_at'), value, {
  maxKeys: 3,
});

/** What editItem refuses: a key without a value, and flat lines whose quotes would close in another line. */
function editUnlessRefused(text: string, change: FieldChanges): string | undefined {
  try {
    return edit(text, change);
  } catch (error) {
    if (!(error instanceof TicketsError) || error.kind !== 'unwritable') throw error;
    expect(error.code === 'edit_not_exact' || /^ *(?:\? |\{)/m.test(text)).toBe(true);
    return undefined;
  }
}

function quoteUnlessRefused(text: string): Uint8Array | undefined {
  try {
    return quoteRawFields(encode(text));
  } catch (error) {
    if (!(error instanceof TicketsError) || error.code !== 'edit_not_exact') throw error;
    return undefined;
  }
}

/** The text before a field, and the text after it. */
function around(text: string, { lines }: ParsedItem, key: string): [string, string] {
  const rows = text.split('\n');
  const close = rows.findIndex((row, n) => n > 0 && /^---\r?$/.test(row));
  const line = lines[key] ?? close + 1;
  const next = key in lines ? Math.min(close + 1, ...Object.values(lines).filter((other) => other > line)) : line;
  const before = rows.slice(0, line - 1).map((row) => `${row}\n`);
  return [before.join(''), rows.slice(next - 1).join('\n')];
}

describe('any edit of any item', () => {
  const item = fc.oneof(tameItem, hostileItem);

  it('says what was asked for, and both editors agree to the byte', () => {
    fc.assert(
      fc.property(item, changes, (text, change) => {
        const before = parseItem(encode(text));
        if ('problem' in before) return;
        const after = editUnlessRefused(text, change);
        if (after === undefined) return;
        const expected = { ...before.fields };
        for (const [key, value] of Object.entries(change)) {
          if (value === remove) delete expected[key];
          else if (value !== null || key in expected) expected[key] = value;
        }
        expect(Object.entries(fieldsOf(encode(after)))).toEqual(Object.entries(expected));
      }),
      { numRuns: 1000 },
    );
  });

  it('changes only the lines of its field', () => {
    fc.assert(
      fc.property(item, fc.constantFrom('title', 'state', 'labels', 'a', 'new'), value, (text, key, change) => {
        const before = parseItem(encode(text));
        if ('problem' in before) return;
        const after = editUnlessRefused(text, { [key]: change });
        if (after === undefined) return;
        const [head, tail] = around(text, before, key);
        expect(after.startsWith(head) && after.endsWith(tail) && after.length >= head.length + tail.length).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('an item that cannot be edited', () => {
  it.each([
    ['no frontmatter', 'unreadable_item'],
    ['---\na: &b c\n---\n', 'unreadable_item'],
    ['---\n{title: a, state: b}\n---\n', 'frontmatter_not_in_lines'],
  ])('is left alone with a reason: %j', (text, code) => {
    expect(quickEdit(encode(text), { title: 'b' })).toBe(undefined);
    expect(() => editItem(encode(text), { title: 'b' })).toThrow(expect.objectContaining({ code }));
  });

  it('holds 64 KiB of fields at most', () => {
    const refusal = expect.objectContaining({ code: 'frontmatter_too_big', kind: 'refused' });
    const title = 'x'.repeat(65 * 1024);
    expect(quickEdit(encode('---\ntitle: a\n---\n'), { title })).toBe(undefined);
    expect(() => editItem(encode('---\ntitle: a\n---\n'), { title })).toThrow(refusal);
    expect(() => formatItem([['title', title]], '')).toThrow(refusal);
  });
});

describe('bytes that are no text', () => {
  it('stay in the body through every edit', () => {
    const body = [0xff, 0xfe, 0, 0x0d];
    const item = (state: string) => new Uint8Array([...encode(`---\nstate: ${state}\n---\n`), ...body]);
    expect(editItem(item('ready'), { state: 'queued' })).toEqual(item('queued'));
    expect(quickEdit(item('ready'), { state: 'queued' })).toEqual(item('queued'));
  });
});

describe('quoting what is no YAML', () => {
  it('changes only these values and makes YAML of the item', () => {
    expect(decode(quoteRawFields(encode(older)))).toBe(older.replace('TUI: add a command', '"TUI: add a command"'));
    const yaml = encode("---\ntitle: 'a'\n---\n");
    expect(quoteRawFields(yaml)).toEqual(yaml);
  });

  it('keeps what every field says', () => {
    fc.assert(
      fc.property(hostileItem, (text) => {
        const before = parseItem(encode(text));
        if ('problem' in before || before.form === 'yaml') return;
        // A block scalar's header would take in an indented comment, once the whole is YAML: that is refused.
        const quoted = quoteUnlessRefused(text);
        if (quoted === undefined) return expect(text).toMatch(/^[\w-]+: *[|>]/m);
        const after = parseItem(quoted);
        expect(after).toMatchObject({ form: 'yaml' });
        expect(Object.entries('problem' in after ? {} : after.fields)).toEqual(Object.entries(before.fields));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('another body', () => {
  it.each([
    ['---\na: b\n---\n\nOld\n', 'New\n', '---\na: b\n---\n\nNew\n'],
    ['---\na: b\n---\nOld', '\n\nNew\n\n', '---\na: b\n---\nNew\n'],
    ['---\na: b\n---', 'New', '---\na: b\n---\n\nNew\n'],
    ['\ufeff---\r\na: b\r\n---\r\n\r\nOld\r\n', 'A\nB\n', '\ufeff---\r\na: b\r\n---\r\n\r\nA\r\nB\r\n'],
    ['---\na: [\n---\n\nOld\n', '', '---\na: [\n---\n'],
    ['---\na: b\n---\n\n\nOld  \n\n\n', 'Old  ', '---\na: b\n---\n\n\nOld  \n\n\n'],
  ])('of %j, %j, gives %j', (before, body, after) => {
    expect(decode(replaceBody(encode(before), body))).toBe(after);
  });
});

describe('a new item', () => {
  it('is written as it will be read', () => {
    const fields: Array<[string, string | string[] | null]> = [
      ['title', 'Fix: the "login"'],
      ['state', 'planning'],
      ['priority', 'P2'],
      ['labels', ['tui', 'a b', 'x: y']],
      ['created_at', '2026-06-01T13:29:55Z'],
      ['assignee', null],
      ['depends_on', ['20260601-132955-peer-handshake', '00001KSKBP8Z8', '0012345678901']],
    ];
    expect(decode(formatItem(fields, '\nBody\n'))).toBe(`---
title: "Fix: the \\"login\\""
state: planning
priority: P2
labels: [tui, a b, "x: y"]
created_at: "2026-06-01T13:29:55Z"
assignee: null
depends_on: [20260601-132955-peer-handshake, 00001KSKBP8Z8, "0012345678901"]
---

Body
`);
  });

  it('of an older store has its times and names unquoted', () => {
    const fields: Array<[string, string]> = [
      ['id', '20260528-141602-123'],
      ['slug', '123'],
      ['title', '123'],
      ['status', 'open'],
      ['created_at', '2026-05-28T14:16:02Z'],
    ];
    expect(decode(formatItem(fields, '', { plainTimes: true }))).toBe(
      '---\nid: 20260528-141602-123\nslug: 123\ntitle: "123"\nstatus: open\ncreated_at: 2026-05-28T14:16:02Z\n---\n',
    );
    expect(decode(formatItem([['slug', 'null']], '', { plainTimes: true }))).toBe('---\nslug: "null"\n---\n');
  });

  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.stringMatching(/^[-0-9a-fA-FxoTZ:. _+eEnNuUlL~=<#'"[\]{}]{0,10}$/),
    fc.constantFrom(
      'yes',
      'No',
      'NULL',
      '1e3',
      '0x1f',
      '0o17',
      '1_000',
      '12:30:45',
      '2026-06-01',
      '.inf',
      '.NaN',
      '=',
      '<<',
      '\u0085',
      '\ud83d',
      '\u2028',
      '\ufeffa',
      '\u202eb',
      'y',
      '1.0',
      '-1',
      '685.230_15e+03',
    ),
  );

  it('says the same to the quick reader and to every version of YAML', () => {
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 3 }), (title, labels) => {
        const item = formatItem(
          [
            ['title', title],
            ['labels', labels],
          ],
          '\nBody\n',
        );
        expect(Object.entries(quickItem(item)?.fields ?? {})).toEqual([
          ['title', title],
          ['labels', labels],
        ]);
        const lines = decode(item)?.split('---\n')[1] ?? '';
        expect(lines).not.toMatch(/[^\n\P{Cc}]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        for (const version of ['1.1', '1.2'] as const) expect(parse(lines, { version })).toEqual({ title, labels });
      }),
      { numRuns: 3000 },
    );
  });
});

describe.runIf(hasCorpora)('two real stores', () => {
  it('take a change of state and time in two lines of each item, without any library', () => {
    for (const { path, bytes } of readCorpora()) {
      const state = 'state' in fieldsOf(bytes) ? 'state' : 'status';
      const edited = quickEdit(bytes, { [state]: 'moved', updated_at: '2030-01-01T00:00:00Z' });
      const before = decode(bytes)?.split('\n') ?? [];
      const after = decode(edited)?.split('\n') ?? [];
      const changed = after.filter((line, n) => line !== before[n]).map((line) => line.replace(/["']/g, ''));
      expect([path, after.length, changed.toSorted()]).toEqual([
        path,
        before.length,
        [`${state}: moved`, 'updated_at: 2030-01-01T00:00:00Z'],
      ]);
    }
  });
});
