import type { Socket } from 'node:net';
import { type Line, lineReader } from './json-lines.js';

export interface IncomingLimits {
  /** The longest line a client may send. */
  lineBytes: number;
  /** How long a line that has begun may take to its end; a client that says nothing may stay. */
  lineMs: number;
  /** How many lines of one client may be under way. */
  pending: number;
}

export interface Listener {
  /** Where a line starts work, this resolves when it is over. */
  take: (line: Line) => Promise<void> | undefined;
  /** Told when the bytes of a line have to be held until its end comes. */
  holds: () => void;
  /** A line took too long. */
  late: () => void;
  /** The client has said all it will ever say, and all of it is over. */
  done: () => void;
}

export interface Incoming {
  /** How many bytes of a line have come whose end has not. */
  unended: () => number;
  /** Takes bytes that did not come by themselves. */
  push: (bytes: Uint8Array) => void;
  /** Nothing more will come; what has come is still handled. */
  end: () => void;
  stop: () => void;
}

/** Lines of one client that are handled before others get their turn. */
const linesATurn = 16;

/** Hands on the lines of one client, no more at a time than its share: what comes faster waits in the client. */
export function incomingFrom(socket: Socket, limits: IncomingLimits, { take, holds, late, done }: Listener): Incoming {
  const reader = lineReader(limits.lineBytes);
  const clock = clockFor(limits.lineMs, late);
  let pending = 0;
  let [isStopped, hasEnded, awaitsTurn] = [false, false, false];

  const work = () => {
    for (let turn = 0; turn < linesATurn && !awaitsTurn; turn++) {
      if (isStopped) return;
      const line = pending < limits.pending ? reader.next() : undefined;
      if (line === undefined) return rest();
      clock.stop();
      void follow(take(line));
    }
    socket.pause();
    workSoon();
  };
  const rest = () => {
    if (reader.unended() > 0 && pending < limits.pending) {
      clock.start();
      holds();
    }
    if (pending >= limits.pending) socket.pause();
    else if (hasEnded && pending === 0) done();
    else socket.resume();
  };
  const follow = async (underWay: Promise<void> | undefined) => {
    if (underWay === undefined) return;
    pending++;
    await underWay;
    pending--;
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
  const stop = () => {
    isStopped = true;
    clock.stop();
  };

  const push = (bytes: Uint8Array) => {
    reader.push(bytes);
    work();
  };
  const end = () => {
    if (hasEnded) return;
    hasEnded = true;
    work();
  };

  socket.on('data', push);
  socket.on('end', end);
  return { unended: reader.unended, push, end, stop };
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
