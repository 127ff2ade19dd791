import { join } from 'node:path';
import { seededRandom } from '../bench/random.js';
import { registerPeer, removePeer } from '../src/pods/peers.js';
import { lockPods, type Pods } from '../src/pods/pods.js';
import { type Aim, newAim } from './aim.js';
import { withFolder } from './folder.js';
import { filesOfPods, leftByWriters, peersOf, podsBelow, writePods } from './pods.js';
import { type Ended, startTickets } from './processes.js';
import { type Product, withProduct, withProductWithout } from './product.js';
import type { Outcome, Row } from './row.js';
import { isEnough, marksOfJournal, newTally, shoot, type Tally } from './shoot.js';
import { differing, type Tree, writeFile } from './stores.js';

const withoutJournal = {
  file: 'src/pods/peers.ts',
  text: 'if (steps.length > 0) commitSteps({ ...scopeOf(pods), steps });',
  instead: 'for (const step of steps) commitSteps({ ...scopeOf(pods), steps: [step] });',
};

export const peerKills: Row = {
  name: 'peers, kills',
  done: (size) =>
    `${size} registrations and unregistrations killed by SIGKILL at a random instant, then the next writer`,
  full: 1_000,
  short: 12,
  run: (size, seed) => withProduct((product) => hunt(product, size, seed, false)),
  controls: [
    {
      without: 'the journal around both files: each is changed by itself',
      run: (seed) => withProductWithout(withoutJournal, (product) => hunt(product, 200, seed, true)),
    },
  ],
};

interface Hunt {
  product: Product;
  folder: string;
  pods: Pods;
  aim: Aim;
  tally: Tally;
}

function hunt(product: Product, size: number, seed: number, endsAtProblem: boolean): Promise<Outcome> {
  return withFolder(async (folder) => {
    const pods = writePods(folder, { hare: ['owl'], fox: ['elk', 'owl'] });
    const tally = newTally();
    const aim = newAim(seededRandom(seed), await usualTime(product, folder));
    const problems: string[] = [];
    const isOver = () => isEnough(tally, size);
    for (let n = 1; n <= 10 * size && !isOver() && !(endsAtProblem && problems.length > 0); n++) {
      const found = await attempt({ product, folder, pods, aim, tally });
      problems.push(...found.map((problem) => `kill ${n}: ${problem}`));
    }
    if (!isOver() && !endsAtProblem) problems.push('too few kills met a change');
    return { reached: textOf(tally, problems.length), problems };
  });
}

function textOf({ killed, locked, committed, after, finished }: Tally, neither: number): string {
  const where = `${killed} killed, of these ${locked} under the lock and ${committed} inside a commit`;
  return `${where}: ${killed - after} on neither side, ${after} on both, ${neither} otherwise; ${finished} more had finished`;
}

async function usualTime(product: Product, folder: string): Promise<number> {
  const start = performance.now();
  for (const word of ['peer', 'unpeer', 'peer'])
    await startTickets(product, folder, ['pod', word, 'fox', '--as', 'hare']).ended;
  return (performance.now() - start) / 3;
}

/** One command, killed; then the next writer, and what stands on both sides after it. */
async function attempt({ product, folder, pods, aim, tally }: Hunt): Promise<string[]> {
  const isRegistration = !peersOf(pods, 'hare').includes('fox');
  const before = filesOfPods(pods);
  const after = await outcomeOf(before, isRegistration);
  const word = isRegistration ? 'peer' : 'unpeer';
  const running = startTickets(product, folder, ['pod', word, 'fox', '--as', 'hare']);
  const ended = await shoot(running, marksOfJournal(pods.stateDir), aim, tally);
  await lockPods(pods, () => {});
  const now = filesOfPods(pods);
  if (ended.signal !== null && differing(now, after).length === 0) tally.after++;
  return [...judge(ended, now, before, after), ...leftByWriters(pods)];
}

/** What the command comes to, on a copy of the pods that nobody disturbs. */
function outcomeOf(before: Tree, isRegistration: boolean): Promise<Tree> {
  return withFolder(async (folder) => {
    const pods = podsBelow(folder);
    for (const [path, text] of Object.entries(before)) writeFile(join(pods.root, path), text);
    await (isRegistration ? registerPeer : removePeer)(pods, 'hare', 'fox');
    return filesOfPods(pods);
  });
}

function judge({ code, signal, stderr }: Ended, now: Tree, before: Tree, after: Tree): string[] {
  if (signal === null && code !== 0) return [`ended by itself with exit ${code}: ${stderr}`];
  if (differing(now, after).length === 0) return [];
  if (code === 0) return ['finished, and then not there'];
  return differing(now, before).length === 0
    ? []
    : [`neither as before nor as after: ${differing(now, after).join(' ')}`];
}
