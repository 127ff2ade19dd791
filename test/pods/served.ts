import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { WireEvent, WireMethod } from '../../src/pods/protocol.js';
import { type Limits, type PodServer, type Served, serveSocket } from '../../src/pods/server.js';

/** A runtime directory of its own for one test. */
export function runtimeDir(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tp-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export const snapshot: WireEvent = {
  event: 'snapshot',
  data: { entries: [], greeting: { pod_name: 'hare', capabilities: ['notify_accepted'] }, status: 'idle' },
};

export interface Echo {
  path: string;
  server: PodServer;
  asked: WireMethod[];
}

/** A server of ours that remembers what it was asked, and accepts every notice. */
export async function echo(served: Partial<Served> = {}, limits: Partial<Limits> = {}): Promise<Echo> {
  const path = join(runtimeDir(), 'echo.sock');
  const asked: WireMethod[] = [];
  const opening = [snapshot];
  const server = await serveSocket(
    path,
    {
      opening: () => opening,
      answer: (method, reply) => {
        asked.push(method);
        if (method.method === 'notify') reply({ event: 'notify_accepted', data: { id: method.params.id ?? null } });
      },
      ...served,
    },
    limits,
  );
  onTestFinished(() => server.close());
  return { path, server, asked };
}

/** A connection with no manners: what it sends and when is up to the test. */
export function rawConnection(path: string): { socket: Socket; received: () => string; closed: Promise<void> } {
  const socket = createConnection(path);
  let text = '';
  socket.setEncoding('utf8').on('data', (part) => {
    text += part;
  });
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  onTestFinished(() => void socket.destroy());
  return { socket, received: () => text, closed };
}

/** A server that does with each connection what the test says. */
export async function rawServer(behave: (socket: Socket) => void): Promise<string> {
  const path = join(runtimeDir(), 'raw.sock');
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    behave(socket);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return path;
}
