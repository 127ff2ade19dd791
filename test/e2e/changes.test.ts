import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { json, tickets } from '../helpers/command-line.js';
import { item, ticket, workspace } from '../helpers/workspace.js';

const one = '20260601-000000-one';
const two = '20260601-000001-two';
const three = '20260601-000002-three';

function store(states: [string, string, string] = ['planning', 'planning', 'planning']) {
  const at = workspace({
    ...ticket(one, item('One', states[0])),
    ...ticket(two, item('Two', states[1], `depends_on: [${one}]\n`)),
    ...ticket(three, item('Three', states[2], `depends_on: [${one}, ${two}]\npriority: P0\n`)),
  });
  return { ...at, ask: (...words: string[]) => tickets(at.directory, words) };
}

describe('what holds already succeeds, writes nothing and says so', () => {
  it.each([
    ['state', one, 'planning'],
    ['status', one, 'open'],
    ['reopen', one],
    ['edit', one, '--title', 'One'],
    ['edit', one, '--label', '-gone', '--assignee', ''],
    ['relate', two, 'depends_on', one],
    ['relate', one, 'blocks', two],
  ])('%s %s %s', async (...words) => {
    const { ask, snapshot } = store();
    const before = snapshot();
    const said = await ask(...words.filter((word) => word !== undefined), '--json');
    expect(said.status).toBe(0);
    expect(json(said)).toMatchObject({ event: null, events: [], notices: [] });
    expect(snapshot()).toEqual(before);
  });

  it('also for each state, twice', async () => {
    const { ask, snapshot } = store();
    for (const word of ['ready', 'queue', 'start', 'done']) {
      expect(json(await ask(word, one, '--json')).event).not.toBeNull();
      const before = snapshot();
      expect(json(await ask(word, one, '--json'))).toMatchObject({ event: null });
      expect(snapshot()).toEqual(before);
    }
    await ask('close', one, '-m', 'over');
    const before = snapshot();
    const again = await ask('close', one, '-m', 'over again');
    expect(again).toMatchObject({ status: 0, stderr: expect.stringContaining('was not written') });
    expect((await ask('close', one)).status).toBe(0);
    expect(snapshot()).toEqual(before);
  });
});

it('start passes the steps between: all events, in one change', async () => {
  const { ask, read } = store();
  const said = json(await ask('start', one, '--json'));
  const steps = said.events.map(({ attributes: { from, to } }) => `${from}->${to}`);
  expect(steps).toEqual(['planning->ready', 'ready->queued', 'queued->inprogress']);
  expect(said.ticket).toMatchObject({ state: 'inprogress', queued_by: 'hare', queued_at: '2026-06-18T14:33:50Z' });
  expect(read(`work-items/${one}/thread.md`).match(/state_changed/g)?.length).toBe(3);
});

it('ready with a text is an intake summary and a state change', async () => {
  const { ask } = store();
  const said = json(await ask('ready', one, '-m', 'Two files change.', '--json'));
  expect(said.events.map(({ kind }) => kind)).toEqual(['intake_summary', 'state_changed']);
});

it('reopening removes the resolution; the thread keeps it', async () => {
  const { ask, snapshot, read } = store();
  await ask('close', one, '-m', 'Over.');
  await ask('reopen', one);
  expect(Object.keys(snapshot(`work-items/${one}`))).toEqual(['item.md', 'thread.md']);
  expect(read(`work-items/${one}/thread.md`)).toContain('\n## Closed\n\nOver.\n');
  expect(json(await ask('show', one, '--json')).ticket).toMatchObject({ state: 'planning', resolution: null });
});

it('several are closed with one text; one that fails does not stop the others', async () => {
  const { ask } = store();
  const said = await ask('close', one, 'nowhere', two, '-m', 'over');
  expect(said).toMatchObject({ status: 3, stdout: `${one}\n${two}\n` });
  expect(said.stderr).toContain('no ticket "nowhere"');
  expect((await ask('list', '--columns', 'id')).stdout).toBe(`id\n${three}\n`);
});

it('the exit status is that of the first failure', async () => {
  const { ask } = store();
  const said = await ask('close', 'nowhere', one, '', '--json');
  expect(said.status).toBe(3);
  expect(json(said).changes.map(({ kind }) => kind)).toEqual(['error', 'error', 'error']);
});

it('--suggest-next names what a close has set free, and nothing else', async () => {
  const { ask } = store();
  const first = json(await ask('close', one, '-m', 'over', '--suggest-next', '--json'));
  expect(first.unblocked).toEqual([{ id: two, title: 'Two' }]);
  const second = await ask('close', two, '-m', 'over', '--suggest-next');
  expect(second.stdout).toBe(`${two}\nunblocked\t${three}\n`);
});

it('--if-revision tells apart what was said within one second', async () => {
  const { ask } = store();
  await ask('comment', one, '-m', 'First.');
  const { revision } = json(await ask('show', one, '--json')).ticket;
  expect(json(await ask('comment', two, '-m', 'Elsewhere.', '--json')).changed).toBe(true);
  expect(json(await ask('edit', one, '--title', 'One', '--if-revision', `${revision}`, '--json')).changed).toBe(false);
  expect(json(await ask('show', one, '--json')).ticket.revision).toBe(revision);
  await ask('review', one, '--request-changes', '-m', 'Not yet.');
  const said = await ask('close', one, '-m', 'Over.', '--if-revision', `${revision}`, '--json');
  expect(said.status).toBe(6);
  expect(json(said).error.code).toBe('revision_changed');
  const { revision: now } = json(await ask('show', one, '--json')).ticket;
  expect((await ask('close', one, '-m', 'Over.', '--if-revision', `${now}`)).status).toBe(0);
});

it('--if-revision lets a change through only on the ticket that was read', async () => {
  const { ask, snapshot } = store();
  const revision = (await ask('show', one, '--field', 'revision')).stdout.trim();
  expect((await ask('edit', one, '--priority', 'P1', '--if-revision', revision)).status).toBe(0);
  const before = snapshot();
  for (const words of [['comment', '-m', 'text'], ['start'], ['edit', '--title', 'New'], ['close', '-m', 'over']]) {
    const [command = '', ...rest] = words;
    const said = await ask(command, one, ...rest, '--if-revision', revision, '--json');
    expect(said.status).toBe(6);
    expect(json(said).error).toMatchObject({ code: 'revision_changed', data: { expected: revision } });
  }
  expect(snapshot()).toEqual(before);
});

it('fields are edited one by one, cleared by an empty word, and labels added and taken out', async () => {
  const { ask } = store();
  await ask('edit', one, '--label', '+a,+b', '--priority', 'p1', '--kind', 'bug', '--assignee', 'alice');
  const { ticket: edited } = json(await ask('edit', one, '--label', '-a,+c', '--kind', '', '--json'));
  expect(edited).toMatchObject({ labels: ['b', 'c'], priority: 'P1', kind: null, assignee: 'alice' });
  const replaced = json(await ask('edit', one, '--label', 'x,y', '--assignee', 'none', '--json'));
  expect(replaced.ticket).toMatchObject({ labels: ['x', 'y'], assignee: null });
});

it('reopen is for closed tickets: running work is not thrown back', async () => {
  const { ask } = store();
  await ask('start', one);
  const refused = json(await ask('reopen', one, '--json'));
  expect(refused.error).toMatchObject({ kind: 'refused', code: 'stands_elsewhere', data: { state: 'inprogress' } });
  expect((await ask('show', one, '--field', 'state')).stdout).toBe('inprogress\n');
});

it('a recorded change that cannot be completed is not set aside in silence', async () => {
  const { directory, write } = workspace({ 'work-items/a/item.md': item('a'), 'work-items/a/thread.md': '' });
  write('work-items/.state/journal/journal.json', '{');
  const said = await tickets(directory, ['comment', 'a', '-m', 'text']);
  const kept =
    /^warning: an earlier change was cut off and cannot be completed; all of it is kept in (\S+) \(tickets doctor\)\n$/;
  expect([said.status, said.stderr]).toEqual([0, expect.stringMatching(kept)]);
  expect(existsSync(join(directory, kept.exec(said.stderr)?.[1] ?? 'nowhere', 'journal.json'))).toBe(true);
});
