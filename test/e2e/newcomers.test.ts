import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { json, tickets } from '../helpers/command-line.js';
import { item, ticket, workspace } from '../helpers/workspace.js';

const one = '20260601-000000-one';
const two = '20260601-000001-two';
const parent = '20260601-000002-parent';

function store() {
  const at = workspace({
    ...ticket(one, item('One', 'planning', 'labels: [-old, ux]\n')),
    ...ticket(two, item('Two')),
    ...ticket(parent, item('Parent')),
  });
  return { ...at, ask: (...words: string[]) => tickets(at.directory, words) };
}

it.each(['0', '2147484'])(
  'evidence with a deadline of %s seconds is refused before anything runs',
  async (deadline) => {
    const { ask, snapshot } = store();
    const before = snapshot();
    const said = await ask('evidence', one, '--deadline', deadline, '--run', '--', 'touch', 'ran');
    expect(said.status).toBe(2);
    expect(said.stderr).toContain(`error: a deadline of ${deadline} seconds leaves no command its time`);
    expect(said.stderr).toContain('hint: --deadline takes 1 to 2147483 seconds');
    expect(snapshot()).toEqual(before);
  },
);

it.each([
  ['create', 'Three', '--label=-ux'],
  ['create', 'Three', '--label', 'a,+b'],
  ['edit', two, '--label', '+-ux'],
  ['edit', two, '--label', '-'],
])('no label is written that begins with a sign: %s %s %s %s', async (...words) => {
  const { ask, snapshot } = store();
  const before = snapshot();
  const said = await ask(...words.filter((word) => word !== undefined));
  expect(said).toMatchObject({ status: 2, stderr: expect.stringContaining('begin with neither + nor -') });
  expect(snapshot()).toEqual(before);
});

it('a label that begins with a sign already can be taken out', async () => {
  const { ask } = store();
  expect((await ask('edit', one, '--label', '--old,+new')).status).toBe(0);
  expect(json(await ask('show', one, '--json')).ticket.labels).toEqual(['ux', 'new']);
});

it.each(['relate', 'unrelate'])(
  '%s with a relation behind which no ticket stands says what is missing',
  async (command) => {
    const { ask } = store();
    for (const word of ['blocks', 'depends-on', 'parent']) {
      const said = await ask(command, one, word);
      expect(said.status).toBe(2);
      expect(said.stderr).toContain(`error: ${word} is a relation, and the ticket behind it is missing`);
      expect(said.stderr).toContain(`hint: tickets ${command} ${one} ${word} OTHER`);
    }
    expect((await ask('relate', one, 'depends_on', 'parent')).status).toBe(0);
  },
);

it('a directory in place of a file is said to be no file', async () => {
  const { ask, directory } = store();
  mkdirSync(join(directory, 'notes'));
  for (const words of [
    ['comment', one, '-F', 'notes'],
    ['edit', one, '--item', 'notes'],
    ['artifact', 'add', one, 'notes'],
    ['import', 'notes'],
    ['export', one, '-o', 'notes'],
  ]) {
    const said = await ask(...words, '--json');
    expect({ words, status: said.status, code: json(said).error?.code }).toEqual({
      words,
      status: 7,
      code: 'not_a_file',
    });
    expect(json(said).error.message).toContain('notes is not a plain file');
  }
});

it('--force without a reason is refused once, however many tickets are named', async () => {
  const { ask } = store();
  const said = await ask('close', one, two, '--force', '-m', 'Over.', '--json');
  expect(said.status).toBe(2);
  expect(json(said)).toMatchObject({ kind: 'error', error: { code: 'force_needs_reason' } });
  expect((await ask('start', one, two, '--force')).stderr.match(/error:/g)).toHaveLength(1);
});

it('doctor takes a lock that is a directory for an error, since nobody can write', async () => {
  const { ask, directory } = store();
  mkdirSync(join(directory, 'work-items/.state/lock'), { recursive: true });
  const said = await ask('doctor', '--json');
  expect(said.status).toBe(1);
  expect(json(said).findings).toContainEqual(
    expect.objectContaining({ code: 'not_a_file', severity: 'error', path: 'work-items/.state/lock' }),
  );
});
