import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { relateTickets } from '../../src/actions/relate-tickets.js';
import { json, tickets } from '../helpers/command-line.js';
import { item, ticket, workspace } from '../helpers/workspace.js';

const [a, b, c] = ['20260601-000000-aaaa', '20260601-000001-bbbb', '20260601-000002-cccc'] as const;

function older(id: string, ...relations: Array<[kind: string, target: string]>): Record<string, string> {
  const entries = relations.map(([kind, target]) => ({
    ticket_id: id,
    kind,
    target,
    note: 'why',
    author: 'x',
    at: 'y',
  }));
  return { [`work-items/${id}/artifacts/relations.json`]: JSON.stringify({ version: 1, relations: entries }) };
}

function store(more: Record<string, string> = {}, fields: Partial<Record<string, string>> = {}) {
  const files = [a, b, c].map((id) => ticket(id, item(id.slice(16), 'planning', fields[id] ?? '')));
  const at = workspace(Object.assign({}, ...files, more));
  const ask = (...words: string[]) => tickets(at.directory, words);
  const relationsOf = async (id: string, ...words: string[]) => {
    const { relations } = json(await ask('show', id, '--json', ...words)).ticket;
    const named = Object.entries(relations).map(([kind, all]) => [kind, all.map((one) => one.id)] as const);
    return Object.fromEntries(named.filter(([, ids]) => ids.length > 0));
  };
  return { ...at, ask, relationsOf };
}

it('a relation is stored on one side only, and seen from both', async () => {
  const { ask, relationsOf, snapshot } = store();
  const before = snapshot();
  await ask('relate', a, 'blocks', b);
  await ask('relate', b, 'related', c);
  await ask('dep', c, a);
  const after = snapshot();
  expect(Object.keys(after).filter((path) => after[path] !== before[path])).toEqual([
    `work-items/${b}/item.md`,
    `work-items/${c}/item.md`,
  ]);
  expect(await relationsOf(a)).toEqual({});
  expect(await relationsOf(a, '--inverse')).toEqual({ blocks: [b, c] });
  expect(await relationsOf(b)).toEqual({ depends_on: [a], related: [c] });
  expect(await relationsOf(c, '--inverse')).toEqual({ depends_on: [a], related: [b] });
});

describe('--if-revision is that of the ticket named first, wherever the relation is stored', () => {
  it.each([
    [a, 'blocks', b],
    [b, 'depends_on', a],
    [c, 'related', b],
  ])('%s %s %s', async (first, word, second) => {
    const { ask, snapshot } = store({}, { [b]: `related: [${c}]\n` });
    const revisionOf = async (id: string) => json(await ask('show', id, '--json')).ticket.revision ?? '';
    const stale = await revisionOf(first);
    await ask('comment', first, '-m', 'Since then.');
    const before = snapshot();
    for (const wrong of [stale, await revisionOf(second)])
      for (const command of ['relate', 'unrelate']) {
        const said = await ask(command, first, word, second, '--if-revision', wrong, '--json');
        expect(json(said).error).toMatchObject({ code: 'revision_changed', data: { id: first } });
      }
    expect(snapshot()).toEqual(before);
    for (const command of ['relate', 'unrelate'])
      expect((await ask(command, first, word, second, '--if-revision', await revisionOf(first))).status).toBe(0);
  });

  it('also where that ticket changes while the relation is about to be written', async () => {
    const { app, ask, write, read, snapshot } = store();
    const { revision } = json(await ask('show', a, '--json')).ticket;
    const thread = `work-items/${a}/thread.md`;
    const opened = await app();
    const now = () => {
      write(thread, `${read(thread)}\n${read(thread)}`);
      return new Date('2026-06-18T14:33:50Z');
    };
    const owner = snapshot()[`work-items/${b}/item.md`];
    const change = relateTickets({ ...opened, now }, a, 'blocks', b, { ifRevision: revision ?? '' });
    await expect(change).rejects.toMatchObject({ code: 'revision_changed' });
    expect(snapshot()[`work-items/${b}/item.md`]).toBe(owner);
  });
});

it('show says how the other tickets stand, the missing ones too', async () => {
  const { ask } = store({}, { [a]: `depends_on: [${b}, gone]\nparent: ${c}\n` });
  await ask('start', b);
  expect(json(await ask('show', a, '--json')).ticket.relations).toMatchObject({
    depends_on: [
      { id: b, title: 'bbbb', state: 'inprogress', problem: null },
      { id: 'gone', title: null, state: null, problem: 'missing' },
    ],
    parent: [{ id: c, title: 'cccc', state: 'planning', problem: null }],
  });
});

it('relations that nobody can read are never left out in silence', async () => {
  const { ask } = store({ [`work-items/${a}/artifacts/relations.json`]: '{"version": 1, "relations": [{' });
  const path = `work-items/${a}/artifacts/relations.json`;
  const unread = [{ level: 'warning', source: 'relations', text: expect.stringContaining(`${path} cannot be read`) }];
  expect(json(await ask('show', a, '--json')).diagnostics).toEqual(unread);
  expect((await ask('show', a)).stderr).toContain(`warning: ${path} cannot be read`);
  expect((await ask('show', a, '--field', 'state')).stderr).toContain('warning: ');
  expect(json(await ask('start', a, '--json')).diagnostics).toEqual(unread);
  expect(json(await ask('show', b, '--json')).diagnostics).toEqual([]);
});

it('a list asks only those tickets for their relations that fit otherwise', async () => {
  const { directory, ask } = store(older(b, ['depends_on', a]), { [c]: 'kind: bug\n' });
  mkdirSync(join(directory, `work-items/${c}/artifacts/relations.json`), { recursive: true });
  for (const words of [['list'], ['search', 'Why']]) {
    const related = json(await ask(...words, '--relation', a, '--kind', 'task', '--json'));
    expect(related).toMatchObject({ tickets: [], invalid: [] });
    const all = json(await ask(...words, '--relation', a, '--json'));
    expect(all.tickets.map(({ id }) => id)).toEqual([b]);
    expect(all.invalid).toHaveLength(1);
  }
});

describe('a circle is refused, and nothing is written', () => {
  it.each([
    ['of two', {}, { [b]: `depends_on: [${a}]\n` }, ['depends_on', b], [b]],
    ['of three', {}, { [b]: `depends_on: [${a}]\n`, [c]: `depends_on: [${b}]\n` }, ['depends_on', c], [c, b]],
    ['of parents', {}, { [b]: `parent: ${a}\n` }, ['parent', b], [b]],
    ['through relations.json', older(b, ['depends_on', a]), {}, ['depends_on', b], [b]],
    ['through both', older(c, ['depends_on', b]), { [b]: `depends_on: [${a}]\n` }, ['depends_on', c], [c, b]],
  ])('%s', async (_, more, fields, words, between) => {
    const { ask, snapshot } = store(more, fields);
    const before = snapshot();
    const said = await ask('relate', a, ...words, '--json');
    expect(said.status).toBe(5);
    expect(json(said).error).toMatchObject({ code: 'relation_cycle', data: { path: [a, ...between, a] } });
    expect(snapshot()).toEqual(before);
  });

  it('also when it is said from the other end', async () => {
    const { ask } = store({}, { [b]: `depends_on: [${a}]\n` });
    expect(json(await ask('relate', b, 'blocks', a, '--json')).error.code).toBe('relation_cycle');
  });

  it('but to be related is the same from both ends, so the second word of it changes nothing', async () => {
    const { ask, relationsOf } = store();
    await ask('relate', a, 'related', b);
    const again = json(await ask('relate', b, 'related', a, '--json'));
    expect([again.changed, again.ticket.id]).toEqual([false, a]);
    expect(await relationsOf(b)).toEqual({});
  });
});

describe('unrelate', () => {
  it('takes a relation out of the frontmatter, and its line where it was the last', async () => {
    const { ask, read } = store({}, { [a]: `depends_on: [${b}, ${c}]\nrelated: [${b}]\n` });
    await ask('unrelate', a, 'depends_on', c);
    expect(read(`work-items/${a}/item.md`)).toContain(`depends_on: [${b}]\nrelated: [${b}]\n`);
    await ask('unrelate', a, 'related', b);
    expect(read(`work-items/${a}/item.md`)).toContain(`depends_on: [${b}]\n---\n`);
    await ask('unrelate', b, 'blocks', a);
    expect(read(`work-items/${a}/item.md`)).not.toContain('depends_on');
  });

  it('and out of relations.json, where the others stay as they are', async () => {
    const more = older(a, ['depends_on', b], ['related', c], ['related', b]);
    const { ask, relationsOf, read } = store(more, { [a]: `depends_on: [${b}]\n` });
    expect(await relationsOf(a)).toEqual({ depends_on: [b], related: [c, b] });
    await ask('unrelate', a, 'depends_on', b);
    expect(await relationsOf(a)).toEqual({ related: [c, b] });
    const left = JSON.parse(read(`work-items/${a}/artifacts/relations.json`));
    expect(left).toEqual({
      version: 1,
      relations: ['related', 'related'].map((kind, n) => ({
        ...{ ticket_id: a, kind, target: n === 0 ? c : b, note: 'why', author: 'x', at: 'y' },
      })),
    });
  });

  it('without a word takes out every relation to the other ticket', async () => {
    const { ask, relationsOf } = store(older(a, ['related', b]), { [a]: `depends_on: [${b}, ${c}]\nparent: ${b}\n` });
    expect((await ask('unrelate', a, b)).status).toBe(0);
    expect(await relationsOf(a)).toEqual({ depends_on: [c] });
  });

  it('takes out that two are related, from whichever end it is said', async () => {
    const { ask, relationsOf } = store({}, { [a]: `related: [${b}, ${c}]\n`, [c]: `depends_on: [${a}]\n` });
    expect((await ask('unrelate', b, 'related', a)).status).toBe(0);
    expect((await ask('unrelate', c, a)).status).toBe(0);
    expect((await ask('unrelate', c, a)).status).toBe(0);
    expect((await ask('unrelate', c, a)).status).toBe(3);
    expect(await relationsOf(a, '--inverse')).toEqual({});
  });

  it('also where the other ticket is gone', async () => {
    const { ask, relationsOf } = store({}, { [a]: `depends_on: [20200101-000000-gone, ${b}]\n` });
    expect((await ask('unrelate', a, 'depends_on', '20200101-000000-gone')).status).toBe(0);
    expect(await relationsOf(a)).toEqual({ depends_on: [b] });
  });

  it('says so where there is no such relation', async () => {
    const { ask } = store({}, { [a]: `depends_on: [${b}]\n` });
    expect(json(await ask('unrelate', a, 'related', b, '--json')).error.code).toBe('relation_not_found');
    expect(json(await ask('unrelate', a, c, '--json')).error.code).toBe('relation_not_found');
  });
});

it('a list by relation takes any reference, and knows an older relations.json', async () => {
  const { ask } = store(older(a, ['depends_on', c]), { [b]: `related: [${c}]\n` });
  const listed = async (...words: string[]) => json(await ask(...words, '--json')).tickets.map(({ id }) => id);
  expect(await listed('list', '--relation', c)).toEqual([a, b]);
  expect(await listed('list', '--relation', 'depends_on:cccc')).toEqual([a]);
  expect(await listed('search', 'Why', '--relation', 'related:cccc')).toEqual([b]);
  expect(await listed('list', '--relation', 'gone')).toEqual([]);
});

describe('artifacts', () => {
  it('are added byte for byte, listed, and shown', async () => {
    const { ask, write, snapshot } = store();
    write('trace.bin', Uint8Array.from([0, 255, 13, 10]));
    expect((await ask('artifact', 'add', a, 'trace.bin')).stdout).toBe(`${a}\n`);
    await ask('artifact', 'add', a, 'trace.bin', '--name', 'runs/first.bin');
    expect((await ask('artifact', 'list', a)).stdout).toBe(
      `work-items/${a}/artifacts/runs/first.bin\nwork-items/${a}/artifacts/trace.bin\n`,
    );
    expect(json(await ask('show', a, '--json')).ticket.artifacts).toEqual(['runs/first.bin', 'trace.bin']);
    expect(snapshot(`work-items/${a}/artifacts`)).toEqual({
      'trace.bin': '\0\xff\r\n',
      'runs/first.bin': '\0\xff\r\n',
    });
  });

  it('are never overwritten by something else; the same again changes nothing', async () => {
    const { ask, write, snapshot } = store();
    write('note.txt', 'one');
    await ask('artifact', 'add', a, 'note.txt');
    const before = snapshot('work-items');
    expect((await ask('artifact', 'add', a, 'note.txt')).status).toBe(0);
    write('note.txt', 'two');
    const said = await ask('artifact', 'add', a, 'note.txt', '--json');
    expect(json(said).error.code).toBe('artifact_exists');
    expect(snapshot('work-items')).toEqual(before);
  });

  it.each(['../item.md', '/etc/passwd', '.hidden', 'a//b', 'relations.json', 'a/../../b', ''])(
    'have no name that leads elsewhere: %j',
    async (name) => {
      const { ask, write, snapshot } = store();
      write('note.txt', 'text');
      const before = snapshot();
      expect((await ask('artifact', 'add', a, 'note.txt', '--name', name)).status).toBe(2);
      expect(snapshot()).toEqual(before);
    },
  );
});
