import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readInbox } from '../../src/pods/inbox.js';
import { json, run } from '../helpers/command-line.js';
import { item, ticket } from '../helpers/workspace.js';
import { git } from './companion-world.js';
import { type Forest, forest, until } from './serving.js';

const id = '20260601-000000-door';

/** A forest with a ticket that is committed. */
function forestWithDoor(): Forest {
  const world = forest();
  for (const [path, text] of Object.entries(ticket(id, item('Door')))) world.write(`forest/${path}`, text);
  git(world.cwd, 'add', '.');
  git(world.cwd, 'commit', '--quiet', '-m', 'a door');
  return world;
}

const recorded = { outcome: 'delivered', reason: null, evidence: 'recorded', detail: null };

function noticesOf(world: Forest, ...words: string[]) {
  return json(world.say([...words, '--json'])).notices;
}

test('a live Companion has the notice on its disk before the change is answered, and its inbox shows it', async () => {
  const world = forestWithDoor();
  const server = await world.serve('companion');
  const said = world.say(['start', 'door', '--json', '--require-delivery']);
  expect(said).toMatchObject({ status: 0, stderr: '' });
  const [notice] = json(said).notices;
  expect(notice).toEqual({ to: 'forest', id: expect.stringMatching(/^[0-9a-f]{16}$/), delivery: recorded });
  const [kept] = readInbox(world.pods, 'forest');
  expect(kept).toMatchObject({
    id: notice?.id,
    source: 'forest-orchestrator',
    proven: true,
    auto_run: false,
    late: false,
  });
  expect(kept?.message).toBe(
    `ticket: ${id}; title: "Door"; state: inprogress; event: state/planning->inprogress; ` +
      `summary: hare moved it from planning to inprogress; read: ${realpathSync(world.cwd)}/work-items/${id}`,
  );
  await until(() => server.stdout().includes('notice from forest-orchestrator: ticket: '));
  expect(world.say(['comment', 'door', '-m', 'text'])).toMatchObject({ status: 0, stdout: `${id}\n`, stderr: '' });
  expect(world.say(['comment', 'door', '-m', 'text', '--verbose']).stderr).toBe(
    'note: forest-orchestrator and forest are peers (ensured)\nnote: the Companion forest was told (recorded)\n',
  );
});

test('a Companion that was stopped, or killed with its socket left behind, is not live', async () => {
  const world = forestWithDoor();
  await world.serve('companion');
  world.say(['pod', 'stop', 'companion']);
  const line =
    'warning: the Companion forest was not told (not-live): nobody serves it; `tickets pod serve forest` does\n';
  expect(world.say(['start', 'door'])).toMatchObject({ status: 0, stderr: line });
  const server = await world.serve('companion');
  server.child.kill('SIGKILL');
  await server.ended;
  expect(world.say(['done', 'door'])).toMatchObject({ status: 0, stderr: line });
  expect(world.say(['close', 'door', '-m', 'text', '--require-delivery'])).toMatchObject({
    status: 8,
    stderr: `${line}error: ${id} was changed, but forest was not told (not-live)\n`,
  });
});

test('a Companion that starts late is shown what it missed, once each and in order', async () => {
  const world = forestWithDoor();
  world.say(['pod', 'create', 'companion']);
  world.say(['start', 'door']);
  world.say(['comment', 'door', '-m', 'text']);
  const server = await world.serve('companion');
  await until(() => readInbox(world.pods, 'forest').length === 2);
  const late = readInbox(world.pods, 'forest');
  expect(late.map(({ message }) => /event: (\S+);/.exec(message)?.[1])).toEqual([
    'state/planning->inprogress',
    'comment/comment',
  ]);
  expect(late.every((notice) => notice.late)).toBe(true);
  server.child.kill('SIGTERM');
  await server.ended;
  await world.serve('companion');
  world.say(['done', 'door']);
  expect(readInbox(world.pods, 'forest')).toHaveLength(3);
});

test('a Companion that is served for the first time finds what was told before there was one, and again after unpeer', async () => {
  const world = forestWithDoor();
  world.say(['start', 'door']);
  const server = await world.serve('companion');
  expect(server.stderr()).toBe('');
  expect(readInbox(world.pods, 'forest')).toMatchObject([{ source: 'forest-orchestrator', late: true }]);
  world.say(['pod', 'unpeer', 'companion']);
  world.say(['pod', 'stop', 'companion']);
  world.say(['comment', 'door', '-m', 'text']);
  world.say(['pod', 'unpeer', 'companion']);
  await world.serve('companion');
  expect(readInbox(world.pods, 'forest')).toMatchObject([{ late: true }, { late: true }]);
});

test('an Orchestrator that cannot be read is a warning, and the Companion is served all the same', async () => {
  const world = forestWithDoor();
  world.write('forest/.git/tickets/pods/forest-orchestrator/metadata.json', '{');
  const server = await world.serve('companion');
  await until(() => server.stderr() !== '');
  expect(server.stderr()).toMatch(/^warning: the Orchestrator and the Companion could not be made peers: .*\n$/);
});

test('a transition in one worktree reaches the Companion that serves from another', async () => {
  const world = forestWithDoor();
  const other = join(world.directory, 'glade');
  git(world.cwd, 'worktree', 'add', '--quiet', '-b', 'glade', other);
  const inOther = (...words: string[]) => json(run(other, [...words, '--json'], { env: world.env }));
  await world.serve('companion');
  const { notices, ticket: started } = inOther('start', 'door');
  expect(notices).toMatchObject([{ to: 'forest', delivery: recorded }]);
  expect(started.state).toBe('inprogress');
  expect(readInbox(world.pods, 'forest').at(-1)?.message).toContain(`read: ${realpathSync(other)}/work-items/${id}`);
  expect(noticesOf(world, 'comment', 'door', '-m', 'text')).toMatchObject([{ to: 'forest', delivery: recorded }]);
  expect(json(run(other, ['show', 'door', '--json'], { env: world.env })).ticket.events_total).toBe(4);
});

test('a Companion may serve from a worktree, and from a store without git', async () => {
  const world = forestWithDoor();
  const other = join(world.directory, 'glade');
  git(world.cwd, 'worktree', 'add', '--quiet', '-b', 'glade', other);
  run(other, ['pod', 'create', 'companion'], { env: world.env });
  await world.serve('companion', ['-C', other]);
  expect(noticesOf(world, 'start', 'door')).toMatchObject([{ to: 'forest', delivery: recorded }]);
  const plain = join(world.directory, 'plain');
  world.write(`plain/work-items/${id}/item.md`, item('Door'));
  const child = world.start(['pod', 'serve', 'companion', '-C', plain]);
  await until(() => child.stdout().startsWith('serving plain '));
  const said = run(plain, ['start', 'door', '--json'], { env: world.env });
  expect(json(said).notices).toMatchObject([{ to: 'plain', delivery: recorded }]);
});

test('a Companion whose turn changes the ticket tells the Orchestrator, and nothing goes round', async () => {
  const world = forestWithDoor();
  world.write(
    'agent.sh',
    `cat >/dev/null; "${process.execPath}" "${process.cwd()}/bin/run.js" comment door -m seen --json\n`,
  );
  const server = await world.serve('companion', ['--', 'sh', join(world.directory, 'agent.sh')]);
  expect(noticesOf(world, 'start', 'door')).toMatchObject([{ to: 'forest', delivery: recorded }]);
  world.say(['pod', 'send', 'companion', '-m', 'Please look.']);
  await until(() => server.stdout().includes('"kind":"change"'));
  const { records } = JSON.parse(world.say(['hooks', 'log', '--json']).stdout);
  expect(records.map(({ event, to }: Record<string, string>) => [event, to])).toEqual([
    ['state/planning->inprogress', 'forest'],
    ['comment/comment', 'forest-orchestrator'],
  ]);
});

test('an Orchestrator that starts makes the pair whole', async () => {
  const world = forestWithDoor();
  world.say(['pod', 'create', 'companion']);
  await world.serve('orchestrator');
  expect(json(world.say(['pod', 'show', 'companion', '--json']))).toMatchObject({
    pod: { peers: ['forest-orchestrator'] },
  });
});

test('ten transitions at once are told ten times, once each', async () => {
  const world = forestWithDoor();
  await world.serve('companion');
  const all = Array.from({ length: 10 }, () => world.start(['comment', 'door', '-m', 'text', '--json']));
  await Promise.all(all.map(({ ended }) => ended));
  const ids = all.map(({ stdout }) => JSON.parse(stdout()).notices[0]);
  expect(ids.map(({ delivery }) => delivery)).toEqual(all.map(() => recorded));
  expect(
    readInbox(world.pods, 'forest')
      .map((notice) => notice.id)
      .sort(),
  ).toEqual(ids.map((one) => one.id).sort());
});
