import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, seededRandom } from '../bench/random.js';
import { openWire, wireFailureOf } from '../src/pods/client.js';
import { readInbox } from '../src/pods/inbox.js';
import { openPods, type Pods } from '../src/pods/pods.js';
import { notifyAccepted } from '../src/pods/protocol.js';
import { socketPathOf } from '../src/pods/socket-path.js';
import type { Wire } from '../src/pods/wire.js';
import { withFolder } from './folder.js';
import { type Running, startTickets } from './processes.js';
import { type Product, withProduct, withProductWithout } from './product.js';
import type { Outcome, Row } from './row.js';
import { writeStore } from './stores.js';

/** Who sends at the same time. */
const senders = 12;

const withoutWaiting = {
  file: 'src/pods/answer-method.ts',
  text: '  const acceptance = await live.queue.accept(notice);\n',
  instead:
    '  reply({ event: notifyAccepted, data: { id } });\n  await new Promise((resolve) => setTimeout(resolve, 5));\n  const acceptance = await live.queue.accept(notice);\n',
};

export const noticeKills: Row = {
  name: 'notices, kills',
  done: (size) =>
    `a pod is served again and again and killed ${size} times by SIGKILL at a random instant, while ${senders} send notices and send again what was not accepted`,
  full: 200,
  short: 6,
  run: (size, seed) => withProduct((product) => hunt(product, size, seed)),
  controls: [
    {
      without: 'waiting for the inbox: a notice is called accepted while it is on its way to the disk',
      run: (seed) => withProductWithout(withoutWaiting, (product) => hunt(product, 8, seed)),
    },
  ],
};

interface Scene {
  pods: Pods;
  socket: string;
  random: Random;
  /** What each notice that was accepted said, by id. */
  accepted: Map<string, string>;
  tally: { killed: number; starting: number };
  problems: string[];
  isOver: boolean;
}

function hunt(product: Product, size: number, seed: number): Promise<Outcome> {
  return withFolder(async (folder) => {
    writeStore(folder, 'flat');
    const env = { TICKETS_RUNTIME_DIR: join(folder, 'run') };
    const pods = openPods(join(folder, 'work-items/.state/pods'), { env, folderName: 'forest' });
    const scene: Scene = {
      ...{ pods, socket: socketPathOf(pods, 'hare'), random: seededRandom(seed), accepted: new Map() },
      ...{ tally: { killed: 0, starting: 0 }, problems: [], isOver: false },
    };
    const sending = Promise.all(Array.from({ length: senders }, (_, n) => send(scene, n + 1)));
    const serve = () => startTickets(product, folder, ['pod', 'serve', 'hare'], env);
    for (let n = 1; n <= size; n++) scene.problems.push(...(await serveAndKill(scene, serve())));
    const last = serve();
    scene.isOver = true;
    await sending;
    last.child.kill('SIGKILL');
    await last.ended;
    return { reached: textOf(scene), problems: [...scene.problems, ...lost(scene)] };
  });
}

function textOf({ accepted, tally: { killed, starting } }: Scene): string {
  return `${killed} killed, of these ${starting} before anything was accepted; ${accepted.size} notices accepted, each there once`;
}

/** Kills a server somewhere between its start and a few dozen notices later. */
async function serveAndKill({ accepted, random, tally }: Scene, { child, ended }: Running): Promise<string[]> {
  const before = accepted.size;
  const isWhileStarting = random(5) === 0;
  if (isWhileStarting) await sleep(random(200));
  else while (accepted.size === before && child.exitCode === null) await sleep(2);
  await sleep(random(150));
  child.kill('SIGKILL');
  const { signal, code, stderr } = await ended;
  if (signal === null) return [`a server ended by itself with exit ${code}: ${stderr.trim()}`];
  tally.killed++;
  if (accepted.size === before) tally.starting++;
  return [];
}

/** One notice after the other, each until it is accepted: by its id it is the same notice, however often it comes. */
async function send(scene: Scene, sender: number): Promise<void> {
  let n = 1;
  const next = () => ({ id: `${sender}-${n}`, message: `notice ${n} of ${sender}, ${'x'.repeat((n * 997) % 3000)}` });
  while (!scene.isOver) {
    try {
      const { wire } = await openWire(scene.socket, { deadlineMs: 30_000 });
      for (; !scene.isOver; n++) await sendOne(scene, wire, next());
      wire.close();
    } catch (error) {
      if (wireFailureOf(error) === undefined) throw error;
      await sleep(10);
    }
  }
}

async function sendOne(scene: Scene, wire: Wire, { id, message }: { id: string; message: string }): Promise<void> {
  await wire.write({ method: 'notify', params: { message, auto_run: false, id } });
  while (!scene.accepted.has(id)) {
    const { event, data } = await wire.next('answer');
    if (event === 'error') scene.problems.push(`a notice was refused: ${JSON.stringify(data)}`);
    if (event === notifyAccepted && JSON.stringify(data) === JSON.stringify({ id })) scene.accepted.set(id, message);
  }
}

/** What was accepted and is not in the inbox, once and as it was sent. */
function lost({ pods, accepted }: Scene): string[] {
  const found = readInbox(pods, 'hare');
  const texts = new Map(found.map(({ id, message }) => [id, message]));
  const missing = [...accepted].filter(([id, message]) => texts.get(id) !== message);
  const problems: string[] = [];
  if (missing.length > 0) problems.push(`${missing.length} of ${accepted.size} accepted notices are lost`);
  if (texts.size < found.length) problems.push('a notice is there twice');
  return problems;
}
