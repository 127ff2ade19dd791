import { join } from 'node:path';
import { pick, type Random, seededRandom } from '../bench/random.js';
import { type Aim, newAim } from './aim.js';
import { withFolder } from './folder.js';
import { type Ended, startTickets } from './processes.js';
import { type Product, withProduct, withProductWithout } from './product.js';
import type { Outcome, Row } from './row.js';
import { newScene, outcomeOf, type Scene, type Some, seen, undisturbed, visit, visitsLost } from './scene.js';
import { isEnough, newTally, shoot, type Tally } from './shoot.js';
import { complaints, differing, type Layout, type Tree } from './stores.js';

interface Operation {
  name: string;
  /** Begins at a ticket in planning. */
  isMove: boolean;
  words: (id: string, n: number) => string[];
}

const close: Operation = { name: 'close', isMove: true, words: (id, n) => ['close', id, '-m', `Resolution ${n}.`] };

const operations: Some<Operation> = [
  { name: 'comment', isMove: false, words: (id, n) => ['comment', id, '-m', `Comment ${n}.\n\n---\n\nIts end.`] },
  { name: 'start', isMove: true, words: (id) => ['start', id] },
  { name: 'edit of a field', isMove: false, words: (id, n) => ['edit', id, '--title', `Title ${n}`] },
  { name: 'edit of the body', isMove: false, words: (id, n) => ['edit', id, '-m', `Body ${n}.`] },
  { name: 'create', isMove: false, words: (_, n) => ['create', `Made by ${n}`] },
  close,
];

interface Plan {
  size: number;
  seed: number;
  operations: Some<Operation>;
  layouts: Some<Layout>;
  /** A control has shown what it should at the first thing that does not hold. */
  endsAtProblem: boolean;
}

const withoutJournal = {
  file: 'src/store/change-ticket.ts',
  text: 'else commitSteps({ ...scopeOf(store), steps });',
  instead: 'else for (const step of steps) commitSteps({ ...scopeOf(store), steps: [step] });',
};

export const kills: Row = {
  name: 'kills',
  done: (size) =>
    `${size} commands (comment, start, close, edits, create; flat and by-status) killed by SIGKILL at a random instant, each time the next command let in`,
  full: 200,
  short: 12,
  run: (size, seed) =>
    withProduct((product) =>
      hunt(product, { size, seed, operations, layouts: ['flat', 'by-status'], endsAtProblem: false }),
    ),
  control: {
    without: 'the journal around a change: each of its files is changed by itself',
    run: (seed) =>
      withProductWithout(withoutJournal, (product) =>
        hunt(product, { size: 100, seed, operations: [close], layouts: ['by-status'], endsAtProblem: true }),
      ),
  },
};

interface Hunt {
  random: Random;
  aim: Aim;
  tally: Tally;
}

function hunt(product: Product, plan: Plan): Promise<Outcome> {
  return withFolder(async (folder) => {
    const random = seededRandom(plan.seed);
    const open = (layout: Layout) => newScene(product, join(folder, layout), layout);
    const [first, ...more] = plan.layouts;
    const scenes: Some<Scene> = [await open(first), ...(await Promise.all(more.map(open)))];
    const tally = newTally();
    const aim = newAim(random, await usualTime(scenes[0]));
    const problems: string[] = [];
    const isOver = () => isEnough(tally, plan.size);
    for (let n = 1; n <= 10 * plan.size && !isOver(); n++) {
      if (plan.endsAtProblem && problems.length > 0) break;
      const operation = pick(random, plan.operations);
      problems.push(...(await attempt(pick(random, scenes), operation, n, { random, aim, tally })));
    }
    if (!isOver() && !plan.endsAtProblem) problems.push('too few kills met a change');
    for (const scene of scenes) problems.push(...(await visitsLost(scene)));
    return { reached: textOf(tally, problems.length), problems };
  });
}

export function textOf({ killed, locked, committed, after, finished }: Hunt['tally'], neither: number): string {
  const where = `${killed} killed, of these ${locked} under the lock and ${committed} inside a commit`;
  return `${where}: ${killed - after} as before, ${after} as after, ${neither} neither; ${finished} more had finished, and each of them stands`;
}

async function usualTime(scene: Scene): Promise<number> {
  const start = performance.now();
  for (let n = 0; n < 3; n++) await visit(scene, timeOf(0));
  return (performance.now() - start) / 3;
}

function timeOf(n: number): string {
  return new Date(Date.UTC(2026, 6, 1) + n * 1000).toISOString();
}

/** One command, killed; then the next one, and what stands in the store after it. */
async function attempt(scene: Scene, operation: Operation, n: number, hunt: Hunt): Promise<string[]> {
  const at = timeOf(n);
  const id = pick(hunt.random, scene.subjects);
  const words = operation.words(id, n);
  if (operation.isMove) await undisturbed(scene.folder, ['state', id, 'planning'], at);
  const before = seen(scene);
  const after = await outcomeOf(scene, words, at);
  const running = startTickets(scene.product, scene.folder, words, { TICKETS_NOW: at });
  const ended = await shoot(running, join(scene.folder, 'work-items/.state'), hunt.aim, hunt.tally);
  const problems = await visit(scene, at);
  const now = seen(scene);
  problems.push(...judge(ended, now, before, after), ...(await complaints(scene.folder)));
  if (ended.signal !== null && differing(now, after).length === 0) hunt.tally.after++;
  return problems.map((problem) => `${operation.name} in a ${scene.layout} store, kill ${n}: ${problem}`);
}

export function judge({ code, signal, stderr }: Ended, now: Tree, before: Tree, after: Tree): string[] {
  if (signal === null && code !== 0) return [`ended by itself with exit ${code}: ${stderr}`];
  const [fromBefore, fromAfter] = [differing(now, before), differing(now, after)];
  if (fromAfter.length === 0) return [];
  if (code === 0) return [`finished, and then not there: ${some(fromAfter)}`];
  return fromBefore.length === 0 ? [] : [`neither as before (${some(fromBefore)}) nor as after (${some(fromAfter)})`];
}

function some(paths: readonly string[]): string {
  const files = paths.filter((path) => path.endsWith('.md'));
  return files.slice(0, 3).join(' ');
}
