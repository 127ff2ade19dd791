import type { Socket } from 'node:net';
import { type Line, lineReader } from './json-lines.js';
import { outgoingOn } from './outgoing.js';
import { errorEvent, parseMethod, type WireEvent, type WireMethod } from './protocol.js';

export interface ConnectionLimits {
  /** The longest line a client may send. */
  lineBytes: number;
  /** How long a line that has begun may take to its end; a client that says nothing may stay. */
  lineMs: number;
  /** How many bytes may wait for a client that does not read. */
  backlogBytes: number;
  /** How many methods of one client may be under way. */
  pending: number;
}

export interface Connection {
  /** Whether it has ever asked for something that can be answered. */
  hasSpoken: () => boolean;
  send: (bytes: Buffer) => void;
  /** Bytes that wait: for the client to read them, or to end the line that it has begun. */
  held: () => number;
  /** Lets go once everything is sent, or soon after where the client does not read. */
  finish: () => void;
  cut: () => void;
}

export interface Conversation {
  limits: ConnectionLimits;
  opening: Buffer;
  encode: (event: WireEvent) => Buffer;
  /** What a line says that could not be understood, ready to be sent. */
  complaint: (problem: string) => Buffer;
  /** Told when bytes have to be held. */
  holds: () => void;
  answer: (method: WireMethod, reply: (event: WireEvent) => void) => void | Promise<void>;
}

/** Lines of one client that are handled before others get their turn. */
const linesATurn = 16;

/** Talks with one client. Whatever it sends, at worst it is cut. */
export function openConnection(socket: Socket, conversation: Conversation): Connection {
  const { limits, opening, encode, complaint, holds } = conversation;
  const reader = lineReader(limits.lineBytes);
  const outgoing = outgoingOn(socket);
  const lineClock = clockFor(limits.lineMs, () => cut());
  const allowance = limits.backlogBytes + opening.length;
  let pending = 0;
  let [hasSpoken, hasEnded, isFinished, awaitsTurn] = [false, false, false, false];

  const cut = () => {
    isFinished = true;
    lineClock.stop();
    socket.destroy();
  };
  const finish = () => {
    if (isFinished) return;
    isFinished = true;
    lineClock.stop();
    socket.pause();
    outgoing.end();
  };
  const send = (bytes: Buffer) => {
    if (isFinished || !socket.writable) return;
    outgoing.send(bytes);
    const backlog = outgoing.backlog();
    if (backlog > allowance) cut();
    else if (backlog > 0) holds();
  };
  const reply = (event: WireEvent) => send(encode(event));

  const take = (line: Line) => {
    const method = 'problem' in line ? line : parseMethod(line.text);
    if ('problem' in method) {
      send(complaint(method.problem));
      if ('isLast' in method && method.isLast) finish();
    } else {
      hasSpoken = true;
      pending++;
      void answered(conversation, method, reply).then(() => {
        pending--;
        workSoon();
      });
    }
  };

  /** Handles the lines there are, until none is left or others should get their turn. */
  const work = () => {
    for (let turn = 0; turn < linesATurn && !awaitsTurn; turn++) {
      if (isFinished) return;
      const line = pending < limits.pending ? reader.next() : undefined;
      if (line === undefined) return rest();
      lineClock.stop();
      take(line);
    }
    socket.pause();
    workSoon();
  };

  const workSoon = () => {
    if (!awaitsTurn) setImmediate(takeTurn);
    awaitsTurn = true;
  };

  const takeTurn = () => {
    awaitsTurn = false;
    work();
  };

  const rest = () => {
    if (pending >= limits.pending) {
      socket.pause();
      return;
    }
    if (reader.unended() > 0) {
      lineClock.start();
      holds();
    }
    if (hasEnded && pending === 0) finish();
    else socket.resume();
  };

  socket.on('error', cut);
  socket.on('close', cut);
  socket.on('data', (bytes: Buffer) => {
    reader.push(bytes);
    work();
  });
  socket.on('end', () => {
    hasEnded = true;
    work();
  });
  send(opening);
  return { hasSpoken: () => hasSpoken, send, held: () => outgoing.backlog() + reader.unended(), finish, cut };
}

/** An answer that fails is an answer, too. */
async function answered(
  { answer }: Conversation,
  method: WireMethod,
  reply: (event: WireEvent) => void,
): Promise<void> {
  try {
    await answer(method, reply);
  } catch (error) {
    reply(errorEvent('internal', error instanceof Error ? error.message.slice(0, 256) : 'it failed'));
  }
}

/** Runs out once, unless it is stopped; starting one that runs changes nothing. */
function clockFor(ms: number, runOut: () => void): { start: () => void; stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const start = () => {
    timer ??= setTimeout(runOut, ms);
  };
  return { start, stop };
}
