import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ThreadEvent } from '../../src/tickets/event.js';
import { parseThread } from '../../src/tickets/thread.js';
import { json, tickets } from '../helpers/command-line.js';
import { openCorpora, ticketDirectories } from '../helpers/corpus.js';
import { workspace } from '../helpers/workspace.js';

const { corpora, remove } = openCorpora();
afterAll(remove);

describe.each(corpora)('the $layout store', (corpus) => {
  const directories = ticketDirectories(corpus);
  const ask = (...words: string[]) => tickets(corpus.root, words, { env: { WORK_ITEMS_DIR: corpus.root } });
  const show = async (id: string) => json(await ask('show', id, '--json', '--events', '0', '--body-bytes', '0')).ticket;

  it('is listed whole, and nothing in it is invalid', async () => {
    const list = json(await ask('list', '--state', 'all', '--limit', '0', '--json'));
    expect(list).toMatchObject({ total: corpus.tickets, truncated: false, invalid: [] });
    expect(list.tickets.map(({ id }) => id).sort()).toEqual([...directories.keys()].sort());
  });

  it('shows all text of every item and thread: each line of a thread belongs to one event', async () => {
    for (const [id, directory] of directories) {
      const { body, events } = await show(id);
      const item = readFileSync(join(directory, 'item.md'), 'utf8');
      expect(item.endsWith(body), id).toBe(true);
      expect(item.slice(0, item.length - body.length), id).toMatch(/^---\n.*\n---\n\n*$/s);
      const thread = readFileSync(join(directory, 'thread.md'), 'utf8');
      expect(textOf(events, parseThread(thread).closed), id).toEqual(linesOf(thread));
    }
  });

  it('is searched for a Japanese word: every ticket that holds it is found, and no other', async () => {
    const holds = ([, directory]: [string, string]) =>
      ['item.md', 'thread.md', 'resolution.md']
        .map((name) => join(directory, name))
        .some((path) => existsSync(path) && readFileSync(path, 'utf8').normalize('NFKC').includes(corpus.word));
    const expected = [...directories].filter(holds).map(([id]) => id);
    const found = json(await ask('search', corpus.word, '--limit', '0', '--json'));
    expect(expected.length).toBeGreaterThan(0);
    expect(found.tickets.map(({ id }) => id).sort()).toEqual(expected.sort());
    for (const { matches } of found.tickets) expect(matches[0]?.text).toContain(corpus.word);
  });

  it('gives every relation of its relations.json files', async () => {
    const files = [...directories].filter(([, directory]) => existsSync(join(directory, 'artifacts/relations.json')));
    expect(files.length).toBe(corpus.relationFiles);
    for (const [id, directory] of files) {
      const { relations } = JSON.parse(readFileSync(join(directory, 'artifacts/relations.json'), 'utf8'));
      const shown = (await show(id)).relations;
      for (const { kind, target } of relations) {
        const related = shown[kind]?.find((one) => one.id === target);
        expect(related, `${id} ${kind} ${target}`).toMatchObject({ problem: null, title: expect.any(String) });
      }
    }
  });
});

it('an unfinished ticket that only relations.json names stands in the way of a start', async () => {
  const root = join(workspace().directory, 'work-items');
  for (const { layout, root: from } of corpora) if (layout === 'flat') cpSync(from, root, { recursive: true });
  const ask = (...words: string[]) => tickets(root, words, { env: { WORK_ITEMS_DIR: root } });
  const [waiting, target] = findDependency(root);
  for (const id of [waiting, target])
    if ((await ask('show', id, '--field', 'state')).stdout === 'closed\n') await ask('reopen', id);
  const refused = await ask('start', waiting, '--json');
  expect(refused.status).toBe(5);
  expect(json(refused).error).toMatchObject({ code: 'gate_closed', data: { gates: [{ gate: 'depends_on' }] } });
  expect(json(refused).error.message).toContain(target);
  expect((await ask('blocked', '--limit', '0')).stdout).toContain(`\n${waiting}\t`);
  await ask('close', target, '-m', 'Out of the way.');
  expect((await ask('start', waiting)).status).toBe(0);
});

/** A ticket whose relations.json has a depends_on, and on what. */
function findDependency(root: string): [id: string, target: string] {
  for (const [id, directory] of ticketDirectories({ layout: 'flat', root })) {
    const path = join(directory, 'artifacts/relations.json');
    const target = existsSync(path) && /"depends_on",\s*"target": "(.*)"/.exec(readFileSync(path, 'utf8'))?.[1];
    if (target) return [id, target];
  }
  throw new Error('no relations.json with a depends_on');
}

/** What stands in a thread: its lines that are not blank, headers and headings without their quotes and spaces. */
function linesOf(thread: string): string[] {
  const lines = thread.split('\n').map((line) => line.replace(/\r$/, ''));
  const headers = new Set(parseThread(thread).events.map(({ line }) => line));
  const plain = lines.map((line, n) => (headers.has(n + 1) ? line.replaceAll('"', '') : line));
  return plain.filter((line) => line.trim() !== '');
}

/** The same from the events, so that nothing of a thread can be missing from them. */
function textOf(events: readonly ThreadEvent[], isClosed: boolean): string[] {
  const text = events.flatMap(({ id, kind, author, at, attributes, heading, body }) => {
    const values = Object.entries({ ...(id === null ? {} : { id }), author, at, ...attributes });
    return [
      `<!-- event: ${kind} ${values.map(([key, value]) => `${key}: ${value}`).join(' ')} -->`,
      ...(heading === null ? [] : [`## ${heading}`]),
      ...body.split('\n').filter((line) => line.trim() !== ''),
      '---',
    ];
  });
  return isClosed ? text : text.slice(0, -1);
}
