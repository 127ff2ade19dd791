// Installs and builds what is missing or older than its source. Runs before anything is installed, so it uses Node
// alone; says what it does on stderr. Two at once wait for each other.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lock = join(root, '.prepare.lock');
const holder = join(lock, 'pid');

function changedAt(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function needsInstall() {
  return changedAt('node_modules/.package-lock.json') < changedAt('package-lock.json');
}

/** stdin stays with the command that is to follow; whatever these programs say is progress. */
function run(program, args) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (error) throw error;
  if (status !== 0) throw new Error(`${[program, ...args].join(' ')} failed`);
}

/** A holder that was killed leaves its lock; one that has not yet written its pid is alive. */
function isDead() {
  try {
    process.kill(Number(readFileSync(holder, 'utf8')) || process.pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

async function takeLock() {
  for (let said = false; ; said = true) {
    try {
      mkdirSync(lock);
      writeFileSync(holder, String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isDead()) rmSync(lock, { recursive: true, force: true });
    else if (!said) console.error('tickets: waiting for another install or build');
    await sleep(200);
  }
}

async function prepare() {
  if (needsInstall()) {
    await takeLock();
    try {
      if (needsInstall()) {
        console.error('tickets: installing what it needs (npm ci)');
        run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
      }
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  run(process.execPath, ['scripts/build.js', '--if-stale']);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`error: tickets needs Node 20.19 or newer, and this is ${process.versions.node}`);
  process.exitCode = 1;
} else {
  await prepare().catch((error) => {
    console.error(`error: tickets could not be prepared: ${error.message}`);
    process.exitCode = 1;
  });
}
