import type { Socket } from 'node:net';

/** What is sent to one client, and what of it still waits for the client to read. */
export interface Outgoing {
  send: (bytes: Uint8Array) => void;
  /** Sends what others are sent as well, before anything else. */
  sendShared: (pieces: readonly Uint8Array[]) => void;
  /** What waits for this client alone, counted with what it costs to keep it. */
  backlog: () => number;
  /** Sends what waits, then lets go; soon after in any case. */
  end: () => void;
}

/** Many short lines cost more than their bytes. */
const lineCost = 128;
const lastWordsMs = 1000;

/** Hands the system one piece at a time: what comes meanwhile is kept as one, which costs a fraction of many. */
export function outgoingOn(socket: Socket): Outgoing {
  let waiting: Uint8Array[] = [];
  let [waitingBytes, sharedBytes] = [0, 0];
  let isSending = false;

  const takeWaiting = () => {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    return bytes;
  };
  const sent = () => {
    isSending = false;
    sharedBytes = 0;
    if (waiting.length > 0 && socket.writable) write(takeWaiting());
  };
  const write = (bytes: Uint8Array) => {
    isSending = true;
    socket.write(bytes, sent);
  };
  const send = (bytes: Uint8Array) => {
    if (!isSending) return write(bytes);
    waiting.push(bytes);
    waitingBytes += bytes.length + lineCost;
  };
  const sendShared = (pieces: readonly Uint8Array[]) => {
    socket.cork();
    for (const piece of pieces.slice(0, -1)) socket.write(piece);
    write(pieces.at(-1) ?? Buffer.alloc(0));
    sharedBytes = socket.writableLength;
    socket.uncork();
  };
  const end = () => {
    const timer = setTimeout(() => socket.destroy(), lastWordsMs);
    socket.once('close', () => clearTimeout(timer));
    socket.end(takeWaiting(), () => socket.destroy());
  };
  const backlog = () => Math.max(0, socket.writableLength - sharedBytes) + waitingBytes;
  return { send, sendShared, backlog, end };
}
