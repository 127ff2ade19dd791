import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseItem } from '../../src/tickets/document.js';
import { type ForeignFinding, type ForeignTicket, timeOf } from '../../src/tickets/foreign/foreign-ticket.js';
import { readBacklog } from '../../src/tickets/foreign/read-backlog.js';
import { readBeads } from '../../src/tickets/foreign/read-beads.js';
import { readTk } from '../../src/tickets/foreign/read-tk.js';
import { relateForeign } from '../../src/tickets/foreign/relate-foreign.js';
import { type Importing, writeForeign } from '../../src/tickets/foreign/write-foreign.js';
import { bodyOf } from '../../src/tickets/frontmatter.js';
import { parseThread } from '../../src/tickets/thread.js';
import { isState } from '../../src/tickets/ticket.js';
import { isStep } from '../../src/tickets/transition.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const importing: Importing = {
  tool: 'tk',
  at: '2026-09-01T00:00:00Z',
  author: 'hare',
  isOlderStore: false,
  newEventId: () => '00000000',
};

/** Lines as people and tools write them, and lines that look like the marks of some format. */
const line = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '',
    '---',
    '# Title',
    '## Notes',
    '## Design',
    '```',
    '~~~',
    '**2026-01-10T00:59:23Z**',
    '## Comments',
  ),
  fc.constantFrom('<!-- COMMENTS:BEGIN -->', '<!-- COMMENTS:END -->', '<!-- COMMENT:BEGIN -->', '<!-- COMMENT:END -->'),
  fc.constantFrom(
    'author: bob',
    'created: 2026-04-01 10:00',
    'index: 1',
    '<!-- event: close id: x -->',
    '\\<!-- event: x -->',
  ),
);
const text = fc.array(line, { maxLength: 24 }).map((lines) => lines.join('\n').replaceAll('\0', ''));

function wordsIn(...texts: readonly string[]): string[] {
  return texts
    .flatMap((one) => one.split(/\s+/))
    .filter((word) => word !== '')
    .sort();
}

/** The marks that say where a note or comment stands, and what the thread knows of it besides its text. */
const marks = new Set(
  ['#', '##', 'Notes', 'Comments', '---', '<!--', '-->', 'COMMENTS:BEGIN', 'COMMENTS:END'].concat([
    'COMMENT:BEGIN',
    'COMMENT:END',
    'author:',
    'bob',
    'created:',
    '2026-04-01',
    '10:00',
    'index:',
    '1',
    '**2026-01-10T00:59:23Z**',
  ]),
);
const isWord = (word: string) => !marks.has(word);

function allWords(ticket: ForeignTicket | undefined): string[] {
  if (ticket === undefined) throw new Error('it was not read');
  return wordsIn(ticket.title, ticket.body, ...ticket.comments.map((comment) => comment.text)).filter(isWord);
}

describe('no word of a text is lost, whatever it looks like', () => {
  it('from tk', () => {
    fc.assert(
      fc.property(text, (body) => {
        const ticket = readTk({ path: 'a.md', bytes: bytesOf(`---\nid: a\n---\n${body}`) }, []);
        expect(allWords(ticket)).toEqual(wordsIn(body).filter(isWord));
      }),
      { numRuns: 500 },
    );
  });

  it('from Backlog.md', () => {
    fc.assert(
      fc.property(text, (body) => {
        const bytes = bytesOf(`---\nid: a\ntitle: ''\n---\n${body}`);
        expect(allWords(readBacklog({ path: 'a.md', bytes }, 'tasks', []))).toEqual(wordsIn(body).filter(isWord));
      }),
      { numRuns: 500 },
    );
  });

  it('from beads', () => {
    fc.assert(
      fc.property(text, text, text, (description, notes, comment) => {
        const issue = { id: 'a', title: '', description, notes, comments: [{ author: 'x', text: comment }] };
        const [ticket] = readBeads({ path: 'a.jsonl', bytes: bytesOf(JSON.stringify(issue)) }, []);
        expect(allWords(ticket)).toEqual(wordsIn(description, notes, comment).filter(isWord));
      }),
      { numRuns: 300 },
    );
  });
});

it('whatever bytes a file holds, it is read or named with a line, and nothing is thrown', () => {
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 80 }), text.map(bytesOf), fc.json().map(bytesOf));
  fc.assert(
    fc.property(bytes, fc.boolean(), (content, hasFront) => {
      const framed = hasFront ? Buffer.concat([bytesOf('---\n'), content, bytesOf('\n---\n')]) : content;
      const findings: ForeignFinding[] = [];
      const read = [
        readTk({ path: 'a.md', bytes: framed }, findings),
        readBacklog({ path: 'a.md', bytes: framed }, 'archive/tasks', findings),
        ...readBeads({ path: 'a.jsonl', bytes: content }, findings),
      ];
      const errors = findings.filter(({ severity }) => severity === 'error').length;
      expect(read.filter((one) => one !== undefined).length + errors).toBeGreaterThan(0);
      expect(findings.every(({ line: at, message }) => at >= 1 && message !== '')).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('what is written of a ticket reads back: its fields, its comments in time, and legal steps to its state', () => {
  const time = fc
    .date({ min: new Date(0), max: new Date('2030-01-01'), noInvalidDate: true })
    .map((date) => `${date.toISOString().slice(0, 19)}Z`);
  const ticket = fc.record({
    title: fc.string({ maxLength: 30 }),
    status: fc.constantFrom('open', 'in_progress', 'blocked', 'closed', 'odd'),
    description: text,
    created_at: time,
    updated_at: fc.option(time),
    comments: fc.array(fc.record({ author: fc.string({ maxLength: 8 }), text, created_at: time }), { maxLength: 3 }),
    extra: fc.string({ maxLength: 20 }),
  });
  fc.assert(
    fc.property(ticket, (issue) => {
      const [read] = readBeads(
        { path: 'x', bytes: bytesOf(JSON.stringify({ ...issue, id: 'bd-1' }).replaceAll('\\u0000', '')) },
        [],
      );
      if (read === undefined) throw new Error('it was not read');
      const [settled] = relateForeign([{ ticket: read, id: 'new' }], () => undefined, []);
      if (settled === undefined) throw new Error('it was not settled');
      const files = writeForeign(settled, importing);
      const item = parseItem(files['item.md'] ?? new Uint8Array());
      if ('problem' in item) throw new Error(item.problem.message);
      expect(item.fields).toMatchObject({ state: read.state, legacy_id: 'bd-1' });
      expect(wordsIn(bodyOf(files['item.md'] ?? new Uint8Array()))).toEqual(
        wordsIn(issue.description.replaceAll('\0', '')),
      );
      const { events, malformed } = parseThread(new TextDecoder().decode(files['thread.md']));
      expect(malformed).toEqual([]);
      const times = events.map((event) => event.at ?? '');
      expect(times).toEqual([...times].sort());
      expect(String(item.fields.updated_at) >= (times.at(-1) ?? '')).toBe(true);
      const comments = events.filter(({ kind }) => kind === 'comment').map(({ body }) => body);
      expect(wordsIn(...comments)).toEqual(wordsIn(...read.comments.map((one) => one.text)));
      let state = 'planning';
      for (const { attributes } of events.filter(({ kind }) => kind === 'state_changed' || kind === 'close')) {
        const to = attributes.to ?? '';
        expect(isState(state) && isState(to) && isStep(state, to)).toBe(true);
        state = to;
      }
      expect(state).toBe(read.state);
    }),
    { numRuns: 300 },
  );
});

it.each([
  ['2026-01-10T00:53:13Z', '2026-01-10T00:53:13Z'],
  ['2025-12-13T08:41:34.956552+11:00', '2025-12-12T21:41:34Z'],
  ['2026-03-25 18:13', '2026-03-25T18:13:00Z'],
  ['2026-03-25', '2026-03-25T00:00:00Z'],
  ['2026-03-25T18:13:00+0530', '2026-03-25T12:43:00Z'],
  ['2026-13-45', null],
  ['yesterday', null],
  ['', null],
  [7, null],
])('the time %j is %j', (told, wanted) => {
  expect(timeOf(told)).toBe(wanted);
});
