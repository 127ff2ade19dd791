import type { Socket } from 'node:net';
import { type Line, lineReader } from './json-lines.js';
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
  /** Bytes that wait for the client to read. */
  backlog: () => number;
  /** Lets go once everything is sent, or soon after where the client does not read. */
  finish: () => void;
  cut: () => void;
}

export interface Conversation {
  limits: ConnectionLimits;
  opening: Buffer;
  encode: (event: WireEvent) => Buffer;
  /** Told when something could not be sent at once. */
  isWaiting: () => void;
  answer: (method: WireMethod, reply: (event: WireEvent) => void) => void | Promise<void>;
}

/** Lines of one client that are handled before others get their turn. */
const linesATurn = 64;
const lastWordsMs = 1000;

/** Talks with one client. Whatever it sends, at worst it is cut. */
export function openConnection(socket: Socket, conversation: Conversation): Connection {
  const { limits, opening, encode, isWaiting, answer } = conversation;
  const reader = lineReader(limits.lineBytes);
  const allowance = limits.backlogBytes + opening.length;
  let [pending, linesRead, timedLine] = [0, 0, -1];
  let [hasSpoken, hasEnded, isFinished, awaitsTurn] = [false, false, false, false];
  let lineTimer: NodeJS.Timeout | undefined;

  const cut = () => {
    isFinished = true;
    clearTimeout(lineTimer);
    socket.destroy();
  };
  const send = (bytes: Buffer) => {
    if (isFinished || !socket.writable) return;
    socket.write(bytes);
    if (socket.writableLength > allowance) cut();
    else if (socket.writableLength > 0) isWaiting();
  };
  const finish = () => {
    if (isFinished) return;
    isFinished = true;
    clearTimeout(lineTimer);
    socket.pause();
    const timer = setTimeout(() => socket.destroy(), lastWordsMs);
    socket.once('close', () => clearTimeout(timer));
    socket.end(() => socket.destroy());
  };
  const reply = (event: WireEvent) => send(encode(event));

  const take = async (line: Line): Promise<void> => {
    const method = 'problem' in line ? line : parseMethod(line.text);
    if ('problem' in method) {
      reply(errorEvent('invalid_request', method.problem));
      if ('isLast' in line && line.isLast) finish();
      return;
    }
    hasSpoken = true;
    pending++;
    try {
      await answer(method, reply);
    } catch (error) {
      reply(errorEvent('internal', error instanceof Error ? error.message.slice(0, 256) : 'it failed'));
    }
    pending--;
    work();
  };

  const timeLine = () => {
    if (reader.isWithinLine() && timedLine === linesRead) return;
    clearTimeout(lineTimer);
    timedLine = linesRead;
    lineTimer = reader.isWithinLine() && !isFinished ? setTimeout(cut, limits.lineMs) : undefined;
  };

  const work = () => {
    if (awaitsTurn) return;
    for (let turn = 0; turn < linesATurn; turn++) {
      if (isFinished) return;
      if (pending >= limits.pending) {
        socket.pause();
        return;
      }
      const line = reader.next();
      if (line === undefined) {
        timeLine();
        if (hasEnded && pending === 0) finish();
        else socket.resume();
        return;
      }
      linesRead++;
      void take(line);
    }
    socket.pause();
    awaitsTurn = true;
    setImmediate(() => {
      awaitsTurn = false;
      work();
    });
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
  return { hasSpoken: () => hasSpoken, send, backlog: () => socket.writableLength, finish, cut };
}
