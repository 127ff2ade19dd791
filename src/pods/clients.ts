import type { Socket } from 'node:net';
import { type Connection, type ConnectionLimits, openConnection } from './connection.js';
import { formatLine } from './json-lines.js';
import { sizeOf } from './outgoing.js';
import { errorEvent, serverLineBytes, type WireEvent, type WireMethod } from './protocol.js';

export interface Limits extends ConnectionLimits {
  /** Clients at a time. */
  connections: number;
  /** Bytes that may be held for all clients together, without what they share. */
  heldInAllBytes: number;
  /** Bytes of what was sent to all, is not the newest any more, and still waits for somebody; each piece counts once. */
  staleInAllBytes: number;
}

/**
 * Any alerts, then one snapshot: events, and pieces of lines that are encoded already. While such a piece stays the same
 * it costs its memory once, however many clients wait for it.
 */
export type Opening = readonly (WireEvent | Uint8Array)[];

/** What a server serves. */
export interface Served {
  /** While nothing has changed the same list may be returned; it is then not encoded anew. */
  opening: () => Opening;
  /** Resolves once the method is taken, not when what it has started is over; `reply` goes to this client alone. */
  answer: (method: WireMethod, reply: (event: WireEvent) => void, connection: { id: string }) => void | Promise<void>;
}

/** Beyond it a line is worth more than the few writes that joining it with others would save. */
const longLine = 128 * 1024;

/** Everybody who is connected, and how much of the server they may take together. */
export function openClients(served: Served, limits: Limits) {
  const all = new Set<Connection>();
  const missing = new WeakMap<Connection, number>();
  let count = 0;
  let given: Opening | undefined;
  let opening: readonly Uint8Array[] = [];
  let current: ReadonlySet<Uint8Array> = new Set();
  let newestLong: Uint8Array | undefined;

  const currentOpening = () => {
    const events = served.opening();
    if (events !== given) {
      opening = events.map((event) => ('event' in event ? encode(event) : event));
      current = new Set(opening);
      relieveSoon();
    }
    given = events;
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
  /** The snapshot as it is now, and the last long line, are on their way to everybody. */
  const stale = (client: Connection) => client.shared().filter((piece) => piece !== newestLong && !current.has(piece));
  const staleInAll = () => sizeOf(new Set([...all].flatMap(stale)));
  const heldInAll = () => [...all].reduce((sum, client) => sum + client.held(), 0);
  /** Lets the greediest go until all together hold no more than the limit. */
  const relieveBy = (limit: number, inAll: () => number, of: (client: Connection) => number) => {
    if (inAll() <= limit) return;
    const greedy = [...all]
      .map((client) => ({ client, bytes: of(client) }))
      .sort((one, other) => other.bytes - one.bytes);
    for (const { client } of greedy) {
      drop(client);
      if (inAll() <= limit) return;
    }
  };
  const relieve = () => {
    isReliefDue = false;
    relieveBy(limits.heldInAllBytes, heldInAll, (client) => client.held());
    relieveBy(limits.staleInAllBytes, staleInAll, (client) => sizeOf(stale(client)));
  };
  /** Once for all that is sent in one turn. */
  const relieveSoon = () => {
    if (!isReliefDue) setImmediate(relieve);
    isReliefDue = true;
  };
  /**
   * In a crowd, what one says is sent to all. Who is behind with reading misses some of it rather than being cut, and is
   * told so once it has caught up; the answers to its own words are sent in any case. A long line is kept once for all,
   * and is nobody's fault: who has read what came before it is sent it, however long it is.
   */
  const broadcast = (event: WireEvent) => {
    const line = encode(event);
    const isLong = line.length > longLine;
    if (isLong) newestLong = line;
    const share = limits.heldInAllBytes / (2 * all.size);
    for (const client of all) {
      const missed = missing.get(client) ?? 0;
      if ((isLong ? client.unread() : client.held()) > share) missing.set(client, missed + 1);
      else {
        if (missed > 0) client.send(encode(leftOut(missed)));
        missing.delete(client);
        if (isLong) client.sendShared(line);
        else client.send(line);
      }
    }
    if (isLong) relieveSoon();
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

function leftOut(count: number): WireEvent {
  const message = `${count} events were left out, as more waited to be read`;
  return { event: 'alert', data: { level: 'warning', source: 'server', message, timestamp_ms: Date.now() } };
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
