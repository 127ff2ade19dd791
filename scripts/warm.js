// Runs everyday commands of a fresh build in a scratch store, then keeps what V8 has compiled of each chunk beside it.
// A process of its own: node scripts/warm.js CHUNKS. It ends with 3 where all but the telling of a Companion was run.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// What was compiled further in here would be compiled further at every start, and what was thrown away is not kept.
const unusual = ['sparkplug', 'flush-bytecode'];
for (const flag of unusual) setFlagsFromString(`--no-${flag}`);

const [folder] = process.argv.slice(2);
const { openLoader } = createRequire(import.meta.url)('../bin/run.js');
const scripts = new Map();
const { run } = openLoader(folder, (cache, script) => scripts.set(cache, script))('main.cjs');

const scratch = mkdtempSync(join(tmpdir(), 'tickets-warm-'));
process.chdir(scratch);
process.env.WORK_ITEMS_DIR = join(scratch, 'work-items');
process.env.TICKETS_RUNTIME_DIR = join(scratch, 'run');
await run(['init']);
for (let n = 0; n < 40; n++) await run(['create', `Warm ${n}`, '--label', 'a,b']);
const [id, other, third] = readdirSync(join(scratch, 'work-items')).filter((name) => name.includes('warm'));
const lines = [
  ['--version'],
  ['relate', id, 'depends_on', other],
  ['list'],
  ['list', '--state', 'all', '--json'],
  ['show', id],
  ['show', id, '--json'],
  ['show', id.slice(0, -1)],
  ['next'],
  ['blocked'],
  ['start', other],
  ['comment', other, '-m', 'text'],
  ['edit', other, '--title', 'Another title'],
  ['review', other, '--approve', '-m', 'text'],
  ['done', other],
  ['close', other, '-m', 'text'],
  ['state', third, 'ready'],
  ['search', 'text'],
  ['status'],
  ['stats'],
  ['where'],
  ['doctor'],
  ['help'],
  ['list', '--help'],
];
for (const line of lines) await run(line);
const isTold = await warmTelling();
process.chdir('/');
rmSync(scratch, { recursive: true, force: true });
// A start takes nothing that was made with other flags than its own.
for (const flag of unusual) setFlagsFromString(`--${flag}`);
for (const [cache, script] of scripts) writeFileSync(cache, script.createCachedData());
process.exitCode = isTold ? 0 : 3;

/**
 * Transitions that a live Companion hears of; it lives in another process, since V8 takes no cache of one with its flags.
 * Whether one went live.
 */
async function warmTelling() {
  const loader = fileURLToPath(new URL('../bin/run.js', import.meta.url));
  const serve = `require(${JSON.stringify(loader)}).openLoader(${JSON.stringify(folder)})('main.cjs').run(['pod', 'serve', 'companion'])`;
  const server = spawn(process.execPath, ['-e', serve], { stdio: 'ignore' });
  const sockets = () => (existsSync(join(scratch, 'run')) ? readdirSync(join(scratch, 'run')) : []);
  for (let tries = 0; sockets().length === 0 && server.exitCode === null && tries < 250; tries++) await sleep(20);
  const isLive = sockets().length > 0;
  const told = ['comment', id, '-m', 'text'];
  for (const line of isLive ? [told, told, ['pod', 'stop', 'companion']] : []) await run(line);
  server.kill();
  return isLive;
}
