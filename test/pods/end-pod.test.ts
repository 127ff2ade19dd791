import { chmodSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { probePod } from '../../src/pods/client.js';
import { endPod } from '../../src/pods/end-pod.js';
import { holdPod } from '../../src/pods/pod-lock.js';
import type { WireMethod } from '../../src/pods/protocol.js';
import { serveSocket } from '../../src/pods/server.js';
import { socketPathOf } from '../../src/pods/socket-path.js';
import { podsWith, serve } from './live-world.js';

it('a pod is gone when ending it is over, and one that nobody serves is not live', async () => {
  const pods = await podsWith('hare');
  expect(await endPod(pods, 'hare')).toBe(false);
  await serve(pods, 'hare');
  expect(await endPod(pods, 'hare')).toBe(true);
  expect(await endPod(pods, 'hare')).toBe(false);
});

it('who is about to serve is waited for, and one who never answers is told of', async () => {
  const pods = await podsWith('hare');
  const ending = await holdPod(pods, 'hare', async () => {
    await expect(endPod(pods, 'hare', 200)).rejects.toMatchObject({ kind: 'busy', code: 'pod_not_reached' });
    return { isEnded: endPod(pods, 'hare') };
  });
  expect(await ending.isEnded).toBe(false);
});

it('a pod that takes most of the time to start is waited for, and ended', async () => {
  const pods = await podsWith('hare');
  let isStarting = () => {};
  const starting = new Promise<void>((resolve) => {
    isStarting = resolve;
  });
  const meetPeers = () => {
    isStarting();
    return sleep(1500);
  };
  const served = serve(pods, 'hare', { meetPeers });
  await starting;
  expect(await endPod(pods, 'hare', 4000)).toBe(true);
  await (await served).ended;
});

it('a pod that listens in another runtime directory goes on, and is said to, with its process', async () => {
  const pods = await podsWith('hare');
  const { socket } = await serve(pods, 'hare');
  const elsewhere = { ...pods, runtimeDir: `${pods.runtimeDir}-2` };
  await expect(endPod(elsewhere, 'hare', 300)).rejects.toMatchObject({
    code: 'pod_not_reached',
    message: `process ${process.pid} on ${hostname()} serves the pod hare and does not answer at ${socketPathOf(elsewhere, 'hare')}`,
    hints: [expect.stringContaining('TICKETS_RUNTIME_DIR')],
  });
  expect(await probePod(socket, { deadlineMs: 5000 })).toMatchObject({ reachable: true });
});

it('who takes the connection and says nothing was not asked, and is not said to have ended', async () => {
  const pods = await podsWith('hare');
  const path = socketPathOf(pods, 'hare');
  mkdirSync(pods.runtimeDir, { mode: 0o700 });
  const silent = createServer().listen(path);
  onTestFinished(() => void silent.close());
  await expect(endPod(pods, 'hare', 300)).rejects.toMatchObject({ code: 'wire_failed' });
  await holdPod(pods, 'hare', () =>
    expect(endPod(pods, 'hare', 300)).rejects.toMatchObject({ code: 'pod_not_reached' }),
  );
});

it('where the runtime directory is open to others nobody is asked, and that is said', async () => {
  const pods = await podsWith('hare');
  const { socket } = await serve(pods, 'hare');
  chmodSync(pods.runtimeDir, 0o755);
  await expect(endPod(pods, 'hare', 1500)).rejects.toMatchObject({ code: 'unsafe_runtime_dir' });
  chmodSync(pods.runtimeDir, 0o700);
  expect(await probePod(socket, { deadlineMs: 5000 })).toMatchObject({ reachable: true });
});

it('a pod of another kind that hears of it and closes has ended; one that goes on has not', async () => {
  const pods = await podsWith('hare');
  const served = (shutDown: () => void) => ({
    opening: () => [{ event: 'snapshot', data: { entries: [], greeting: {}, status: 'idle' } }],
    answer: ({ method }: WireMethod) => (method === 'shutdown' ? shutDown() : undefined),
  });
  const path = socketPathOf(pods, 'hare');
  const polite = await serveSocket(
    path,
    served(() => void polite.close()),
  );
  expect(await endPod(pods, 'hare')).toBe(true);
  const deaf = await serveSocket(
    path,
    served(() => {}),
  );
  await expect(endPod(pods, 'hare', 300)).rejects.toMatchObject({ code: 'wire_failed' });
  await deaf.close();
});
