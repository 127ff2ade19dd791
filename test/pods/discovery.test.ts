import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { skipped } from '../../src/pods/delivery.js';
import { listAll, listVisible } from '../../src/pods/discovery.js';
import { changeMetadata, ensureMetadata } from '../../src/pods/metadata.js';
import { appendOutbox } from '../../src/pods/outbox.js';
import { registerPeer } from '../../src/pods/peers.js';
import { podFile } from '../../src/pods/pods.js';
import { socketPathOf } from '../../src/pods/socket-path.js';
import { visibilityOf } from '../../src/pods/visibility.js';
import { podsWith, serve } from './live-world.js';

const dead = { reachable: false, status: null, error: null };

describe('what a pod sees', () => {
  it('is itself, its children and its peers, and nobody else', async () => {
    const pods = await podsWith('hare', 'fox', 'owl', 'stranger');
    await registerPeer(pods, 'hare', 'fox');
    await changeMetadata(pods, 'hare', (own) => ({ ...own, spawned_children: [{ pod_name: 'owl' }] }));
    const seen = await listVisible(pods, 'hare');
    expect(seen.map(({ pod_name, visibility }) => [pod_name, visibility])).toEqual([
      ['hare', 'self'],
      ['owl', 'spawned_child'],
      ['fox', 'peer'],
    ]);
    expect((await listVisible(pods, 'fox')).map(({ pod_name }) => pod_name)).toEqual(['fox', 'hare']);
    expect((await listVisible(pods, 'owl')).map(({ pod_name }) => pod_name)).toEqual(['owl']);
  });

  it('is the nearer of two relations: a child that is a peer is a child', async () => {
    const pods = await podsWith('hare', 'owl');
    await registerPeer(pods, 'hare', 'owl');
    const own = await changeMetadata(pods, 'hare', (one) => ({
      ...one,
      spawned_children: [{ pod_name: 'owl' }],
      peers: [...one.peers, { pod_name: 'hare' }],
    }));
    expect((await listVisible(pods, 'hare')).map(({ visibility }) => visibility)).toEqual(['self', 'spawned_child']);
    expect([visibilityOf(own, 'hare'), visibilityOf(own, 'owl'), visibilityOf(own, 'elk')]).toEqual([
      ...['self', 'spawned_child', undefined],
    ]);
  });

  it('is nobody without metadata, and only itself where that cannot be read', async () => {
    const pods = await podsWith('fox');
    expect(await listVisible(pods, 'hare')).toEqual([]);
    writeFileSync(podFile(pods, 'fox', 'metadata.json'), '{');
    expect(await listVisible(pods, 'fox')).toMatchObject([
      { pod_name: 'fox', visibility: 'self', metadata: { state: 'corrupt', error: 'it is not valid JSON' } },
    ]);
  });
});

describe('an item of the list', () => {
  it('says of each peer what its metadata is, whether it is live, and whether it can be restored', async () => {
    const pods = await podsWith('hare', 'idle', 'stopped', 'broken');
    await ensureMetadata(pods, 'served', { resolved_manifest_snapshot: { agent: 'none', cwd: '/tmp' } });
    for (const name of ['idle', 'stopped', 'broken', 'served']) await registerPeer(pods, 'hare', name);
    await changeMetadata(pods, 'hare', (own) => ({ ...own, peers: [...own.peers, { pod_name: 'gone' }] }));
    writeFileSync(podFile(pods, 'broken', 'metadata.json'), '[]');
    await serve(pods, 'idle');
    const [, ...items] = await listVisible(pods, 'hare');
    expect(items).toMatchObject([
      { pod_name: 'idle', live: { reachable: true, status: 'idle', error: null }, restore: { possible: false } },
      {
        pod_name: 'stopped',
        live: dead,
        restore: { possible: false, reason: expect.stringContaining('never served') },
      },
      {
        pod_name: 'broken',
        metadata: { state: 'corrupt', error: 'it is not a JSON object' },
        live: dead,
        restore: { possible: false, reason: 'its metadata is corrupt' },
        peers: [],
      },
      { pod_name: 'served', metadata: { state: 'readable', error: null }, restore: { possible: true, reason: null } },
      { pod_name: 'gone', metadata: { state: 'missing', error: null }, restore: { reason: 'its metadata is missing' } },
    ]);
  });

  it('tells of a socket that accepts and is silent, within the deadline, and of the others all the same', async () => {
    const pods = await podsWith('hare');
    await ensureMetadata(pods, 'fox', { resolved_manifest_snapshot: { agent: 'none', cwd: '/tmp' } });
    await registerPeer(pods, 'hare', 'fox');
    const path = socketPathOf(pods, 'fox');
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const server = createServer().listen(path);
    onTestFinished(() => void server.close());
    const [own, fox] = await listVisible(pods, 'hare', { deadlineMs: 100 });
    expect(own?.live).toEqual(dead);
    expect(fox?.live).toMatchObject({ reachable: false, error: expect.any(String) });
    expect(fox?.restore).toEqual({ possible: false, reason: 'whether it is live cannot be known' });
  });

  it('says that the runtime directory cannot be trusted', async () => {
    const pods = await podsWith('hare');
    mkdirSync(pods.runtimeDir, { recursive: true });
    chmodSync(pods.runtimeDir, 0o777);
    const [own] = await listVisible(pods, 'hare');
    expect(own?.live.error).toContain('is no place for sockets');
  });

  it('that names no pod is shown as such, and leads nowhere', async () => {
    const pods = await podsWith('hare');
    await changeMetadata(pods, 'hare', (own) => ({ ...own, peers: [{ pod_name: '../../etc' }] }));
    const [, strange] = await listVisible(pods, 'hare');
    expect(strange).toMatchObject({ pod_name: '../../etc', metadata: { state: 'corrupt' }, live: dead });
  });
});

it('people may see all pods, and of each what it is to the one they look as', async () => {
  const pods = await podsWith('hare', 'fox', 'stranger');
  await registerPeer(pods, 'hare', 'fox');
  const seen = await listAll(pods, 'hare');
  expect(seen.map(({ pod_name, visibility }) => [pod_name, visibility])).toEqual([
    ['fox', 'peer'],
    ['hare', 'self'],
    ['stranger', null],
  ]);
  expect((await listAll(pods, 'nobody')).map(({ visibility }) => visibility)).toEqual([null, null, null]);
});

it('a name that was only spoken as is no pod; one whose metadata is unreadable is, and so is one that answers', async () => {
  const pods = await podsWith('broken', 'live', 'left');
  const delivery = skipped('missing');
  await appendOutbox(pods, 'spoken', { id: 'n1', at: '', to: 'fox', message: '', auto_run: false, delivery });
  writeFileSync(podFile(pods, 'broken', 'metadata.json'), '[]');
  await serve(pods, 'live');
  for (const name of ['live', 'left']) rmSync(podFile(pods, name, 'metadata.json'));
  const seen = await listAll(pods, 'nobody');
  expect(seen.map(({ pod_name, metadata }) => [pod_name, metadata.state])).toEqual([
    ['broken', 'corrupt'],
    ['live', 'missing'],
  ]);
});
