import { elapsedMs } from './clock.js';
import { writeAtOnce } from './descriptor.js';
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
  /** As `elapsedMs` counts. */
  deadline: number;
  bytesLimit: number;
  failed: (detail: string) => Error;
}

/** What is said of a server that is there and busy. */
export const tookNoConnection = 'took no connection in time';

const politeMs = 100;
const shortMs = 5;
const pieceSize = 64 * 1024;

/**
 * Connects, and gives events out and takes methods in. Hardly more is read than is asked for, and all of it ends in time.
 * Rejects with the system's error where the connection is refused.
 */
export async function connectWire(path: string, { deadline, bytesLimit, failed }: WireOptions): Promise<Wire> {
  const reader = lineReader(serverLineBytes);
  let [received, limit] = [0, bytesLimit];
  let [isOver, isLate, isClosed, isHeld] = [false, false, false, false];
  let wake: (() => void) | undefined;
  const woken = (): boolean => {
    const isAwaited = wake !== undefined;
    wake?.();
    wake = undefined;
    return isAwaited;
  };
  /** The socket reads on until this answers false. */
  const take = (length: number, piece: Uint8Array): boolean => {
    if (isClosed) return true;
    received += length;
    reader.push(piece.slice(0, length));
    isHeld = !woken();
    return !isHeld;
  };
  const readOn = () => {
    if (isHeld) socket.resume();
    isHeld = false;
  };
  // Bytes that are taken as they come spare what a readable stream needs, which is as much as the connection itself.
  const onread = { buffer: new Uint8Array(pieceSize), callback: take };
  const socket = process.getBuiltinModule('node:net').createConnection({ path, onread });
  const over = () => {
    isOver = true;
    woken();
  };
  const late = () => {
    isLate = true;
    socket.destroy();
    over();
  };
  const timer = setTimeout(late, Math.max(0, deadline - elapsedMs()));
  for (const event of ['end', 'error', 'close']) socket.on(event, over);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
    socket.once('close', () => reject(failed(tookNoConnection)));
  }).catch((error) => {
    clearTimeout(timer);
    throw error;
  });

  const close = () => {
    isClosed = true;
    clearTimeout(timer);
    // The other side may still be writing to us; a connection that is torn under it would look like a crash.
    readOn();
    socket.unref();
    // A process that ends with this closes by ending, and does without what it takes to say so.
    setTimeout(() => {
      socket.end();
      setTimeout(() => socket.destroy(), politeMs).unref();
    }, shortMs).unref();
  };
  const gone = (awaited: string) => failed(isLate ? `sent no ${awaited} in time` : `closed before its ${awaited}`);
  const more = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
      readOn();
    });
  const next = async (awaited: string): Promise<WireEvent> => {
    while (true) {
      const line = reader.next();
      const event = line && 'bytes' in line ? parseEvent(line.bytes) : undefined;
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
    const rest = line.subarray(writeAtOnce(socket, line));
    if (rest.length === 0) return Promise.resolve();
    return new Promise<void>((resolve, reject) => {
      socket.write(rest, (error) =>
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
