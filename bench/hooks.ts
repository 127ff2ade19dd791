import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { compare } from './measure.js';
import { figureText, tableText } from './report.js';
import type { Row } from './rows.js';
import type { Bench } from './sections.js';
import { ourSide } from './sides.js';
import { ours } from './tools.js';

/** Our time for a change that is announced, divided by that for the same change where no hook fires. */
const targets = { absent: 1.05, live: 1.3 };

/** Two sides so much alike need more pairs than others, or chance decides. */
const timesThePairs = 5;

/** A store without pods, then with a Companion that is live, then with one that is not. Leaves the store with pods in it. */
export function hooksTable({ rows, sizes, stores, effort, say }: Bench): string {
  const told = rows.filter(({ name }) => name === 'comment ID' || name === 'start ID');
  if (told.length === 0) return '';
  const size = Math.min(...sizes);
  const cwd = stores.find(ours.format, size, 'change');
  const env = { TICKETS_RUNTIME_DIR: join(stores.directory, 'run') };
  const column = (title: string, target?: number) =>
    told.map((row) => {
      say(`hooks: ${row.name}, ${title}`);
      return figureText({ value: ratio(row), target });
    });
  const enough = { pairs: timesThePairs * effort.pairs, patience: timesThePairs * effort.patience };
  const ratio = (row: Row) => {
    const silent = { ...env, TICKETS_IN_HOOK: '1' };
    return compare(ourSide(row, size, stores, env), ourSide(row, size, stores, silent), enough).ratio;
  };
  const absent = column('no Companion', targets.absent);
  const stop = serveCompanion(cwd, env);
  const live = column('a live Companion', targets.live);
  stop();
  const away = column('a Companion that is not live');
  const body = told.map(({ name }, i) => [name, absent[i] ?? '', live[i] ?? '', away[i] ?? '']);
  const head = ['command', 'no Companion', 'a live one', 'one that is not live'];
  const title = `Telling the Companion, × the same change where no hook fires, over ${enough.pairs} pairs`;
  return tableText(title, head, body);
}

/** A mailbox in a process of its own, once it answers; the result ends it. */
function serveCompanion(cwd: string, extra: Record<string, string>): () => void {
  const env = { ...process.env, ...extra };
  const [node, script = ''] = ours.start;
  const tickets = (...words: string[]) => spawnSync(node, [script, ...words], { cwd, env, encoding: 'utf8' }).stdout;
  const server = spawn(node, [script, 'pod', 'serve', 'companion'], { cwd, env, stdio: 'ignore' });
  process.on('exit', () => server.kill());
  server.unref();
  const deadline = performance.now() + 10_000;
  while (!tickets('pod', 'show', 'companion', '--json').includes('"reachable":true')) {
    if (performance.now() > deadline) throw new Error('the Companion of the benchmark does not answer');
  }
  return () => void tickets('pod', 'stop', 'companion');
}
