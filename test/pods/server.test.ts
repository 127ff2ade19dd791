import { expect, it } from 'vitest';
import { callPod, probePod } from '../../src/pods/client.js';
import { formatLine } from '../../src/pods/json-lines.js';
import type { WireMethod } from '../../src/pods/protocol.js';
import { echo, rawConnection, snapshot } from './served.js';

const hello: WireMethod = { method: 'notify', params: { message: 'hello', auto_run: false, id: 'a1' } };
const until = ({ event }: { event: string }) => event === 'notify_accepted';
const patient = { deadlineMs: 30_000 };

/** What came after the snapshot, a value a line. */
function answers(received: string): unknown[] {
  return received
    .split('\n')
    .filter((line) => line !== '')
    .slice(1)
    .map((line) => JSON.parse(line));
}

const invalid = (message: string) => ({ event: 'error', data: { code: 'invalid_request', message } });

it('what cannot be understood is answered, and the next line is heard', async () => {
  const { path, asked } = await echo();
  const { socket, received } = rawConnection(path);
  const lines: [string, string][] = [
    ['no json', 'a line that is no {"method": "…", "params": {…}}'],
    ['{"method"', 'a line that is not JSON'],
    ['[]', 'a line that is no {"method": "…", "params": {…}}'],
    ['{"method": 7}', 'a line that is no {"method": "…", "params": {…}}'],
    ['{"method": "dance"}', 'no such method'],
    ['{"method": "notify", "params": []}', 'params is no object'],
    ['{"method": "notify"}', 'notify needs a message'],
    ['{"method": "notify", "params": {"message": " "}}', 'notify needs a message'],
    ['{"method": "notify", "params": {"message": "a", "auto_run": "no"}}', 'auto_run is true or false'],
    ['{"method": "notify", "params": {"message": "a", "id": ""}}', 'id is not what it can be'],
    ['{"method": "notify", "params": {"message": "a", "id": 1e999}}', 'id is not what it can be'],
    ['{"method": "notify", "params": {"message": "a", "source": "../a"}}', 'source is not what it can be'],
    ['{"method": "notify", "params": {"message": "a", "token": {}}}', 'token is not what it can be'],
    [
      '{"method": "run", "params": {"input": []}}',
      'run needs an input of one or more {"kind": "text", "content": "…"}',
    ],
    ['{"method": "pod_event", "params": {}}', 'pod_event needs a kind'],
    ['{"method": "register_peer", "params": {"name": ".."}}', 'register_peer needs the name of a pod'],
    ['\0', 'a line that is no {"method": "…", "params": {…}}'],
    [`${'{"a":'.repeat(5000)}`, 'a value nested more than 100 deep'],
  ];
  for (const [line] of lines) socket.write(`${line}\n`);
  await expect.poll(() => answers(received())).toHaveLength(lines.length);
  expect(answers(received())).toEqual(lines.map(([, message]) => invalid(message)));
  socket.write('\r\n\n{"method": "notify", "params": {"message": "hello", "id": null, "extra": {}}}\r\n');
  await expect.poll(() => asked).toHaveLength(1);
  expect(asked).toEqual([{ method: 'notify', params: { message: 'hello', auto_run: true } }]);
});

it('every method is heard as it was meant', async () => {
  const { path, asked } = await echo();
  const { socket } = rawConnection(path);
  const methods: WireMethod[] = [
    { method: 'run', params: { input: [{ kind: 'text', content: 'go' }] } },
    { method: 'notify', params: { message: 'a', auto_run: false, id: 'x', source: 'hare', token: 't' } },
    { method: 'pod_event', params: { kind: 'child_ended', child: 'fox' } },
    ...(['resume', 'cancel', 'pause', 'shutdown', 'list_pods'] as const).map((method) => ({ method, params: {} })),
    { method: 'restore_pod', params: { name: 'fox' } },
    { method: 'register_peer', params: { name: 'fox' } },
  ];
  socket.write(Buffer.concat(methods.map(formatLine)));
  await expect.poll(() => asked).toHaveLength(methods.length);
  expect(asked).toEqual(methods);
});

it('a line over the limit is told so, and its client is let go', async () => {
  const { path } = await echo();
  const { socket, received, closed } = rawConnection(path);
  socket.write('x'.repeat(65_537));
  await closed;
  expect(answers(received())).toEqual([invalid('a line of more than 65536 bytes')]);
  expect(await probePod(path, patient)).toMatchObject({ reachable: true });
});

it('a handler that fails is an answer, not the end', async () => {
  const { path } = await echo({
    answer: () => {
      throw new Error('no room');
    },
  });
  const { event } = await callPod(path, hello, { ...patient, until: ({ event }) => event === 'error' });
  expect(event).toEqual({ event: 'error', data: { code: 'internal', message: 'no room' } });
  expect(await probePod(path, patient)).toMatchObject({ reachable: true });
});

it('a client that closes its side after asking still gets the answer', async () => {
  const { path } = await echo({
    answer: async (_, reply) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      reply({ event: 'notify_accepted', data: { id: 'late' } });
    },
  });
  const { socket, received, closed } = rawConnection(path);
  socket.end(formatLine(hello));
  await closed;
  expect(answers(received())).toEqual([{ event: 'notify_accepted', data: { id: 'late' } }]);
});

it('a line that does not end in time costs its client the connection; silence costs nothing', async () => {
  const { path, server } = await echo({}, { lineMs: 50 });
  const [slow, silent] = [rawConnection(path), rawConnection(path)];
  slow.socket.write('{"method": "not');
  await slow.closed;
  await expect.poll(() => server.connections()).toBe(1);
  silent.socket.write(formatLine(hello));
  await expect.poll(() => answers(silent.received())).toHaveLength(1);
});

it('who does not read is cut, and the others hear everything', async () => {
  const { path, server } = await echo({}, { backlogBytes: 100_000 });
  const [deaf, good] = [rawConnection(path), rawConnection(path)];
  await expect.poll(() => server.connections()).toBe(2);
  deaf.socket.pause();
  const delta = { event: 'text_delta', data: { text: 'x'.repeat(1000) } };
  for (let n = 1; n <= 600; n++) {
    server.broadcast(delta);
    await expect.poll(() => good.received().length, { interval: 1 }).toBeGreaterThan(n * 1000);
  }
  expect(server.connections()).toBe(1);
});

it('what waits for all clients together is bounded', async () => {
  const entries = ['x'.repeat(300_000)];
  const big = { event: 'snapshot', data: { entries, greeting: {}, status: 'idle' } };
  const opening = [big];
  const { path, server } = await echo({ opening: () => opening }, { heldInAllBytes: 500_000 });
  const deaf = Array.from({ length: 12 }, () => rawConnection(path));
  for (const { socket } of deaf) socket.pause();
  await expect.poll(() => server.connections()).toBeLessThan(12);
  expect(await callPod(path, hello, { ...patient, until })).toMatchObject({ status: 'idle' });
});

it('a crowd keeps out neither who was there before it nor who comes now', async () => {
  const { path, server } = await echo({}, { connections: 20 });
  const [before, spoken] = [rawConnection(path), rawConnection(path)];
  spoken.socket.write(formatLine(hello));
  await expect.poll(() => answers(spoken.received())).toHaveLength(1);
  const crowd = Array.from({ length: 100 }, () => rawConnection(path));
  expect(await callPod(path, hello, { ...patient, until })).toMatchObject({ status: 'idle' });
  expect(server.connections()).toBeLessThanOrEqual(20);
  expect(crowd.filter(({ socket }) => socket.destroyed).length).toBeGreaterThan(0);
  for (const one of [before, spoken]) {
    server.broadcast(snapshot);
    await expect.poll(() => one.received().split('\n').length).toBeGreaterThan(2);
    expect(one.socket.destroyed).toBe(false);
  }
});

it('in a crowd who is behind with reading misses events, is told how many, and keeps its place', async () => {
  const { path, server } = await echo({}, { heldInAllBytes: 400_000 });
  const { socket, received } = rawConnection(path);
  await expect.poll(received).toContain('snapshot');
  socket.pause();
  const event = (n: number) => ({ event: 'text_delta', data: { text: `${n} ${'x'.repeat(10_000)}` } });
  for (let n = 0; n < 200; n++) {
    server.broadcast(event(n));
    await new Promise(setImmediate);
  }
  socket.resume();
  await expect.poll(() => received()).toContain('text_delta');
  await expect
    .poll(() => {
      server.broadcast(event(200));
      return received();
    })
    .toMatch(/"event":"alert".*events were left out/);
  expect(socket.destroyed).toBe(false);
  await server.close();
});

it('a long line is nobody’s fault; of many, who does not read is kept few, and told how many were left out', async () => {
  const { path, server } = await echo({}, { backlogBytes: 100_000, heldInAllBytes: 400_000 });
  const { socket, received } = rawConnection(path);
  await expect.poll(received).toContain('snapshot');
  socket.pause();
  for (let n = 0; n < 20; n++) {
    server.broadcast({ event: 'text_done', data: { text: 'x'.repeat(500_000) } });
    await new Promise(setImmediate);
  }
  socket.resume();
  await expect
    .poll(() => {
      server.broadcast({ event: 'status', data: { status: 'idle' } });
      return received();
    })
    .toMatch(/"event":"alert".*events were left out/);
  const long = answers(received()).filter((one) => JSON.stringify(one).length > 500_000);
  expect(long.length).toBeGreaterThan(0);
  expect(long.length).toBeLessThan(5);
  await server.close();
});

it('one who floods with small lines does not keep others waiting for its end', async () => {
  const { path } = await echo();
  const { socket } = rawConnection(path);
  const lines = Buffer.from('x\n'.repeat(30_000));
  const flood = () => socket.destroyed || socket.write(lines, flood);
  flood();
  for (let n = 0; n < 20; n++)
    expect(await callPod(path, hello, { ...patient, until })).toMatchObject({ status: 'idle' });
});

it('those who fall silent, each behind another long line, are let go before these cost much together', async () => {
  const { server, path } = await echo();
  for (let n = 0; n < 12; n++) {
    const before = server.connections();
    const { socket } = rawConnection(path);
    socket.pause();
    await expect.poll(() => server.connections()).toBe(before + 1);
    server.broadcast({ event: 'text_done', data: { text: 'x'.repeat(3_000_000) } });
    await new Promise(setImmediate);
    await new Promise(setImmediate);
  }
  expect(server.connections()).toBeLessThan(9);
  const reader = rawConnection(path);
  await expect.poll(reader.received).toContain('snapshot');
  server.broadcast({ event: 'text_done', data: { text: 'x'.repeat(8_000_000) } });
  await expect.poll(() => reader.received().length, { timeout: 10_000 }).toBeGreaterThan(8_000_000);
});
