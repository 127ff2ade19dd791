import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchTickets } from '../../src/actions/search-tickets.js';
import { findLines } from '../../src/tickets/found-lines.js';
import { foldText } from '../../src/tickets/query.js';
import { item, ticket, workspace } from '../helpers/workspace.js';

const threadOf = (text: string) =>
  `<!-- event: comment id: 1 author: hare at: 2026-06-01T00:00:00Z -->\n\n## Comment\n\n${text}\n\n---\n`;

async function found(files: Record<string, string>, ...phrases: string[]): Promise<Record<string, string[]>> {
  const { tickets } = await searchTickets(await workspace(files).app(), phrases, {}, 0);
  return Object.fromEntries(
    tickets.map(({ id, matches }) => [id, matches.map(({ file, line, text }) => `${file}:${line} ${text}`)]),
  );
}

test('words are found in files of any length, wherever they lie among others', async () => {
  const filler = 'Nothing of interest.\n'.repeat(200);
  const files: Record<string, string> = {};
  for (let n = 0; n < 60; n++) Object.assign(files, ticket(`a${n}`, item(`Ticket ${n}`), threadOf(filler)));
  Object.assign(files, ticket('b', item('Long'), threadOf(`${filler.repeat(40)}The NEEDLE\n${filler.repeat(40)}`)));
  Object.assign(files, ticket('c', item('Needle and thread')));
  const places = await found(files, 'needle');
  expect(places.b).toEqual(['work-items/b/thread.md:8005 The NEEDLE']);
  expect(places.c).toEqual(['work-items/c/item.md:2 title: "Needle and thread"']);
  expect(Object.keys(places)).toEqual(['b', 'c']);
});

test('the words of one search may stand in different files of a ticket, and not in different tickets', async () => {
  const files = {
    ...ticket('a', item('Red'), threadOf('blue')),
    ...ticket('b', item('Red')),
    ...ticket('c', item('Blue')),
  };
  expect(Object.keys(await found(files, 'red', 'blue'))).toEqual(['a']);
});

test('a word that is asked for twice, in any case, is asked for once', async () => {
  expect(Object.keys(await found(ticket('a', item('Needle and thread')), 'needle', 'NEEDLE', 'thread'))).toEqual(['a']);
});

test('a phrase may hold a tab, and very many lines are told as five', async () => {
  const long = 'a\tline\n'.repeat(200_000);
  const places = await found({ ...ticket('a', item('One'), threadOf(long)) }, 'a\tline');
  expect(places.a).toHaveLength(5);
});

test('a letter at the end of one file does not combine with the begin of the next', async () => {
  const files = { ...ticket('a', item('One'), 'cafe'), ...ticket('b', item('Two'), '\u0301') };
  files['work-items/a/resolution.md'] = '\u0301 begins oddly';
  expect(Object.keys(await found(files, 'cafe'))).toEqual(['a']);
});

test('letters that are written in another way are found, with plain tickets around them', async () => {
  const files = { ...ticket('a', item('Plain')), ...ticket('b', item('ＡＢＣ設計')), ...ticket('c', item('Plain')) };
  expect(Object.keys(await found(files, 'abc設計'))).toEqual(['b']);
});

test('keys of fields and headers of events are not what people have written, and count for nothing', async () => {
  const files = {
    ...ticket('a', item('One'), threadOf('two')),
    ...ticket('b', item('The title of events'), threadOf('x')),
  };
  expect(await found(files, 'title')).toEqual({ b: ['work-items/b/item.md:2 title: "The title of events"'] });
  expect(Object.keys(await found(files, 'event'))).toEqual(['b']);
  expect(await found(files, 'hare')).toEqual({});
});

const letters = fc.constantFrom('a', 'b', 'B', 'é', 'e\u0301', 'Ａ', ' ', '\n', '---\n', 'a: ', '<!-- event: a -->\n');
const someText = fc.array(letters, { maxLength: 30 }).map((parts) => parts.join(''));

test('a ticket is found exactly where one of its lines holds the word', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(someText, someText), { minLength: 1, maxLength: 6 }),
      fc.constantFrom('a', 'b', 'ab', 'é', 'a:', '-', 'event'),
      async (texts, word) => {
        const files = Object.assign({}, ...texts.map(([body, thread], n) => ticket(`t${n}`, item('T') + body, thread)));
        for (const [id, lines] of Object.entries(await found(files, word))) expect([id, lines]).not.toEqual([id, []]);
        const holding = Object.entries(files).filter(
          ([path, text]) => findLines(String(text), [foldText(word)], path.endsWith('/item.md')).length > 0,
        );
        const ids = new Set(holding.map(([path]) => path.split('/')[1]));
        expect(Object.keys(await found(files, word))).toEqual([...ids].sort());
      },
    ),
    { numRuns: 60 },
  );
});
