import type { Socket } from 'node:net';

/** What is sent to one client, and what of it still waits for the client to read. */
export interface Outgoing {
  send: (bytes: Buffer) => void;
  /** What waits, counted with what it costs to keep it. */
  backlog: () => number;
  /** Sends what waits, then lets go; soon after in any case. */
  end: () => void;
}

/** Many short lines cost more than their bytes. */
const lineCost = 128;
const lastWordsMs = 1000;

/** Hands the system one piece at a time: what comes meanwhile is kept as one, which costs a fraction of many. */
export function outgoingOn(socket: Socket): Outgoing {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let isSending = false;

  const takeWaiting = () => {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    waitingBytes = 0;
    return bytes;
  };
  const write = (bytes: Buffer) => {
    isSending = true;
    socket.write(bytes, () => {
      isSending = false;
      if (waiting.length > 0 && socket.writable) write(takeWaiting());
    });
  };
  const send = (bytes: Buffer) => {
    if (!isSending) return write(bytes);
    waiting.push(bytes);
    waitingBytes += bytes.length + lineCost;
  };
  const end = () => {
    const timer = setTimeout(() => socket.destroy(), lastWordsMs);
    socket.once('close', () => clearTimeout(timer));
    socket.end(takeWaiting(), () => socket.destroy());
  };
  return { send, backlog: () => socket.writableLength + waitingBytes, end };
}
