import { chmodSync, lstatSync, renameSync, unlinkSync } from 'node:fs';
import type { Server } from 'node:net';
import { dirname } from 'node:path';
import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';
import { errnoOf, nodeFiles } from '../files/file-layer.js';
import { quietly, randomName } from '../files/staging.js';
import { type Limits, openClients, type Served } from './clients.js';
import { clientLineBytes, serverLineBytes, type WireEvent } from './protocol.js';
import { ensureRuntimeDir } from './socket-path.js';

const usualLimits: Limits = {
  lineBytes: clientLineBytes,
  lineMs: 10_000,
  backlogBytes: 1024 * 1024,
  heldInAllBytes: 5 * 1024 * 1024,
  staleInAllBytes: serverLineBytes,
  pending: 8,
  connections: 256,
};

export interface PodServer {
  /** Sends to everybody who has had their snapshot. */
  broadcast: (event: WireEvent) => void;
  connections: () => number;
  /** Sends what waits, lets everybody go, and takes the socket away if it is still this server's. */
  close: () => Promise<void>;
}

/**
 * Serves at a path where nothing lies. Nobody who connects can stop it, fill its memory or keep others out for long.
 * That no two processes do this at once for one pod, the pod's lock must see to.
 */
export async function serveSocket(path: string, served: Served, limits: Partial<Limits> = {}): Promise<PodServer> {
  ensureRuntimeDir(dirname(path));
  if (nodeFiles.lstat(path) !== undefined) throw socketTaken(path);
  const clients = openClients(served, { ...usualLimits, ...limits });
  const net = process.getBuiltinModule('node:net');
  const server = net.createServer({ allowHalfOpen: true }, clients.add);
  const inode = await listen(server, path);
  return {
    broadcast: clients.broadcast,
    connections: clients.count,
    close: async () => {
      quietly(() => {
        if (lstatSync(path).ino === inode) unlinkSync(path);
      });
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      clients.finish();
      await closed;
    },
  };
}

/**
 * Binds under another name first: when Node closes a server it removes whatever lies at the path that it was bound to,
 * and by then that could be another server's socket.
 */
async function listen(server: Server, path: string): Promise<number> {
  const bound = below(dirname(path), randomName());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(socketFailed(path, error)));
    server.listen({ path: bound }, resolve);
  });
  // An accept that fails, for want of descriptors, is the loss of that client alone.
  server.on('error', () => {});
  try {
    chmodSync(bound, 0o600);
    const { ino } = lstatSync(bound);
    renameSync(bound, path);
    return ino;
  } catch (error) {
    server.close();
    throw socketFailed(path, error);
  }
}

export function socketTaken(path: string): TicketsError {
  return new TicketsError({
    kind: 'busy',
    code: 'socket_taken',
    message: `${path} is there already: somebody serves there, or did`,
    hints: ['tickets pod list shows who is live'],
    data: { path },
  });
}

function socketFailed(path: string, error: unknown): TicketsError {
  const errno = errnoOf(error) ?? String(error);
  return new TicketsError({
    kind: 'unwritable',
    code: 'socket_failed',
    message: `nothing can be served at ${path} (${errno})`,
    hints: ['check its directory, and whether its file system can hold sockets'],
    data: { path, errno },
  });
}
