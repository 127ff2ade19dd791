import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../bench/random.js';
import { createTicket } from '../src/actions/create-ticket.js';
import { lockStore } from '../src/store/change-ticket.js';
import { newAim } from './aim.js';
import { withFolder } from './folder.js';
import { judge, textOf } from './kills.js';
import { startTickets } from './processes.js';
import { type Product, withProduct, withProductWithout } from './product.js';
import type { Outcome, Row } from './row.js';
import { undisturbed } from './scene.js';
import { isEnough, newTally, shoot } from './shoot.js';
import { complaints, differing, openAt, treeOf, writeFile, writeStore } from './stores.js';

const size = 8;
const at = '2026-07-01T00:00:00Z';

const withoutJournal = {
  file: 'src/store/migrate-store.ts',
  text: 'if (plan.steps.length > 0) commitSteps({ ...scopeOf(store), steps: plan.steps });',
  instead: 'for (const step of plan.steps) commitSteps({ ...scopeOf(store), steps: [step] });',
};

/** A store that is being made flat is flat or as it was: no kill leaves it between the two. */
export const killedMigrations: Row = {
  name: 'kills, migrate',
  done: (kills) =>
    `${kills} times \`tickets migrate\` of a by-status store of ${size} tickets killed by SIGKILL at a random instant, each time the next writer let in`,
  full: 1_000,
  short: 6,
  run: (kills, seed) => withProduct((product) => hunt(product, kills, seed, false)),
  control: {
    without: 'the journal around the whole: each ticket is moved by itself',
    run: (seed) => withProductWithout(withoutJournal, (product) => hunt(product, 60, seed, true)),
  },
};

function hunt(product: Product, kills: number, seed: number, endsAtProblem: boolean): Promise<Outcome> {
  return withFolder(async (folder) => {
    const [template, flat, copy] = ['template', 'flat', 'copy'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeOlderStore(template);
    cpSync(template, flat, { recursive: true });
    await undisturbed(flat, ['migrate'], at);
    const [before, after] = [treeOf(template), treeOf(flat)];
    const random = seededRandom(seed);
    const tally = newTally();
    const aim = newAim(random, 250);
    const problems: string[] = [];
    const isOver = () => isEnough(tally, kills);
    for (let n = 1; n <= 10 * kills && !isOver(); n++) {
      if (endsAtProblem && problems.length > 0) break;
      rmSync(copy, { recursive: true, force: true });
      cpSync(template, copy, { recursive: true });
      const running = startTickets(product, copy, ['migrate'], { TICKETS_NOW: at });
      const ended = await shoot(running, join(copy, 'work-items/.state'), aim, tally);
      const found = await letNextIn(copy);
      const now = treeOf(copy);
      found.push(...judge(ended, now, before, after), ...(await complaints(copy)));
      if (ended.signal !== null && differing(now, after).length === 0) tally.after++;
      problems.push(...found.map((problem) => `kill ${n}: ${problem}`));
    }
    if (!isOver() && !endsAtProblem) problems.push('too few kills met a change');
    return { reached: textOf(tally, problems.length), problems };
  });
}

/** Titles that want quotes, states that are to be written, a resolution, and relations to be copied. */
async function writeOlderStore(folder: string): Promise<void> {
  writeStore(folder, 'by-status');
  const app = await openAt(folder);
  const made: string[] = [];
  for (let n = 0; n < size; n++) made.push((await createTicket(app, { title: `Ticket ${n}` })).ticket.id);
  const [first = '', second = '', third = ''] = made;
  await undisturbed(folder, ['close', first, '-m', 'Over.'], at);
  await undisturbed(folder, ['state', second, 'pending'], at);
  const relations = { version: 1, relations: [{ ticket_id: third, kind: 'related', target: first }] };
  writeFile(join(folder, `work-items/open/${third}/artifacts/relations.json`), JSON.stringify(relations));
}

/** The next writer, who completes what the killed one has left, and writes nothing of its own. */
async function letNextIn(folder: string): Promise<string[]> {
  try {
    await lockStore((await openAt(folder)).store, async () => {});
    return [];
  } catch (error) {
    return [`the next writer is refused: ${error instanceof Error ? error.message : String(error)}`];
  }
}
