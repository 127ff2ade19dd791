import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { serveSocket } from '../../src/pods/server.js';
import { workspace } from '../helpers/workspace.js';

/** Reads to the snapshot, says one thing and is gone, as whoever only wants to say something may. */
function sayAndGo(path: string, id: string): Promise<void> {
  return new Promise((gone) => {
    const socket = connect(path);
    socket.once('data', () => {
      socket.write(`${JSON.stringify({ method: 'notify', params: { message: 'x', auto_run: false, id } })}\n`, () =>
        socket.destroy(),
      );
    });
    socket.on('error', () => {});
    socket.on('close', () => gone());
  });
}

it('what a client wrote is taken, however soon it goes and whatever it is being sent meanwhile', async () => {
  const { directory } = workspace({});
  const path = join(directory, 'run/pod.sock');
  const taken: string[] = [];
  const server = await serveSocket(path, {
    opening: () => [Buffer.from('{"event":"snapshot","data":{"entries":[],"greeting":null,"status":"idle"}}\n')],
    answer: async (method, reply) => {
      if (method.method === 'notify') taken.push(String(method.params.id));
      reply({ event: 'notify_accepted', data: { id: 'x' } });
      server.broadcast({ event: 'status', data: { status: 'idle' } });
    },
  });
  const ids = Array.from({ length: 200 }, (_, n) => `n${n}`);
  for (let from = 0; from < ids.length; from += 20)
    await Promise.all(ids.slice(from, from + 20).map((id) => sayAndGo(path, id)));
  await expect.poll(() => taken.length, { timeout: 5000 }).toBe(ids.length);
  expect([...taken].sort()).toEqual([...ids].sort());
  await server.close();
});
