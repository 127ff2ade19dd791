import type { Socket } from 'node:net';
import { formatLine, lineReader } from './json-lines.js';
import { clientLineBytes, parseEvent, serverLineBytes, type WireEvent, type WireMethod } from './protocol.js';

export interface Wire {
  /** The next event; `awaited` says for the error what it was that did not come. */
  next: (awaited: string) => Promise<WireEvent>;
  /** Resolves once the system has taken all bytes. */
  write: (method: WireMethod) => Promise<void>;
  /** From here on, time and amount are unlimited. */
  last: () => void;
  close: () => void;
}

export interface WireOptions {
  /** As `performance.now()` counts. */
  deadline: number;
  bytesLimit: number;
  failed: (detail: string) => Error;
}

const politeMs = 100;

/** A connected socket as events in and methods out. No more is read than is asked for, and all of it ends in time. */
export function wireOn(socket: Socket, { deadline, bytesLimit, failed }: WireOptions): Wire {
  const reader = lineReader(serverLineBytes);
  let [received, limit] = [0, bytesLimit];
  let [isOver, isLate, isClosed] = [false, false, false];
  let wake = () => {};
  const over = () => {
    isOver = true;
    wake();
  };
  const late = () => {
    isLate = true;
    socket.destroy();
    over();
  };
  const timer = setTimeout(late, Math.max(0, deadline - performance.now()));
  const close = () => {
    isClosed = true;
    clearTimeout(timer);
    // The other side may still be writing to us; a connection that is torn under it would look like a crash.
    socket.resume().unref().end();
    setTimeout(() => socket.destroy(), politeMs).unref();
  };

  socket.pause();
  for (const event of ['end', 'error', 'close']) socket.on(event, over);
  socket.on('data', (bytes: Buffer) => {
    if (isClosed) return;
    received += bytes.length;
    socket.pause();
    reader.push(bytes);
    wake();
  });

  const gone = (awaited: string) => failed(isLate ? `sent no ${awaited} in time` : `closed before its ${awaited}`);
  const more = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
      socket.resume();
    });
  const next = async (awaited: string): Promise<WireEvent> => {
    while (true) {
      const line = reader.next();
      const event = line && 'text' in line ? parseEvent(line.text) : undefined;
      if (event !== undefined) return event;
      if (line !== undefined)
        throw failed(
          `sent ${'problem' in line ? line.problem : 'a line that is no event'} where its ${awaited} was due`,
        );
      if (received > limit) throw failed(`sent more than ${limit} bytes without its ${awaited}`);
      if (isOver) throw gone(awaited);
      await more();
    }
  };
  const write = (method: WireMethod) => {
    const line = formatLine(method);
    if (line.length - 1 > clientLineBytes)
      return Promise.reject(failed(`can be sent ${clientLineBytes} bytes at once, not ${line.length - 1}`));
    return new Promise<void>((resolve, reject) => {
      socket.write(line, (error) =>
        error ? reject(failed(isLate ? 'took nothing in time' : 'closed instead of reading')) : resolve(),
      );
    });
  };
  const last = () => {
    clearTimeout(timer);
    limit = Number.POSITIVE_INFINITY;
  };
  return { next, write, last, close };
}
