import { readSync } from 'node:fs';
import type { Socket } from 'node:net';
import { descriptorOf } from './descriptor.js';
import { inOrder } from './in-order.js';
import { type Incoming, type IncomingLimits, incomingFrom } from './incoming.js';
import type { Line } from './json-lines.js';
import { outgoingOn } from './outgoing.js';
import { errorEvent, parseMethod, type WireEvent, type WireMethod } from './protocol.js';

export interface ConnectionLimits extends IncomingLimits {
  /** How many bytes may wait for a client that does not read. */
  backlogBytes: number;
}

export interface Connection {
  /** Whether it has ever asked for something that can be answered. */
  hasSpoken: () => boolean;
  send: (bytes: Uint8Array) => void;
  /** Sends what everybody is sent, so that it is kept once for all of them. */
  sendShared: (bytes: Uint8Array) => void;
  /** Bytes that wait: for the client to read them, or to end the line that it has begun. */
  held: () => number;
  /** Bytes that the client has not read, with what everybody is sent. */
  unread: () => number;
  /** What of that others are sent as well, in the very pieces that they are sent. */
  shared: () => readonly Uint8Array[];
  /** Lets go once everything is sent, or soon after where the client does not read. */
  finish: () => void;
  cut: () => void;
}

export interface Conversation {
  limits: ConnectionLimits;
  /** What everybody is sent who connects. */
  opening: readonly Uint8Array[];
  encode: (event: WireEvent) => Uint8Array;
  /** What a line says that could not be understood, ready to be sent. */
  complaint: (problem: string) => Uint8Array;
  /** Told when bytes have to be held. */
  holds: () => void;
  answer: (method: WireMethod, reply: (event: WireEvent) => void) => void | Promise<void>;
}

/** Talks with one client. Whatever it sends, at worst it is cut. */
export function openConnection(socket: Socket, conversation: Conversation): Connection {
  const { limits, opening, encode, complaint, holds } = conversation;
  const outgoing = outgoingOn(socket);
  let [hasSpoken, isFinished] = [false, false];

  const cut = () => {
    isFinished = true;
    incoming.stop();
    socket.destroy();
  };
  const finish = () => {
    if (isFinished) return;
    isFinished = true;
    incoming.stop();
    socket.pause();
    outgoing.end();
  };
  const send = (bytes: Uint8Array) => {
    if (isFinished || !socket.writable) return;
    outgoing.send(bytes);
    const backlog = outgoing.backlog();
    if (backlog > limits.backlogBytes) cut();
    else if (backlog > 0) holds();
  };
  const sendShared = (bytes: Uint8Array) => {
    if (!isFinished && socket.writable) outgoing.sendShared([bytes]);
  };
  const begin = inOrder();
  const complain = ({ problem, isLast = false }: { problem: string; isLast?: boolean }) => {
    send(complaint(problem));
    if (isLast) finish();
    return undefined;
  };
  /** One client is answered in the order in which it asks. Notices that follow each other share a sync of the disk. */
  const take = (line: Line) => {
    const method = 'problem' in line ? line : parseMethod(line.bytes.toString());
    if ('problem' in method) return begin(() => complain(method), false);
    hasSpoken = true;
    const answer = () => answered(conversation, method, (event) => send(encode(event)));
    return begin(answer, method.method === 'notify');
  };

  const incoming = incomingFrom(socket, limits, { take, holds, late: cut, done: finish });
  keepUnread(socket, incoming);
  socket.on('error', incoming.end);
  socket.on('close', incoming.end);
  outgoing.sendShared(opening);
  const held = () => outgoing.backlog() + incoming.unended();
  return {
    hasSpoken: () => hasSpoken,
    send,
    sendShared,
    held,
    unread: outgoing.unread,
    shared: outgoing.shared,
    finish,
    cut,
  };
}

/**
 * A client may write and go at once. The first word sent to it then fails, and Node lets go of the connection with what
 * the client wrote still unread: that is read before it is let go.
 */
function keepUnread(socket: Socket, incoming: Incoming): void {
  const destroy = socket._destroy;
  socket._destroy = (error, callback) => {
    if (error !== null) readLeft(socket, incoming);
    destroy.call(socket, error, callback);
  };
}

const mostLeft = 16;

function readLeft(socket: Socket, incoming: Incoming): void {
  const descriptor = descriptorOf(socket);
  if (descriptor === undefined) return;
  try {
    for (let n = 0; n < mostLeft; n++) {
      const block = Buffer.alloc(64 * 1024);
      const length = readSync(descriptor, block);
      if (length === 0) return;
      incoming.push(block.subarray(0, length));
    }
  } catch {
    // Nothing more is there, or nothing more can be had.
  }
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
