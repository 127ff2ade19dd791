import type { Socket } from 'node:net';

/** What is sent to one client, and what of it still waits for the client to read. */
export interface Outgoing {
  send: (bytes: Uint8Array) => void;
  /** Sends what others are sent as well, without a copy for each. */
  sendShared: (pieces: readonly Uint8Array[]) => void;
  /** What waits for this client alone, counted with what it costs to keep it. */
  backlog: () => number;
  /** All that waits, with what others are sent as well. */
  unread: () => number;
  /** What of the pieces that others are sent as well has yet to be taken. */
  shared: () => readonly Uint8Array[];
  /** Sends what waits, then lets go; soon after in any case. */
  end: () => void;
}

/** Many short lines cost more than their bytes. */
const lineCost = 128;
const lastWordsMs = 1000;

/** Hands the system one piece at a time: what comes meanwhile is kept as one, which costs a fraction of many. */
export function outgoingOn(socket: Socket): Outgoing {
  let waiting = nothing();
  let sharedNow: readonly Uint8Array[] = [];
  let isSending = false;

  const takeWaiting = () => {
    const taken = waiting;
    waiting = nothing();
    return taken;
  };
  const sent = () => {
    isSending = false;
    sharedNow = [];
    const { pieces, loose, shared } = takeWaiting();
    if (pieces.length + loose.length > 0 && socket.writable) write(joined(pieces, loose), shared);
  };
  const write = (pieces: readonly Uint8Array[], shared: readonly Uint8Array[]) => {
    isSending = true;
    sharedNow = shared;
    socket.cork();
    for (const piece of pieces.slice(0, -1)) socket.write(piece);
    socket.write(pieces.at(-1) ?? Buffer.alloc(0), sent);
    socket.uncork();
  };
  const send = (bytes: Uint8Array) => {
    if (!isSending) return write([bytes], []);
    waiting.loose.push(bytes);
    waiting.own += bytes.length + lineCost;
  };
  const sendShared = (pieces: readonly Uint8Array[]) => {
    if (!isSending) return write(pieces, pieces);
    waiting.pieces = [...joined(waiting.pieces, waiting.loose), ...pieces];
    waiting.loose = [];
    waiting.shared = [...waiting.shared, ...pieces];
  };
  const end = () => {
    const timer = setTimeout(() => socket.destroy(), lastWordsMs);
    socket.once('close', () => clearTimeout(timer));
    const { pieces, loose } = takeWaiting();
    for (const piece of joined(pieces, loose)) socket.write(piece);
    socket.end(() => socket.destroy());
  };
  const backlog = () => Math.max(0, socket.writableLength - sizeOf(sharedNow)) + waiting.own;
  const unread = () => socket.writableLength + waiting.own + sizeOf(waiting.shared);
  const shared = () => [...sharedNow, ...waiting.shared];
  return { send, sendShared, backlog, unread, shared, end };
}

/** `loose` comes after `pieces`, and becomes one piece when it is sent. */
function nothing(): { pieces: Uint8Array[]; loose: Uint8Array[]; own: number; shared: readonly Uint8Array[] } {
  return { pieces: [], loose: [], own: 0, shared: [] };
}

export function sizeOf(pieces: Iterable<Uint8Array>): number {
  let size = 0;
  for (const { length } of pieces) size += length;
  return size;
}

function joined(pieces: Uint8Array[], loose: readonly Uint8Array[]): Uint8Array[] {
  return loose.length === 0 ? pieces : [...pieces, Buffer.concat(loose)];
}
