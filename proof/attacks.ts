import { createConnection, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What an attack has at hand. How much it does grows with `size`. */
export interface Target {
  connect: () => Promise<Socket>;
  size: number;
  random: (below: number) => number;
}

export type Attack = (target: Target) => Promise<void>;

const lineBytes = 64 * 1024;
const notify = (message: string, more = {}) => method('notify', { message, auto_run: false, ...more });

function method(name: string, params: unknown): string {
  return `${JSON.stringify({ method: name, params })}\n`;
}

export function connectTo(path: string): () => Promise<Socket> {
  return () =>
    new Promise((resolve) => {
      const socket = createConnection(path);
      socket.on('error', () => resolve(socket));
      socket.once('connect', () => resolve(socket));
    });
}

/** Writes as fast as it is taken, for as long as the connection is there and the amount not reached. */
async function pour(socket: Socket, piece: Uint8Array | string, bytes: number): Promise<void> {
  for (let sent = 0; sent < bytes && socket.writable; sent += piece.length) {
    if (!socket.write(piece)) await drained(socket);
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      socket.off('drain', go).off('close', go);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(go, 500);
    socket.on('drain', go).on('close', go);
  });
}

/** One connection that pours; what comes back is read, or left to lie. */
function pouring(piece: (target: Target) => Uint8Array | string, { reads = true, megabytes = 4 } = {}): Attack {
  return async (target) => {
    const socket = await target.connect();
    if (reads) socket.resume();
    await pour(socket, piece(target), (megabytes * 1024 * 1024 * target.size) / 10);
    await sleep(20);
    socket.destroy();
  };
}

/** Many connections, each of which begins with the same words and then stays for a while. */
function holding(count: number, words: string | Uint8Array, then: (socket: Socket) => void = () => {}): Attack {
  return async ({ connect, size }) => {
    const many = Array.from({ length: Math.ceil((count * size) / 10) }, connect);
    const sockets = await Promise.all(many);
    for (const socket of sockets) {
      if (words.length > 0) socket.write(words);
      then(socket);
    }
    await sleep(30 * size);
    for (const socket of sockets) socket.destroy();
  };
}

async function trickle({ connect, size }: Target): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: 5 * size }, connect));
  const words = notify('never said').slice(0, -1);
  for (let at = 0; at < 30 * (size / 10) + 5; at++) {
    for (const socket of sockets) if (socket.writable) socket.write(words[at % words.length] ?? 'x');
    await sleep(10);
  }
  for (const socket of sockets) socket.destroy();
}

async function comeAndGo({ connect, size }: Target): Promise<void> {
  for (let n = 0; n < 200 * size; n++) (await connect()).destroy();
}

function randomBytes({ random }: Target): Uint8Array {
  return Uint8Array.from({ length: 65_536 }, () => random(256));
}

function lines(line: string): () => string {
  const many = line.repeat(Math.max(1, Math.floor(lineBytes / line.length)));
  return () => many;
}

const wrongTypes = ['7', '"notify"', 'null', '{"method":{}}', '{"method":"notify","params":7}']
  .concat(['{"method":"notify","params":{"message":{"a":1}}}', '{"method":"run","params":{"input":"x"}}', '[[]]'])
  .concat(['{"method":"notify","params":{"message":"m","id":[]}}', '{"method":"run","params":{"input":[null]}}'])
  .map((line) => `${line}\n`)
  .join('');

/** Everything that somebody could think of to do to a socket, by name. */
export const attacks: Record<string, Attack> = {
  'a line without an end': pouring(() => 'x'.repeat(lineBytes), { megabytes: 64 }),
  'lines without an end, many at once': async (target) => {
    const one = pouring(() => 'x'.repeat(lineBytes - 1), { megabytes: 2 });
    await Promise.all(Array.from({ length: 10 * target.size }, () => one({ ...target, size: 1 })));
  },
  'a line byte by byte': trickle,
  'connections that close their side and stay': holding(200, '', (socket) => socket.end()),
  'a method cut in half, then the end': holding(200, '{"method": "not', (socket) => socket.end()),
  'connections that vanish at once': comeAndGo,
  'connections that vanish with words unread': holding(200, method('list_pods', {}), (socket) => socket.destroy()),
  'two thousand connections at once': holding(2000, ''),
  'two thousand that say something first': holding(2000, method('cancel', {})),
  'watchers that never read': holding(300, '', (socket) => socket.pause()),
  'questions whose answers nobody reads': pouring(lines(method('list_pods', {})), { reads: false, megabytes: 16 }),
  'questions from many who do not read': async (target) => {
    const one = pouring(lines(method('dance', {})), { reads: false, megabytes: 10 });
    await Promise.all(Array.from({ length: 10 * target.size }, () => one({ ...target, size: 1 })));
  },
  'words that are no JSON': pouring(lines('what is this\n')),
  'random bytes': pouring(randomBytes),
  'bytes that are not UTF-8': pouring(() => Buffer.alloc(lineBytes, '\xff\xfe\xc0\n', 'latin1')),
  'half a letter at the end of a line': pouring(() => Buffer.from([...Buffer.from('{"method": "設'), 0xe8, 0x0a])),
  'a browser': pouring(lines('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')),
  'a TLS hello': pouring(() => Buffer.from(`160301${'02'.repeat(400)}`, 'hex')),
  'wrong types': pouring(() => wrongTypes),
  'lists in lists': pouring(lines(`${'['.repeat(60_000)}\n`)),
  'records in records': pouring(lines(`${'{"a":'.repeat(10_000)}\n`)),
  'a method in records': pouring(lines(`{"method":"run","params":${'{"a":'.repeat(90)}1${'}'.repeat(91)}\n`)),
  'wide lists': pouring(lines(`[${'0,'.repeat(30_000)}0]\n`)),
  'huge numbers': pouring(lines(`{"method":"notify","params":{"message":1e999,"id":${'9'.repeat(400)}}}\n`)),
  'unknown methods': pouring(lines(method('dance', { on: 'the table' }))),
  'methods named like the insides of a program': pouring(
    lines('{"method":"__proto__","params":{"__proto__":{"x":1},"constructor":{"prototype":1}}}\n'),
  ),
  'empty lines': pouring(lines('\n'), { megabytes: 16 }),
  'carriage returns and blanks': pouring(lines(' \r \t\r\n'), { megabytes: 8 }),
  'NUL bytes': pouring(() => Buffer.alloc(lineBytes), { megabytes: 1 }),
  'NUL bytes in lines': pouring(lines('\0\0\0\n')),
  'the longest line there may be': pouring(() => `${'x'.repeat(lineBytes)}\n`, { megabytes: 16 }),
  'a line that is one byte too long': pouring(() => `${'x'.repeat(lineBytes + 1)}\n`),
  'escapes that stand for controls': pouring(lines(`{"method":"${'\\u0000\\ud800'.repeat(1000)}"}\n`)),
  'a byte order mark before each line': pouring(lines('\ufeff{"method":"pause"}\n')),
  'orders that do not fit the moment': pouring(
    lines(['resume', 'pause', 'cancel'].map((one) => method(one, {})).join('')),
  ),
  'one notice a thousand times': pouring(lines(notify('again', { id: 'the-same' })), { megabytes: 1 }),
  'notices without a message': pouring(lines(notify(' '))),
  'names that lead elsewhere': pouring(
    lines(['../../etc', '/', '.', 'a'.repeat(65)].map((name) => method('register_peer', { name })).join('')),
  ),
};
