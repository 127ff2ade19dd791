import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Delivery } from '../../src/pods/delivery.js';
import { changeMetadata, ensureMetadata } from '../../src/pods/metadata.js';
import { notifyPod } from '../../src/pods/notify.js';
import { readOutbox } from '../../src/pods/outbox.js';
import { registerPeer } from '../../src/pods/peers.js';
import { openPods, type Pods } from '../../src/pods/pods.js';
import type { WireMethod } from '../../src/pods/protocol.js';
import { sendToPeerPod } from '../../src/pods/send.js';
import { serveSocket } from '../../src/pods/server.js';
import { socketPathOf } from '../../src/pods/socket-path.js';
import { provesSource } from '../../src/pods/token.js';
import { workspace } from '../helpers/workspace.js';
import { itWithPython, mailbox, rude } from './agents.js';
import { runtimeDir, snapshot } from './served.js';

/** Two pods that are peers, hare and fox; nobody is live. */
async function twoPeers(): Promise<Pods> {
  const { directory } = workspace({ 'tickets/.keep': '' });
  const env = { TICKETS_RUNTIME_DIR: runtimeDir() };
  const pods = openPods(join(directory, 'tickets/pods'), { env, folderName: 'fox' });
  for (const name of ['hare', 'fox']) await ensureMetadata(pods, name);
  await registerPeer(pods, 'hare', 'fox');
  return pods;
}

const hello = { from: 'hare', to: 'fox', message: 'hello', id: 'n1' };

async function deliveryOf(pods: Pods, more: Partial<Parameters<typeof notifyPod>[1]> = {}): Promise<Delivery> {
  return (await notifyPod(pods, { ...hello, ...more })).delivery;
}

const skipped = (reason: string, detail: string | null = null) => ({
  outcome: 'skipped',
  reason,
  evidence: null,
  detail,
});
const failed = (detail: unknown, reason: string | null = null) => ({
  outcome: 'failed',
  reason,
  evidence: null,
  detail,
});

it('a receiver that writes notices down has it recorded, with its source proven', async () => {
  const pods = await twoPeers();
  const asked: WireMethod[] = [];
  const server = await serveSocket(socketPathOf(pods, 'fox'), {
    opening: () => [snapshot],
    answer: (method, reply) => {
      asked.push(method);
      reply({ event: 'notify_accepted', data: { id: 'another' } });
      reply({ event: 'error', data: { code: 'provider_error', message: 'about a turn' } });
      reply({ event: 'notify_accepted', data: { id: 'n1' } });
    },
  });
  expect(await deliveryOf(pods)).toEqual({ outcome: 'delivered', reason: null, evidence: 'recorded', detail: null });
  const [method] = asked;
  expect(asked).toEqual([
    {
      method: 'notify',
      params: { message: 'hello', auto_run: false, id: 'n1', source: 'hare', token: expect.any(String) },
    },
  ]);
  expect(method?.method === 'notify' && provesSource(pods, 'hare', method.params.token)).toBe(true);
  await server.close();
});

itWithPython('a receiver of the older kind has it written', async () => {
  const pods = await twoPeers();
  const { said } = await mailbox(pods, 'fox');
  expect(await deliveryOf(pods)).toEqual({ outcome: 'delivered', reason: null, evidence: 'written', detail: null });
  await expect.poll(said).toEqual([expect.objectContaining({ message: 'hello', auto_run: false, source: 'hare' })]);
});

it('whoever cannot be reached is skipped, each for its reason', async () => {
  const pods = await twoPeers();
  expect(await deliveryOf(pods)).toEqual(skipped('not-live', 'nobody answers (ENOENT)'));
  expect(await deliveryOf(pods, { to: 'owl' })).toEqual(skipped('missing'));
  await ensureMetadata(pods, 'owl');
  expect(await deliveryOf(pods, { to: 'owl' })).toEqual(skipped('not-visible'));
  expect(await deliveryOf(pods, { to: 'hare' })).toEqual(skipped('not-peer', 'self'));
  await changeMetadata(pods, 'hare', (own) => ({
    ...own,
    spawned_children: [{ pod_name: 'owl' }, { pod_name: 'fox' }],
  }));
  expect(await deliveryOf(pods, { to: 'owl' })).toEqual(skipped('not-peer', 'spawned_child'));
  expect(await deliveryOf(pods, { to: 'fox' })).toEqual(skipped('not-peer', 'spawned_child'));
  expect(await deliveryOf(pods, { from: 'lynx' })).toEqual(skipped('not-visible'));
  writeFileSync(socketPathOf(pods, 'fox'), 'left behind');
  await changeMetadata(pods, 'hare', (own) => ({ ...own, spawned_children: [] }));
  expect(await deliveryOf(pods)).toEqual(skipped('not-live', 'nobody answers (ECONNREFUSED)'));
});

it('what is wrong on this side is a failure, and nothing is thrown', async () => {
  const pods = await twoPeers();
  expect(await deliveryOf(pods, { from: '../x' })).toEqual(failed('"../x" is no name for a pod'));
  expect(await deliveryOf(pods, { to: '' })).toEqual(failed('"" is no name for a pod'));
  writeFileSync(join(pods.root, 'fox/metadata.json'), '{');
  expect(await deliveryOf(pods)).toEqual(failed(expect.stringContaining('unreadable metadata of fox: ')));
  writeFileSync(join(pods.root, 'hare/metadata.json'), '[]');
  expect(await deliveryOf(pods)).toEqual(failed(expect.stringContaining('unreadable metadata of hare: ')));
});

it('a path that no system takes, and a directory that others can use, are failures', async () => {
  const pods = await twoPeers();
  const deep = { ...pods, runtimeDir: join(pods.runtimeDir, 'x'.repeat(90)) };
  expect(await deliveryOf(deep)).toEqual(failed(expect.stringContaining("a socket's path has at most 103")));
  const open = { ...pods, runtimeDir: '/tmp' };
  expect(await deliveryOf(open)).toEqual(failed(expect.stringContaining('/tmp is no place for sockets')));
});

itWithPython('every way to break the protocol is a failure with its own words', async () => {
  const ways: [string, string, string | null][] = [
    ['closes', 'closed before its snapshot', null],
    ['silent', 'sent no snapshot in time', null],
    ['garbage', 'sent a line that is no event where its snapshot was due', null],
    ['binary', 'sent a line that is no event where its snapshot was due', null],
    ['slow', 'sent no snapshot in time', null],
    ['floods', 'sent more than 33554432 bytes without its snapshot', null],
    ['endless', 'sent a line of more than 16777216 bytes where its snapshot was due', null],
    ['accepts-nothing', 'sent no confirmation in time', null],
    ['refuses', 'not [2J to me', 'invalid_request'],
    ['hangs-up', 'closed before its confirmation', null],
  ];
  const pods = await twoPeers();
  for (const [way, detail, reason] of ways) {
    const stop = await rude(way, socketPathOf(pods, 'fox'));
    const deadlineMs = ['floods', 'endless'].includes(way) ? 20_000 : 1000;
    expect([way, await deliveryOf(pods, { deadlineMs })]).toEqual([way, failed(detail, reason)]);
    await stop();
  }
});

it('every attempt stands in the outbox of the sender', async () => {
  const pods = await twoPeers();
  const now = () => new Date('2026-06-18T14:33:50Z');
  await notifyPod(pods, { ...hello, now });
  await notifyPod(pods, { ...hello, id: 'n2', to: 'owl', autoRun: true, now });
  await notifyPod(pods, { from: 'lynx', to: 'owl', message: 'm', id: 'n3', now });
  const at = '2026-06-18T14:33:50.000Z';
  expect(readOutbox(pods, 'hare')).toEqual([
    {
      id: 'n1',
      at,
      to: 'fox',
      message: 'hello',
      auto_run: false,
      delivery: skipped('not-live', 'nobody answers (ENOENT)'),
    },
    { id: 'n2', at, to: 'owl', message: 'hello', auto_run: true, delivery: skipped('missing') },
  ]);
  expect(readOutbox(pods, 'lynx').map(({ id }) => id)).toEqual(['n3']);
});

it('an outbox that cannot be written changes nothing about the delivery but a remark', async () => {
  const pods = await twoPeers();
  mkdirSync(join(pods.root, 'hare/outbox.jsonl'));
  expect(await deliveryOf(pods)).toEqual(
    skipped('not-live', expect.stringMatching(/^nobody answers \(ENOENT\); not in the outbox: /)),
  );
});

it('an id is made where none is given, another one each time', async () => {
  const pods = await twoPeers();
  const ids = [];
  for (let n = 0; n < 3; n++) ids.push((await notifyPod(pods, { from: 'hare', to: 'fox', message: 'hello' })).id);
  expect(new Set(ids).size).toBe(3);
  expect(ids.join(' ')).toMatch(/^[0-9a-f]{16} [0-9a-f]{16} [0-9a-f]{16}$/);
});

itWithPython('the strong form wakes the peer and says who speaks', async () => {
  const pods = await twoPeers();
  const { said } = await mailbox(pods, 'fox');
  const sent = await sendToPeerPod(pods, hello);
  expect(sent).toEqual({ id: 'n1', delivery: expect.objectContaining({ outcome: 'delivered', evidence: 'written' }) });
  const message = '[Peer message from `hare`]\n\nhello';
  await expect.poll(said).toEqual([expect.objectContaining({ message, auto_run: true, id: 'n1' })]);
});

it('the strong form throws with the delivery and a next step', async () => {
  const pods = await twoPeers();
  const message = 'not delivered to fox: not-live (nobody answers (ENOENT))';
  const delivery = skipped('not-live', 'nobody answers (ENOENT)');
  await expect(sendToPeerPod(pods, hello)).rejects.toMatchObject({
    kind: 'not_delivered',
    code: 'not_delivered',
    message,
    data: { from: 'hare', to: 'fox', id: 'n1', delivery },
  });
  await expect(sendToPeerPod(pods, { ...hello, to: 'owl' })).rejects.toThrow('not delivered to owl: missing');
  await expect(sendToPeerPod(pods, { ...hello, to: '..' })).rejects.toThrow('".." is no name for a pod');
});
