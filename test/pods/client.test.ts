import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { callPod, openWire, probePod, watchPod } from '../../src/pods/client.js';
import { formatLine } from '../../src/pods/json-lines.js';
import type { WireEvent, WireMethod } from '../../src/pods/protocol.js';
import { serveSocket } from '../../src/pods/server.js';
import { echo, rawServer, runtimeDir, snapshot } from './served.js';

const hello: WireMethod = { method: 'notify', params: { message: 'hello', auto_run: false, id: 'a1' } };
const patient = { deadlineMs: 10_000 };
const until = ({ event }: WireEvent) => event === 'notify_accepted';

function failure(detail: string) {
  return expect.objectContaining({ code: 'wire_failed', message: `the pod ${detail}` });
}

it('a client reads the opening, says one thing, and gets the answer to it', async () => {
  const alert = { event: 'alert', data: { level: 'warn', source: 'disk', message: 'nearly full', timestamp_ms: 1 } };
  const { path, asked } = await echo({ opening: () => [alert, snapshot] });
  const answer = await callPod(path, hello, { ...patient, until });
  expect(answer).toEqual({
    greeting: { pod_name: 'hare', capabilities: ['notify_accepted'] },
    status: 'idle',
    alerts: [alert.data],
    event: { event: 'notify_accepted', data: { id: 'a1' } },
  });
  expect(asked).toEqual([hello]);
});

it('a probe says what the pod does, and that nobody is there', async () => {
  const { path } = await echo();
  expect(await probePod(path, patient)).toEqual({ reachable: true, status: 'idle', error: null });
  const nobody = { reachable: false, status: null, error: null };
  expect(await probePod(`${path}.other`, patient)).toEqual(nobody);
  writeFileSync(`${path}.stale`, '');
  expect(await probePod(`${path}.stale`, patient)).toEqual(nobody);
  expect(await probePod(join(path, '../nowhere/a.sock'), patient)).toEqual(nobody);
});

it('each way not to answer has its own words', async () => {
  const ways: [Parameters<typeof rawServer>[0], string][] = [
    [(socket) => socket.destroy(), 'closed before its snapshot'],
    [(socket) => socket.end(formatLine({ event: 'alert', data: {} })), 'closed before its snapshot'],
    [() => {}, 'sent no snapshot in time'],
    [
      (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
      'sent a line that is no event where its snapshot was due',
    ],
    [(socket) => socket.write(Buffer.from([0xff, 0x0a])), 'sent a line that is not UTF-8 where its snapshot was due'],
    [(socket) => socket.write('[1]\n'), 'sent a line that is no event where its snapshot was due'],
    [
      (socket) => {
        for (let n = 0; n < 40; n++) socket.write(formatLine({ event: 'alert', data: 'x'.repeat(1000) }));
      },
      'sent more than 30000 bytes without its snapshot',
    ],
    [(socket) => socket.end(formatLine(snapshot)), 'closed before its answer'],
    [(socket) => socket.write(formatLine(snapshot)), 'sent no answer in time'],
  ];
  for (const [behave, words] of ways) {
    const path = await rawServer(behave);
    const call = callPod(path, hello, { deadlineMs: 300, bytesLimit: 30_000, until });
    await expect(call).rejects.toEqual(failure(words));
  }
});

it('a snapshot that comes byte by byte, among unknown events, is read', async () => {
  const path = await rawServer((socket) => {
    const text = formatLine({ event: 'weather', data: '設計' }).toString() + formatLine(snapshot);
    const bytes = Buffer.from(text);
    const drip = (at: number) => at < bytes.length && socket.write(bytes.subarray(at, at + 1), () => drip(at + 1));
    drip(0);
  });
  expect(await callPod(path, hello, patient)).toMatchObject({ status: 'idle', event: null });
});

it('what comes faster than it is asked for waits, and comes whole and in order', async () => {
  const sent = Array.from({ length: 300 }, (_, n) => ({ event: 'text_delta', data: { n, text: 'x'.repeat(10_000) } }));
  let unread = () => 0;
  const path = await rawServer((socket) => {
    unread = () => socket.writableLength;
    for (const event of [snapshot, ...sent]) socket.write(formatLine(event));
  });
  const { wire } = await openWire(path, { ...patient, bytesLimit: 4_000_000 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(unread()).toBeGreaterThan(1_000_000);
  for (const event of sent) expect(await wire.next('text')).toEqual(event);
  wire.close();
});

it('a client that goes lets the server finish its sentence', async () => {
  const path = join(runtimeDir(), 'half.sock');
  let ended: (error: unknown) => void = () => {};
  const finished = new Promise((resolve) => (ended = resolve));
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.write(formatLine(snapshot));
    socket.on('error', ended).on('finish', () => ended('finished'));
    socket.on('end', () => socket.end(formatLine({ event: 'alert', data: {} })));
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const { wire } = await openWire(path, patient);
  wire.close();
  // Also where this process is busy with something else just then.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150);
  expect(await finished).toBe('finished');
  server.close();
});

it('a message over the line limit is not sent', async () => {
  const { path, asked } = await echo();
  const params = { message: 'x'.repeat(65_536), auto_run: true };
  await expect(callPod(path, { method: 'notify', params }, patient)).rejects.toEqual(
    failure('can be sent 65536 bytes at once, not 65595'),
  );
  expect(asked).toEqual([]);
});

it('a watcher hears what happens, and why it ended', async () => {
  const { path, server } = await echo();
  const heard: WireEvent[] = [];
  const watch = await watchPod(path, (event) => heard.push(event), patient);
  await watch.say(hello);
  await expect.poll(() => heard).toHaveLength(1);
  server.broadcast({ event: 'text_delta', data: { text: 'So.' } });
  await server.close();
  expect(await watch.ended).toBe('closed before its next event');
  expect(heard.at(-1)).toEqual({ event: 'text_delta', data: { text: 'So.' } });
});

it('nobody is trusted in a directory that others can use', async () => {
  const { path } = await echo();
  const directory = join(path, '..');
  chmodSync(directory, 0o755);
  await expect(callPod(path, hello, patient)).rejects.toThrow('has mode 755: others may look in');
  expect(await probePod(path, patient)).toMatchObject({ reachable: false, error: expect.stringContaining('mode 755') });
  chmodSync(directory, 0o700);
  expect(await probePod(path, patient)).toMatchObject({ reachable: true });
});

it('a server makes its directory private and its socket too, and takes away only what is its own', async () => {
  const directory = join(runtimeDir(), 'deep/down');
  const path = join(directory, 'a.sock');
  const served = { opening: () => [snapshot], answer: () => {} };
  const server = await serveSocket(path, served);
  expect([statSync(directory).mode & 0o777, statSync(path).mode & 0o777]).toEqual([0o700, 0o600]);
  await expect(serveSocket(path, served)).rejects.toMatchObject({ code: 'socket_taken' });
  await server.close();
  expect(existsSync(path)).toBe(false);

  const replaced = await serveSocket(path, served);
  mkdirSync(`${path}.aside`);
  renameSync(path, `${path}.aside/a.sock`);
  writeFileSync(path, 'somebody else');
  await replaced.close();
  expect(readFileSync(path, 'utf8')).toBe('somebody else');
});
