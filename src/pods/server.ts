import { chmodSync, lstatSync, renameSync, unlinkSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { TicketsError } from '../errors.js';
import { errnoOf, nodeFiles } from '../files/file-layer.js';
import { quietly, randomName } from '../files/staging.js';
import { type Connection, type ConnectionLimits, openConnection } from './connection.js';
import { formatLine } from './json-lines.js';
import { clientLineBytes, errorEvent, serverLineBytes, type WireEvent, type WireMethod } from './protocol.js';
import { ensureRuntimeDir } from './socket-path.js';

export interface Limits extends ConnectionLimits {
  /** Clients at a time. */
  connections: number;
  /** Bytes that may be held for all clients together. */
  heldInAllBytes: number;
}

const usualLimits: Limits = {
  lineBytes: clientLineBytes,
  lineMs: 10_000,
  backlogBytes: 1024 * 1024,
  heldInAllBytes: 4 * 1024 * 1024,
  pending: 8,
  connections: 256,
};

/** What a server serves. */
export interface Served {
  /** Any alerts, then one snapshot. While nothing has changed the same list may be returned; it is then not encoded anew. */
  opening: () => readonly WireEvent[];
  /** Resolves once the method is taken, not when what it has started is over; `reply` goes to this client alone. */
  answer: (method: WireMethod, reply: (event: WireEvent) => void, connection: { id: string }) => void | Promise<void>;
}

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
  const bound = join(dirname(path), randomName());
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

function openClients(served: Served, limits: Limits) {
  const all = new Set<Connection>();
  let count = 0;
  let [given, opening]: [readonly WireEvent[] | undefined, Buffer] = [undefined, Buffer.alloc(0)];

  const currentOpening = () => {
    const events = served.opening();
    if (events !== given) [given, opening] = [events, Buffer.concat(events.map(encode))];
    return opening;
  };
  const send = (socket: Socket) => {
    const id = String(++count);
    const client = openConnection(socket, {
      limits,
      opening: currentOpening(),
      encode,
      complaint,
      holds: relieveSoon,
      answer: (method, reply) => served.answer(method, reply, { id }),
    });
    all.add(client);
    socket.once('close', () => all.delete(client));
  };
  const add = (socket: Socket) => {
    if (all.size >= limits.connections) drop(crowdedOut([...all], limits));
    try {
      send(socket);
    } catch {
      socket.destroy();
    }
  };
  const drop = (client: Connection | undefined) => {
    if (client === undefined) return;
    all.delete(client);
    client.cut();
  };
  let isReliefDue = false;
  const relieve = () => {
    isReliefDue = false;
    const waiting = [...all].sort((one, other) => other.held() - one.held());
    let bytes = waiting.reduce((sum, client) => sum + client.held(), 0);
    for (const client of waiting) {
      if (bytes <= limits.heldInAllBytes) return;
      bytes -= client.held();
      drop(client);
    }
  };
  /** Once for all that is sent in one turn. */
  const relieveSoon = () => {
    if (!isReliefDue) setImmediate(relieve);
    isReliefDue = true;
  };
  const broadcast = (event: WireEvent) => {
    const line = encode(event);
    for (const client of all) client.send(line);
  };
  const finish = () => {
    for (const client of all) client.finish();
  };
  return { add, broadcast, finish, count: () => all.size };
}

/**
 * Who has to go when a crowd comes: neither those who were here before it nor the one who has just come, but one
 * between; and one who has never said anything, as long as these are many.
 */
function crowdedOut(clients: readonly Connection[], limits: Limits): Connection | undefined {
  const silent = clients.filter((client) => !client.hasSpoken());
  const candidates = silent.length >= limits.connections / 4 ? silent : clients;
  return candidates[Math.floor(candidates.length / 2)];
}

const complaints = new Map<string, Buffer>();

/** There are few, and somebody may give cause for very many. */
function complaint(problem: string): Buffer {
  const known = complaints.get(problem) ?? encode(errorEvent('invalid_request', problem));
  complaints.set(problem, known);
  return known;
}

function encode(event: WireEvent): Buffer {
  const line = formatLine(event);
  if (line.length <= serverLineBytes) return line;
  return formatLine(errorEvent('internal', `an event ${event.event} of ${line.length} bytes was left out`));
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
