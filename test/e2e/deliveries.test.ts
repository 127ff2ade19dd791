import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { changeMetadata } from '../../src/pods/metadata.js';
import { openPods, type Pods } from '../../src/pods/pods.js';
import { serveSocket } from '../../src/pods/server.js';
import { socketPathOf } from '../../src/pods/socket-path.js';
import { json, run, type Said, tickets } from '../helpers/command-line.js';
import { workspace } from '../helpers/workspace.js';
import { itWithPython, mailbox, rude } from '../pods/agents.js';
import { runtimeDir, snapshot } from '../pods/served.js';

interface Scene {
  directory: string;
  env: Record<string, string>;
  pods: Pods;
  /** A command line of the pod hare. */
  asHare: (...words: string[]) => Promise<Said>;
}

/** A store without git, and two pods in it that are peers: hare, who speaks, and fox. */
async function scene(): Promise<Scene> {
  const { directory } = workspace({ 'work-items/config.yaml': '' });
  const env = { TICKETS_RUNTIME_DIR: runtimeDir() };
  const asHare = (...words: string[]) => tickets(directory, [...words, '--as', 'hare'], { env });
  for (const name of ['hare', 'fox']) expect((await asHare('pod', 'create', name)).status).toBe(0);
  expect((await asHare('pod', 'peer', 'fox')).status).toBe(0);
  const pods = openPods(join(directory, 'work-items/.state/pods'), { env, folderName: 'fox' });
  return { directory, env, pods, asHare };
}

const id = expect.stringMatching(/^[0-9a-f]{16}$/);

function noticeTo(to: string, outcome: string, reason: string | null, detail: unknown, evidence: string | null = null) {
  const delivery = { outcome, reason, evidence, detail };
  return { schema_version: 1, kind: 'notice', from: 'hare', to, id, delivery };
}

/** The answer of --json and the line of a pipe, which say the same. */
async function said({ asHare }: Scene, to: string): Promise<{ answer: unknown; line: string }> {
  const answer = await asHare('pod', 'notify', to, '-m', 'hello', '--json');
  const line = await asHare('pod', 'notify', to, '-m', 'hello');
  const why = line.stdout.includes('\tfailed') ? expect.stringMatching(`^warning: ${to} was not told: .+\n$`) : '';
  expect([answer.status, answer.stderr, line.status, line.stderr]).toEqual([0, '', 0, why]);
  return { answer: json(answer), line: line.stdout.replace(/^[0-9a-f]{16}\t/, '') };
}

it('delivered, recorded: the receiver says that it has it on its disk', async () => {
  const world = await scene();
  const server = await serveSocket(socketPathOf(world.pods, 'fox'), {
    opening: () => [snapshot],
    answer: (method, reply) => {
      if (method.method === 'notify') reply({ event: 'notify_accepted', data: { id: method.params.id } });
    },
  });
  onTestFinished(() => server.close());
  expect(await said(world, 'fox')).toEqual({
    answer: noticeTo('fox', 'delivered', null, null, 'recorded'),
    line: 'delivered (recorded)\n',
  });
});

itWithPython('delivered, written: an older receiver was sent all of it', async () => {
  const world = await scene();
  const fox = await mailbox(world.pods, 'fox');
  expect(await said(world, 'fox')).toEqual({
    answer: noticeTo('fox', 'delivered', null, null, 'written'),
    line: 'delivered (written)\n',
  });
  await expect
    .poll(fox.said)
    .toEqual([
      { message: 'hello', auto_run: false, id, source: 'hare', token: expect.stringMatching(/^[0-9a-f]{64}$/) },
      expect.objectContaining({ message: 'hello' }),
    ]);
});

it('missing: there is no pod of this name', async () => {
  expect(await said(await scene(), 'owl')).toEqual({
    answer: noticeTo('owl', 'skipped', 'missing', null),
    line: 'skipped: missing\n',
  });
});

it('not-visible: the pod is no peer', async () => {
  const world = await scene();
  await world.asHare('pod', 'create', 'owl');
  expect(await said(world, 'owl')).toEqual({
    answer: noticeTo('owl', 'skipped', 'not-visible', null),
    line: 'skipped: not-visible\n',
  });
});

it('not-peer: a pod writes neither to itself nor to a child', async () => {
  const world = await scene();
  const spawned_children = [{ pod_name: 'fox' }];
  await changeMetadata(world.pods, 'hare', (own) => ({ ...own, spawned_children }));
  expect(await said(world, 'hare')).toEqual({
    answer: noticeTo('hare', 'skipped', 'not-peer', 'self'),
    line: 'skipped: not-peer\n',
  });
  expect((await said(world, 'fox')).answer).toEqual(noticeTo('fox', 'skipped', 'not-peer', 'spawned_child'));
});

itWithPython('not-live: nobody serves, or only a socket was left behind', async () => {
  const world = await scene();
  const none = noticeTo('fox', 'skipped', 'not-live', 'nobody answers (ENOENT)');
  expect(await said(world, 'fox')).toEqual({ answer: none, line: 'skipped: not-live\n' });
  const fox = await mailbox(world.pods, 'fox');
  await fox.stop();
  const stale = noticeTo('fox', 'skipped', 'not-live', 'nobody answers (ECONNREFUSED)');
  expect((await said(world, 'fox')).answer).toEqual(stale);
});

itWithPython('failed: the receiver breaks the protocol, or its metadata is spoilt', async () => {
  const world = await scene();
  const stop = await rude('closes', socketPathOf(world.pods, 'fox'));
  const closed = noticeTo('fox', 'failed', null, 'closed before its snapshot');
  expect(await said(world, 'fox')).toEqual({ answer: closed, line: 'failed\n' });
  await stop();
  writeFileSync(join(world.pods.root, 'fox/metadata.json'), '{}');
  const spoilt = noticeTo('fox', 'failed', null, 'unreadable metadata of fox: it has no pod_name');
  expect((await said(world, 'fox')).answer).toEqual(spoilt);
});

itWithPython('failed: the code of an error that the receiver answers is the reason', async () => {
  const world = await scene();
  await rude('refuses', socketPathOf(world.pods, 'fox'));
  const refused = noticeTo('fox', 'failed', 'invalid_request', 'not [2J to me');
  expect(await said(world, 'fox')).toEqual({ answer: refused, line: 'failed: invalid_request\n' });
});

itWithPython('a command that nobody answers ends by itself, as a process of its own', async () => {
  const { directory, env, pods } = await scene();
  for (const way of ['silent', 'accepts-nothing', 'floods']) {
    const stop = await rude(way, socketPathOf(pods, 'fox'));
    const { status, stdout } = run(directory, ['pod', 'notify', 'fox', '-m', 'hello', '--as', 'hare', '--json'], {
      env,
    });
    expect([way, status, JSON.parse(stdout).delivery.outcome]).toEqual([way, 0, 'failed']);
    await stop();
  }
});

it('--require-delivery makes a notice that nobody heard a failure that is told in full', async () => {
  const { asHare } = await scene();
  const missed = await asHare('pod', 'notify', 'fox', '-m', 'hello', '--require-delivery', '--json');
  expect([missed.status, json(missed)]).toEqual([8, noticeTo('fox', 'skipped', 'not-live', expect.any(String))]);
});

itWithPython('pod send is an error with the delivery in it, unless the peer has the message', async () => {
  const world = await scene();
  const missed = await world.asHare('pod', 'send', 'fox', '-m', 'hello', '--json');
  const delivery = { outcome: 'skipped', reason: 'not-live', evidence: null, detail: 'nobody answers (ENOENT)' };
  expect([missed.status, json(missed)]).toEqual([
    8,
    {
      schema_version: 1,
      kind: 'error',
      error: {
        kind: 'not_delivered',
        code: 'not_delivered',
        message: 'not delivered to fox: not-live (nobody answers (ENOENT))',
        hints: ['tickets pod serve fox makes it live; it is shown then what it missed'],
        data: { from: 'hare', to: 'fox', id, delivery },
      },
    },
  ]);
  const fox = await mailbox(world.pods, 'fox');
  const sent = await world.asHare('pod', 'send', 'fox', '-F', '-');
  expect([sent.status, sent.stderr]).toEqual([2, expect.stringContaining('the text is empty')]);
  const heard = await world.asHare('pod', 'send', 'fox', '-m', 'hello', '--json');
  expect([heard.status, json(heard)]).toEqual([0, noticeTo('fox', 'delivered', null, null, 'written')]);
  const message = '[Peer message from `hare`]\n\nhello';
  await expect.poll(fox.said).toEqual([expect.objectContaining({ message, auto_run: true, source: 'hare' })]);
});

it('names and texts that cannot be are refused before anything is sent', async () => {
  const { asHare } = await scene();
  for (const [words, code] of [
    [['pod', 'send', '../fox', '-m', 'hello'], 'bad_pod_name'],
    [['pod', 'notify', 'fox'], 'text_missing'],
    [['pod', 'notify', 'fox', '-m', ' \n'], 'empty_text'],
    [['pod', 'notify', 'fox', '-m', 'a', '-F', 'b'], 'two_texts'],
    [['notices', '--to', '..'], 'bad_pod_name'],
  ] as const) {
    const refused = await asHare(...words, '--json');
    expect([words, refused.status, json(refused).error.code]).toEqual([words, 2, code]);
  }
  expect(json(await asHare('notices', '--json'))).toMatchObject({ pod: 'hare', notices: [], total: 0 });
});

it('notices shows what became of each, newest first, by receiver and outcome', async () => {
  const { asHare, directory, env } = await scene();
  for (const [to, text] of [
    ['fox', 'one\ttab'],
    ['owl', 'two'],
    ['fox', 'three\u001b[2J'],
  ] as const)
    await asHare('pod', 'notify', to, '-m', text);
  const at = '2026-06-18T14:33:50.000Z';
  const skipped = (reason: string, detail: string | null) => ({ outcome: 'skipped', reason, evidence: null, detail });
  const notLive = skipped('not-live', 'nobody answers (ENOENT)');
  expect(json(await asHare('notices', '--json'))).toEqual({
    schema_version: 1,
    kind: 'notices',
    pod: 'hare',
    notices: [
      { id, at, to: 'fox', message: 'three\u001b[2J', auto_run: false, delivery: notLive },
      { id, at, to: 'owl', message: 'two', auto_run: false, delivery: skipped('missing', null) },
      { id, at, to: 'fox', message: 'one\ttab', auto_run: false, delivery: notLive },
    ],
    total: 3,
    truncated: false,
  });
  const some = json(await asHare('notices', '--to', 'fox', '--outcome', 'skipped', '--limit', '1', '--json'));
  expect([some.notices.length, some.total, some.truncated]).toEqual([1, 2, true]);
  const piped = (await asHare('notices', '--to', 'owl')).stdout.split('\n');
  expect(piped[0]).toBe('id\tat\tto\toutcome\treason\tevidence\tdetail\tauto_run\tmessage');
  expect(piped[1]).toMatch(/^[0-9a-f]{16}\t2026-06-18T14:33:50.000Z\towl\tskipped\tmissing\t\t\tfalse\ttwo$/);
  const screen = await tickets(directory, ['notices', '--as', 'hare'], { env, terminal: 100 });
  expect(screen.stdout).toContain('skipped: not-live');
  expect(screen.stdout).not.toContain('\u001b[2J');
});
