import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { type Random, seededRandom } from '../bench/random.js';
import { createTicket } from '../src/actions/create-ticket.js';
import { threadOf } from '../src/store/ticket-store.js';
import type { Answer } from './actor.js';
import { type Actor, rounds as each, letGo, refusals, standReady } from './crowd.js';
import { quickest, withFolder } from './folder.js';
import { withoutLock } from './guards.js';
import { type Product, withProduct, withProductWithout } from './product.js';
import type { Outcome, Row } from './row.js';
import { complaints, openAt, readIfPossible, writeStore } from './stores.js';

interface Plan {
  size: number;
  rounds: number;
  seed: number;
}

const roundsOf = (size: number) => Math.ceil(size / 5);

export const dyingWriters: Row = {
  name: 'writers, half of them killed',
  done: (size) =>
    `${roundsOf(size)} rounds of ${size} processes that comment ${each} times each on one ticket at once, every other one killed by SIGKILL at a random instant`,
  full: 50,
  short: 4,
  run: (size, seed) => withProduct((product) => outlive(product, { size, rounds: roundsOf(size), seed })),
  controls: [
    {
      without: withoutLock.without,
      run: (seed) => withProductWithout(withoutLock.cut, (product) => outlive(product, { size: 4, rounds: 1, seed })),
    },
  ],
};

interface Tally {
  acknowledged: number;
  found: number;
  killed: number;
}

interface Round {
  folder: string;
  random: Random;
  tally: Tally;
}

/** A disk in memory is enough: what a process has handed over outlives it, whatever the disk is. */
function outlive(product: Product, { size, rounds, seed }: Plan): Promise<Outcome> {
  return withFolder(async (folder) => {
    writeStore(folder, 'flat');
    const random = seededRandom(seed);
    const tally: Tally = { acknowledged: 0, found: 0, killed: 0 };
    const problems: string[] = [];
    for (let round = 1; round <= rounds; round++) {
      const { ticket } = await createTicket(await openAt(folder), { title: `Round ${round}` });
      const actors = await standReady(product, folder, size, ticket.id);
      const answers = await Promise.all(
        actors.map((actor, n) => (n % 2 === 0 ? kill(actor, { folder, random, tally }) : write(actor))),
      );
      const found = await judge(folder, ticket.id, answers.flat(), tally);
      problems.push(...found.map((problem) => `round ${round}: ${problem}`));
    }
    const lost = tally.acknowledged - tally.found;
    const reached = `${tally.killed} killed; ${tally.found} of ${tally.acknowledged} acknowledged comments in the threads, ${lost} lost`;
    return { reached, problems };
  }, quickest);
}

/** One that lives has every word of it acknowledged. */
async function write({ name, running }: Actor): Promise<Answer[]> {
  const answers = await letGo(running);
  if (answers.length === each) return answers;
  const { code, stderr } = await running.ended;
  throw new Error(`${name} was to live, and ended with ${code} after ${answers.length} words: ${stderr}`);
}

/** Kills one somewhere between its first word and its last: half of them at any instant, half while it has the lock. */
async function kill({ running }: Actor, { folder, random, tally }: Round): Promise<Answer[]> {
  const { child } = running;
  const last = random(each - 1);
  const delay = random(3_000) / 1_000;
  const waits = random(2) === 0 ? () => sleep(5 * delay) : () => untilItHolds(child, join(folder, lock), delay);
  const shoot = async () => {
    await waits();
    child.kill('SIGKILL');
  };
  if (last === 0) void shoot();
  const answers = await letGo(running, (count) => count === last && void shoot());
  if ((await running.ended).signal !== null) tally.killed++;
  return answers;
}

const lock = 'work-items/.state/lock';

async function untilItHolds(child: ChildProcess, path: string, delay: number): Promise<void> {
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  while (!isOver() && !holderOf(path).includes(`"pid":${child.pid},`)) await nextTurn();
  const due = performance.now() + delay;
  while (!isOver() && performance.now() < due) await nextTurn();
}

function holderOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function judge(folder: string, id: string, answers: readonly Answer[], tally: Tally): Promise<string[]> {
  const problems = refusals(answers);
  const next = await nextWriter(folder);
  if (next !== undefined) problems.push(next);
  const stored = await readIfPossible(folder, id);
  if (stored === undefined) return [...problems, 'the ticket cannot be read any more'];
  const { events, malformed, preamble, buriedHeaders, closed } = threadOf(stored);
  const bodies = events.filter(({ kind }) => kind === 'comment').map(({ body }) => body);
  const acknowledged = answers.filter(({ refused }) => refused === null).map(({ text }) => text);
  const lost = acknowledged.filter((text) => !bodies.includes(text));
  tally.acknowledged += acknowledged.length;
  tally.found += acknowledged.length - lost.length;
  if (lost.length > 0) problems.push(`${lost.length} of ${acknowledged.length} acknowledged comments are lost`);
  if (new Set(bodies).size < bodies.length) problems.push('a comment stands in the thread twice');
  if (malformed.length + preamble.length + buriedHeaders.length > 0 || !closed) problems.push('the thread is torn');
  return [...problems, ...(await complaints(folder, isNoMark))];
}

/** A waiter that was killed leaves its place in the line, which nobody needs and a later writer takes away. */
function isNoMark(name: string): boolean {
  return !name.endsWith('.wait');
}

/** The last of a round may have been one that was killed; who comes after it completes what it has left. */
async function nextWriter(folder: string): Promise<string | undefined> {
  try {
    await createTicket(await openAt(folder), { title: 'The next one' });
    return undefined;
  } catch (error) {
    return `the next writer is refused: ${error instanceof Error ? error.message : String(error)}`;
  }
}
