import { setTimeout as sleep } from 'node:timers/promises';
import { callPod, watchPod } from '../src/pods/client.js';
import { isRecord } from '../src/pods/parse-metadata.js';
import type { WireEvent } from '../src/pods/protocol.js';
import { attacks } from './attacks.js';
import { memoryOf, type Serving, withLivePod } from './live.js';
import { hear, startScript } from './processes.js';
import { withProduct, withProductWithout } from './product.js';
import type { Outcome, Row } from './row.js';

const attacker = new URL('attacker.ts', import.meta.url);
const full = 10;
const memoryLimit = 32;

/** Whatever a client does, others are answered, hear what they listen to, and the machine keeps its memory. */
export const sockets: Row = {
  name: 'sockets',
  done: (size) =>
    `${Object.keys(attacks).length} kinds of attack on a live pod, ${size === full ? 'in full' : `at ${size}/${full}`}, while one client sends notices and another listens`,
  full,
  short: 1,
  run: (size, seed) => withProduct((product) => withLivePod(product, (serving) => besiege(serving, size, seed))),
  controls: [
    {
      without: 'making room when all places are taken',
      run: (seed) =>
        withProductWithout(withoutRoom, (product) => withLivePod(product, (serving) => crowdOut(serving, seed))),
    },
  ],
};

const withoutRoom = {
  file: 'src/pods/clients.ts',
  text: 'if (all.size >= limits.connections) drop(crowdedOut([...all], limits));',
  instead: 'if (all.size >= limits.connections) return void socket.destroy();',
};

function crowdOut(serving: Serving, seed: number): Promise<Outcome> {
  return besiege(serving, full / 2, seed, 'two thousand');
}

interface Siege {
  /** Which attack is under way. */
  at: string;
  isOver: boolean;
  slowest: number;
  slowestAt: string;
  sent: number;
  answered: number;
  problems: string[];
}

async function besiege(serving: Serving, size: number, seed: number, only = ''): Promise<Outcome> {
  const siege: Siege = { at: 'before', isOver: false, slowest: 0, slowestAt: '', sent: 0, answered: 0, problems: [] };
  // In small, on a machine that does much else, a second means nothing.
  const deadlineMs = size === full ? 1000 : 60_000;
  const heard: string[] = [];
  const listener = await watchPod(serving.socket, (event) => heard.push(noticeIdOf(event)), { deadlineMs: 60_000 });
  await ordinaryDay(serving, siege, 100 * size);
  const before = memoryOf(serving);
  let most = before;
  const sampling = setInterval(() => {
    most = Math.max(most, memoryOf(serving));
  }, 10);
  const sending = sendThroughout(serving, siege, deadlineMs);
  await attackAll(serving, siege, [String(size), String(seed), only]);
  siege.isOver = true;
  await sending;
  clearInterval(sampling);
  const last = await send(serving, siege, 60_000);
  await sleep(300);
  listener.close();
  if (!heard.includes(last)) siege.problems.push('who listened from the beginning does not hear any more');
  const growth = most - before;
  if (growth > memoryLimit) siege.problems.push(`memory grew by ${growth.toFixed(0)} MiB, from ${before.toFixed(0)}`);
  return {
    reached: `${siege.answered} notices recorded, the slowest after ${siege.slowest.toFixed(0)} ms (${siege.slowestAt}); memory grew by ${growth.toFixed(0)} MiB`,
    problems: siege.problems,
  };
}

/** What a process takes for itself while it does its work is none of the attackers' doing. */
async function ordinaryDay(serving: Serving, siege: Siege, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await send(serving, siege, 60_000);
  const watches = Array.from({ length: 100 }, () => watchPod(serving.socket, () => {}, { deadlineMs: 60_000 }));
  for (const watch of await Promise.all(watches)) watch.close();
  await sleep(300);
  siege.slowest = 0;
  siege.answered = 0;
}

async function attackAll(serving: Serving, siege: Siege, words: readonly string[]): Promise<void> {
  const running = startScript(attacker, [serving.socket, ...words], '/');
  await hear(running);
  running.child.on('message', (name) => {
    siege.at = String(name);
  });
  running.child.send('go');
  const { code, stderr } = await running.ended;
  if (code !== 0) throw new Error(`the attacker failed at ${siege.at}\n${stderr}`);
}

async function sendThroughout(serving: Serving, siege: Siege, deadlineMs: number): Promise<void> {
  while (!siege.isOver) {
    await send(serving, siege, deadlineMs);
    await sleep(5);
  }
}

/** One notice as a good client sends it; gives its id. */
async function send({ socket }: Serving, siege: Siege, deadlineMs: number): Promise<string> {
  const id = `good-${++siege.sent}`;
  const params = { message: 'a good word', auto_run: false, id };
  const isAccepted = ({ event, data }: WireEvent) => event === 'notify_accepted' && isRecord(data) && data.id === id;
  const { at } = siege;
  const start = performance.now();
  try {
    await callPod(socket, { method: 'notify', params }, { deadlineMs, until: isAccepted });
    siege.answered++;
    const took = performance.now() - start;
    if (took > siege.slowest) Object.assign(siege, { slowest: took, slowestAt: at });
  } catch (error) {
    siege.problems.push(`${at}: ${error instanceof Error ? error.message : error}`);
  }
  return id;
}

function noticeIdOf({ event, data }: WireEvent): string {
  const item = event === 'system_item' && isRecord(data) && isRecord(data.item) ? data.item : {};
  return typeof item.id === 'string' ? item.id : '';
}
