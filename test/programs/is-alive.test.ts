import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive, startOf } from '../../src/programs/is-alive.js';

function sleeper(script: string): ChildProcess {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

test('this process and the first one are alive, whosever they are', () => {
  expect([process.pid, 1].map(isAlive)).toEqual([true, true]);
});

test('a process that has ended is not alive', () => {
  expect(isAlive(spawnSync('true').pid)).toBe(false);
});

test('numbers that are no process ids are of nobody', () => {
  expect([2 ** 31, 2 ** 40, 1.5, Number.NaN].map(isAlive)).toEqual([false, false, false, false]);
});

test.runIf(process.platform === 'linux')(
  'a process that only waits for its parent to notice is not alive',
  async () => {
    const child = sleeper('sleep 0 & echo $!; exec sleep 600');
    const [output] = child.stdout ? await once(child.stdout, 'data') : [];
    const pid = Number(String(output));
    while (!readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ')) await sleep(5);
    expect(isAlive(pid)).toBe(false);
  },
);

test.runIf(process.platform === 'linux')(
  'a start is the same for one process and another for a later one',
  async () => {
    const child = sleeper('exec sleep 600');
    const { pid = 0 } = child;
    expect(startOf(process.pid)).toBe(startOf(process.pid));
    expect(startOf(pid)).toBeGreaterThan(startOf(process.pid) ?? 0);
  },
);

test('the start of a process that is none is not known', () => {
  expect(startOf(spawnSync('true').pid)).toBeNull();
});
