import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pick, seededRandom } from '../bench/random.js';
import { newAim } from './aim.js';
import { quickest, withFolder } from './folder.js';
import { type Guard, withoutJournal, withoutJournalOfMigrate, withoutRecovery } from './guards.js';
import { type Ground, groundsOf, type Job, jobs, seen, witness } from './kill-jobs.js';
import { type Library, libraryOf } from './library.js';
import { type Armed, armTickets, type Ended } from './processes.js';
import { type Product, withProduct, withProductWithout } from './product.js';
import type { Outcome, Row } from './row.js';
import { isEnough, newTally, shoot, type Tally } from './shoot.js';
import { complaints, differing, later, openWith, type Tree, treeOf } from './stores.js';

export const kills: readonly Row[] = [
  killsOf(jobs.create, withoutRecovery),
  killsOf(jobs.comment, withoutRecovery),
  killsOf(jobs.state, withoutJournal),
  killsOf(jobs.close, withoutJournal),
  killsOf(jobs.edit, withoutRecovery),
  killsOf(jobs.migrate, withoutJournalOfMigrate),
];

/** One command, killed again and again: the store is as before it or as after it, and the next writer is let in. */
function killsOf(job: Job, { without, cut }: Guard): Row {
  return {
    name: `kills, ${job.name}`,
    done: (size) =>
      `${size} times ${job.what} killed by SIGKILL at a random instant, and each time the next writer let in`,
    full: 1_000,
    short: 6,
    run: (size, seed) => withProduct((product) => hunt(product, job, { size, seed, endsAtProblem: false })),
    controls: [
      {
        without,
        run: (seed) =>
          withProductWithout(cut, (product) => hunt(product, job, { size: 300, seed, endsAtProblem: true })),
      },
    ],
  };
}

interface Plan {
  size: number;
  seed: number;
  /** A control has shown what it should at the first thing that does not hold. */
  endsAtProblem: boolean;
}

/** A command that is about to begin, in a store of its own. */
interface Victim {
  ground: Ground;
  folder: string;
  armed: Armed;
}

/** A disk in memory is enough: what a process has handed over outlives it, whatever the disk is. */
function hunt(product: Product, job: Job, { size, seed, endsAtProblem }: Plan): Promise<Outcome> {
  return withFolder(async (folder) => {
    const random = seededRandom(seed);
    const library = await libraryOf(product);
    const grounds = await groundsOf(job, folder);
    const tally = newTally();
    const aim = newAim(random, 40);
    const problems: string[] = [];
    const isOver = () => isEnough(tally, size) || (endsAtProblem && problems.length > 0);
    const arm = (n: number) => armIn(join(folder, `copy-${n % 2}`), pick(random, grounds), product);
    let victim = arm(0);
    for (let n = 1; n <= 10 * size && !isOver(); n++) {
      victim.armed.go();
      const marks = job.marks(join(victim.folder, 'work-items/.state'));
      const ended = await shoot(victim.armed, marks, aim, tally);
      const shot = victim;
      // The next one starts up while this one is judged.
      victim = arm(n);
      const found = await judge(shot, ended, library, tally);
      problems.push(...found.map((problem) => `${shot.ground.name}, kill ${n}: ${problem}`));
    }
    victim.armed.child.kill('SIGKILL');
    await victim.armed.ended;
    if (!isEnough(tally, size) && !endsAtProblem) problems.push('too few kills met a commit: the row is void');
    return { reached: textOf(tally, problems.length), problems };
  }, quickest);
}

function armIn(folder: string, ground: Ground, product: Product): Victim {
  rmSync(folder, { recursive: true, force: true });
  cpSync(ground.template, folder, { recursive: true });
  return { ground, folder, armed: armTickets(product, folder, ground.words, { TICKETS_NOW: later }) };
}

function textOf({ killed, locked, committed, after, finished }: Tally, otherwise: number): string {
  const where = `${killed} killed, of these ${locked} under the lock and ${committed} inside the commit`;
  return `${where}: ${killed - after} as before, ${after} as after, ${otherwise} otherwise; ${finished} more had finished, and each of them stands`;
}

async function judge({ ground, folder }: Victim, ended: Ended, library: Library, tally: Tally): Promise<string[]> {
  const problems = await visit(library, folder);
  if (!isThere(treeOf(folder))) problems.push('what the next writer has written is not there');
  const now = seen(folder);
  if (ended.signal !== null && differing(now, ground.after).length === 0) tally.after++;
  return [...problems, ...standing(ended, now, ground), ...(await complaints(folder))];
}

const words = 'Said by the next one.';

/** The next writer: it has to get in, and completes what the one before it has left. */
async function visit(library: Library, folder: string): Promise<string[]> {
  try {
    const app = await openWith(library, folder, later);
    await library.commentTicket(app, witness, 'comment', words);
    return [];
  } catch (error) {
    return [`the next writer is refused: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function isThere(tree: Tree): boolean {
  return Object.entries(tree).some(([path, text]) => path.endsWith(`${witness}/thread.md`) && text.includes(words));
}

function standing({ code, signal, stderr }: Ended, now: Tree, { before, after }: Ground): string[] {
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
