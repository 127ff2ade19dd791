import type { Socket } from 'node:net';
import { elapsedMs } from './clock.js';
import { type Connection, type ConnectionLimits, openConnection } from './connection.js';
import { formatLine } from './json-lines.js';
import { errorEvent, serverLineBytes, type WireEvent, type WireMethod } from './protocol.js';

export interface Limits extends ConnectionLimits {
  /** Clients at a time. */
  connections: number;
  /** Bytes that may be held for all clients together, without what they share. */
  heldInAllBytes: number;
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

/** How long somebody may wait for an opening while more and more come. */
const longestWaitMs = 50;

/** Everybody who is connected, and how much of the server they may take together. */
export function openClients(served: Served, limits: Limits) {
  const all = new Set<Connection>();
  const arrived: Socket[] = [];
  let [count, came] = [0, 0];
  let given: Opening | undefined;
  let opening: readonly Uint8Array[] = [];

  const currentOpening = () => {
    const events = served.opening();
    if (events !== given) opening = events.map((event) => ('event' in event ? encode(event) : event));
    given = events;
    return opening;
  };
  const open = (socket: Socket) => {
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
    socket.on('error', () => {});
    came++;
    if (arrived.push(socket) === 1) setImmediate(letInSoon, elapsedMs());
    if (arrived.length > limits.connections) turnAway([], arrived);
  };
  /**
   * When a turn has gone by in which nobody came, or soon in any case: who has to make room for another by then was sent
   * nothing. Node takes one connection a turn.
   */
  const letInSoon = (since: number) => {
    const before = came;
    const isOver = () => came === before || elapsedMs() - since > longestWaitMs;
    setImmediate(() => (isOver() ? letIn() : letInSoon(since)));
  };
  const letIn = () => {
    while (all.size + arrived.length > limits.connections) turnAway([...all], arrived);
    for (const socket of arrived.splice(0)) {
      try {
        open(socket);
      } catch {
        socket.destroy();
      }
    }
  };
  /**
   * When a crowd comes, neither those who were here before it have to go nor the last to come, but one between; and one
   * who has never said anything, as long as these are many.
   */
  const turnAway = (here: readonly Connection[], coming: Socket[]) => {
    const silent = here.filter((client) => !client.hasSpoken());
    const candidates = silent.length + coming.length >= limits.connections / 4 ? silent : here;
    const middle = Math.floor((candidates.length + coming.length) / 2);
    if (middle < candidates.length) drop(candidates[middle]);
    else for (const socket of coming.splice(middle - candidates.length, 1)) socket.destroy();
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
    for (const socket of arrived.splice(0)) socket.destroy();
    for (const client of all) client.finish();
  };
  return { add, broadcast, finish, count: () => all.size };
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
