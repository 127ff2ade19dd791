import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { FileLayer } from '../../src/files/file-layer.js';
import { type Holder, thisProcess } from '../../src/files/holder.js';
import { isLocked, withLock } from '../../src/files/lock.js';
import { findDead, type Lock, openLock, readLock, sweep, takeFree, takeOver } from '../../src/files/lock-file.js';
import { newMark, standInLine } from '../../src/files/waiting-line.js';
import { Crash, countingDisk, crashingDisk, failingDisk, quickDisk, systemError, watchedDisk } from './broken-disk.js';
import { leftovers, newWorld, type World } from './world.js';

const impatient = { patienceMs: 60, holderPatienceMs: 40 };

function contend(world: World, ...args: string[]): ChildProcess {
  const script = fileURLToPath(new URL('contender.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, world.stateDir, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function heldByAnother(world: World): Promise<ChildProcess> {
  const child = contend(world, 'hold');
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}

function lockOf({ stateDir }: World): string {
  return join(stateDir, 'lock');
}

/** Who this process could not be: one that ran here and is no more. */
function deadHolder(token: string): Holder {
  return { ...thisProcess(), pid: spawnSync('true').pid, started: 1, token, at: '2026-01-01T00:00:00.000Z' };
}

function lockedBy(holder: object): World {
  const world = newWorld();
  writeFileSync(lockOf(world), JSON.stringify(holder));
  return world;
}

test('work runs under a lock that says who holds it, and the lock goes with the work', async () => {
  const world = newWorld();
  const seen = await withLock(world.stateDir, () => readLock(lockOf(world), quickDisk)?.holder);
  expect(seen).toMatchObject({ ...thisProcess(), pid: process.pid, host: hostname() });
  expect(leftovers(world)).toEqual([]);
});

test('the lock goes when the work fails, and the failure is told', async () => {
  const world = newWorld();
  await expect(withLock(world.stateDir, () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
  expect(leftovers(world)).toEqual([]);
});

test('a state directory is made where it is missing', async () => {
  const { root } = newWorld();
  expect(await withLock(join(root, '.other'), () => readdirSync(join(root, '.other')).sort())).toEqual([
    '.gitignore',
    'lock',
    'tmp',
  ]);
});

test('two changes of one process wait for each other', async () => {
  const world = newWorld();
  const steps: string[] = [];
  const change = (name: string) =>
    withLock(world.stateDir, async () => {
      steps.push(name);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(name);
    });
  await Promise.all([change('a'), change('b'), change('c')]);
  expect(steps.filter((name, n) => n % 2 === 0 && name !== steps[n + 1])).toEqual([]);
  expect(steps).toHaveLength(6);
});

test('several processes lose no count', { timeout: 60_000 }, async () => {
  const world = newWorld();
  writeFileSync(join(world.stateDir, 'tmp/counter'), '0');
  const children = [1, 2, 3, 4].map(() => contend(world, 'count', '25'));
  const codes = await Promise.all(children.map((child) => once(child, 'exit')));
  expect(codes.map(([code]) => code)).toEqual([0, 0, 0, 0]);
  expect(readFileSync(join(world.stateDir, 'tmp/counter'), 'utf8')).toBe('100');
  expect(leftovers(world)).toEqual(['tmp/counter']);
});

test('who waits too long behind one living holder is told who that is and how to check', {
  timeout: 30_000,
}, async () => {
  const world = newWorld();
  const { pid } = await heldByAnother(world);
  const lock = readFileSync(lockOf(world), 'utf8');
  const error = await withLock(world.stateDir, () => 'in', impatient).catch((reason) => reason);
  expect(error).toMatchObject({ kind: 'busy', code: 'store_busy' });
  expect(error.message).toContain(`process ${pid} on ${hostname()}`);
  expect(error.hints.join()).toContain(`ps -p ${pid}`);
  expect(error.hints.join()).not.toMatch(/rm |delete|remove/);
  expect(readFileSync(lockOf(world), 'utf8')).toBe(lock);
});

test('a killed holder’s lock is taken over, by one after the other', { timeout: 30_000 }, async () => {
  const world = newWorld();
  const child = await heldByAnother(world);
  expect(isLocked(world.stateDir)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isLocked(world.stateDir)).toBe(false);
  writeFileSync(join(world.stateDir, 'tmp/counter'), '0');
  const children = [1, 2, 3].map(() => contend(world, 'count', '5'));
  await Promise.all(children.map((one) => once(one, 'exit')));
  expect(readFileSync(join(world.stateDir, 'tmp/counter'), 'utf8')).toBe('15');
  expect(leftovers(world)).toEqual(['tmp/counter']);
});

test.each([
  ['has ended', {}],
  ['has ended, and another process has its id', { pid: process.pid }],
  ['ran before this machine was started', { pid: process.pid, started: null, boot_id: 'another' }],
])('a holder that %s is replaced', async (_, parts) => {
  const world = lockedBy({ ...deadHolder('dead'), ...parts });
  expect(await withLock(world.stateDir, () => 'in', impatient)).toBe('in');
  expect(leftovers(world)).toEqual([]);
});

test.each([
  ['on another host', { host: 'elsewhere.example' }, 'on elsewhere.example'],
  ['on another host that was started at another time', { host: 'elsewhere.example', boot_id: 'another' }, 'elsewhere'],
  ['in another container', { pid_namespace: 'pid:[1]' }, 'in its container'],
  ['in a container that is not known', { pid_namespace: null }, 'in its container'],
  ['of an unknown start of this machine', { boot_id: null }, 'ps -p'],
  ['that runs and does not say since when', { pid: process.pid, started: null }, 'ps -p'],
])('a holder %s is never taken for dead', async (_, parts, hint) => {
  const holder = { ...deadHolder('dead'), ...parts };
  const world = lockedBy(holder);
  const error = await withLock(world.stateDir, () => 'in', impatient).catch((reason) => reason);
  expect(error).toMatchObject({ code: 'store_busy', data: { holder } });
  expect(error.hints.join()).toContain(hint);
  expect(leftovers(world)).toEqual(['lock']);
  expect(isLocked(world.stateDir)).toBe(true);
});

test.each([
  ['nothing', ''],
  ['half a text', '{"pid": 1'],
  ['a process id that is none', JSON.stringify({ ...deadHolder('dead'), pid: 0 })],
  ['a token that is a path', JSON.stringify(deadHolder('../../dead'))],
  ['a host that would move the cursor', JSON.stringify({ ...deadHolder('dead'), host: 'a\u001b[2J' })],
])('a lock that holds %s is nobody’s to take, and the error says what to look at', async (_, text) => {
  const world = newWorld();
  writeFileSync(lockOf(world), text);
  const error = await withLock(world.stateDir, () => 'in', impatient).catch((reason) => reason);
  expect(error).toMatchObject({ code: 'store_busy', data: { holder: null } });
  expect(error.hints.join()).toContain(lockOf(world));
  expect(readFileSync(lockOf(world), 'utf8')).toBe(text);
});

/** A lock from before this machine was started. */
function oldLock(text: string): World {
  const world = newWorld();
  writeFileSync(lockOf(world), text);
  utimesSync(lockOf(world), 0, 0);
  return world;
}

const cutOff = JSON.stringify(deadHolder('dead')).slice(0, -40);

test.each([
  ['nothing', ''],
  ['the beginning of its text', cutOff],
  ['zeros', '\0'.repeat(200)],
])('a lock from before the machine was started in which a power loss left %s is taken over', async (_, text) => {
  const world = oldLock(text);
  expect(isLocked(world.stateDir)).toBe(false);
  expect(await withLock(world.stateDir, () => 'in', impatient)).toBe('in');
  expect(leftovers(world)).toEqual([]);
});

test.each([
  ['names another host', JSON.stringify({ ...deadHolder('dead'), host: 'elsewhere.example' }).slice(0, -20)],
  ['is whole and names no process', JSON.stringify({ ...deadHolder('dead'), pid: 0 })],
  ['is no lock at all', 'Do not touch.'],
])('a lock from before the machine was started that %s is nobody’s to take', async (_, text) => {
  const world = oldLock(text);
  await expect(withLock(world.stateDir, () => 'in', impatient)).rejects.toMatchObject({ code: 'store_busy' });
  expect(readFileSync(lockOf(world), 'utf8')).toBe(text);
});

test('a lock that is cut off and younger than the machine’s start is nobody’s to take', async () => {
  const world = newWorld();
  writeFileSync(lockOf(world), cutOff);
  await expect(withLock(world.stateDir, () => 'in', impatient)).rejects.toMatchObject({ code: 'store_busy' });
});

test('of two who take over a lock without its text one gets in, wherever the second comes upon the first', () => {
  const take = (lock: Lock) => {
    const dead = findDead(lock, lock.path);
    return dead !== undefined && takeOver(lock, lock.path, dead);
  };
  const { files: counted, calls } = countingDisk();
  take(openLock(oldLock('').stateDir, counted));
  for (let at = 1; at <= calls.length; at++) {
    const world = oldLock('');
    const second = openLock(world.stateDir, quickDisk);
    let hasSecond = false;
    const files = watchedDisk((_, n) => {
      if (n === at) hasSecond = take(second);
    });
    const first = openLock(world.stateDir, files);
    const hasFirst = take(first);
    expect([hasFirst, hasSecond].filter(Boolean)).toHaveLength(1);
    expect(readLock(lockOf(world), quickDisk)?.holder?.token).toBe(hasFirst ? first.token : second.token);
  }
});

test('of many processes that come upon a lock without its text none is in with another', {
  timeout: 60_000,
}, async () => {
  const world = oldLock('');
  writeFileSync(join(world.stateDir, 'tmp/counter'), '0');
  const children = [1, 2, 3, 4].map(() => contend(world, 'count', '10'));
  await Promise.all(children.map((child) => once(child, 'exit')));
  expect(readFileSync(join(world.stateDir, 'tmp/counter'), 'utf8')).toBe('40');
  expect(leftovers(world)).toEqual(['tmp/counter']);
});

test('a claim that a power loss left empty stops nobody, and is swept', async () => {
  const world = lockedBy(deadHolder('dead'));
  for (const name of ['lock.dead', 'lock.other']) {
    writeFileSync(join(world.stateDir, name), '');
    utimesSync(join(world.stateDir, name), 0, 0);
  }
  expect(await withLock(world.stateDir, () => 'in', impatient)).toBe('in');
  expect(leftovers(world)).toEqual([]);
});

test('a lock that is a directory or a link is nobody’s to take', async () => {
  const directory = newWorld();
  mkdirSync(lockOf(directory));
  const linked = newWorld({ dead: JSON.stringify(deadHolder('dead')) });
  symlinkSync(join(linked.root, 'dead'), lockOf(linked));
  for (const { stateDir } of [directory, linked]) {
    await expect(withLock(stateDir, () => 'in', impatient)).rejects.toMatchObject({ code: 'store_busy' });
  }
});

test('patience behind one holder ends before the patience for all of them', async () => {
  const world = lockedBy({ ...deadHolder('other'), host: 'elsewhere.example' });
  const options = { patienceMs: 600_000, holderPatienceMs: 40 };
  await expect(withLock(world.stateDir, () => 'in', options)).rejects.toMatchObject({ code: 'store_busy' });
});

/** A world in which every second look finds another holder, until the lock is free. */
function hurriedWorld(isOver: () => boolean): { world: World; files: FileLayer } {
  const world = lockedBy({ ...deadHolder('t0'), host: 'elsewhere.example' });
  let looks = 0;
  const files = watchedDisk((call, _, [path]) => {
    if (call !== 'lstat' || path !== lockOf(world)) return;
    looks += 1;
    if (isOver()) return rmSync(lockOf(world), { force: true });
    if (looks % 2 === 0) return;
    const next = join(world.stateDir, 'next');
    writeFileSync(next, JSON.stringify({ ...deadHolder(`t${looks}`), host: 'elsewhere.example' }));
    renameSync(next, lockOf(world));
  });
  return { world, files };
}

test('patience counts from each holder anew', async () => {
  const begun = performance.now();
  const { world, files } = hurriedWorld(() => performance.now() - begun > 2500);
  const options = { patienceMs: 600_000, holderPatienceMs: 2000, files };
  expect(await withLock(world.stateDir, () => 'in', options)).toBe('in');
});

test('patience with all holders together ends as well', async () => {
  const { world, files } = hurriedWorld(() => false);
  const options = { patienceMs: 50, holderPatienceMs: 600_000, files };
  await expect(withLock(world.stateDir, () => 'in', options)).rejects.toMatchObject({ code: 'store_busy' });
});

test('only one’s own lock is removed', async () => {
  const world = newWorld();
  const other = JSON.stringify(deadHolder('other'));
  await withLock(world.stateDir, () => writeFileSync(lockOf(world), other));
  expect(readFileSync(lockOf(world), 'utf8')).toBe(other);
});

test('of two who take over one dead holder’s lock one gets in, wherever the second comes upon the first', () => {
  const steps = callsOfTakeOver();
  for (let at = 1; at <= steps; at++) {
    const world = lockedBy(deadHolder('dead'));
    const second = openLock(world.stateDir, quickDisk);
    let hasSecond = false;
    const files = watchedDisk((_, n) => {
      if (n === at) hasSecond = takeOver(second, second.path, deadHolder('dead'));
    });
    const first = openLock(world.stateDir, files);
    const hasFirst = takeOver(first, first.path, deadHolder('dead'));
    expect([hasFirst, hasSecond].filter(Boolean)).toHaveLength(1);
    expect(readLock(lockOf(world), quickDisk)?.holder?.token).toBe(hasFirst ? first.token : second.token);
  }
});

test('a claimant that dies at any point of its takeover blocks nobody, and leaves nothing behind', async () => {
  const steps = callsOfTakeOver();
  for (let at = 1; at <= steps; at++) {
    const world = lockedBy(deadHolder('dead'));
    const claimant = { ...openLock(world.stateDir, crashingDisk(at)), self: deadHolder('') };
    expect(() => takeOver(claimant, claimant.path, deadHolder('dead'))).toSatisfy(crashesOrHolds);
    expect(await withLock(world.stateDir, () => 'in', { ...impatient, files: quickDisk })).toBe('in');
    expect(leftovers(world)).toEqual([]);
  }
});

test('of two who replace one dead claimant one gets in', () => {
  const replace = (files = quickDisk) => {
    const world = lockedBy(deadHolder('dead'));
    writeFileSync(join(world.stateDir, 'lock.dead'), JSON.stringify(deadHolder('claimant')));
    return { world, first: openLock(world.stateDir, files), second: openLock(world.stateDir, quickDisk) };
  };
  const { files, calls } = countingDisk();
  const { first: counted } = replace(files);
  takeOver(counted, counted.path, deadHolder('dead'));
  for (let at = 1; at <= calls.length; at++) {
    let hasSecond = false;
    const made = replace(
      watchedDisk((_, n) => {
        if (n === at) hasSecond = takeOver(made.second, made.second.path, deadHolder('dead'));
      }),
    );
    const hasFirst = takeOver(made.first, made.first.path, deadHolder('dead'));
    expect([hasFirst, hasSecond].filter(Boolean)).toHaveLength(1);
  }
});

test('a lock that has been taken over and given back is not taken over again', () => {
  const world = lockedBy({ ...thisProcess(), token: 'living', at: 'now' });
  const late = openLock(world.stateDir, quickDisk);
  expect(takeOver(late, late.path, deadHolder('dead'))).toBe(false);
  expect(readLock(lockOf(world), quickDisk)?.holder?.token).toBe('living');
  expect(leftovers(world)).toEqual(['lock']);
});

test('a crash while a free lock is taken blocks nobody', async () => {
  const { files, calls } = countingDisk();
  const counted = openLock(newWorld().stateDir, files);
  takeFree(counted, counted.path);
  for (let at = 1; at <= calls.length; at++) {
    const world = newWorld();
    const dying = { ...openLock(world.stateDir, crashingDisk(at)), self: deadHolder('') };
    expect(() => takeFree(dying, dying.path)).toSatisfy(crashesOrHolds);
    expect(await withLock(world.stateDir, () => 'in', { ...impatient, files: quickDisk })).toBe('in');
    expect(leftovers(world)).toEqual([]);
  }
});

test('a disk that fails at any call while the lock is taken leaves no lock of the living behind', async () => {
  const { files, calls } = countingDisk();
  const taken = await withLock(newWorld().stateDir, () => calls.length, { files });
  for (let at = 1; at <= taken; at++) {
    for (const errno of ['EIO', 'ENOSPC', 'EMFILE', 'EROFS']) {
      const world = newWorld();
      const options = { ...impatient, files: failingDisk(at, errno, false) };
      const outcome = await withLock(world.stateDir, () => 'in', options).catch((error) => error.kind);
      expect(['in', 'unwritable']).toContain(outcome);
      expect(leftovers(world)).not.toContain('lock');
    }
  }
});

test('a disk without links has locks all the same', async () => {
  const world = newWorld();
  const files = watchedDisk((call) => {
    if (call === 'link') throw systemError('ENOTSUP');
  });
  const inside = await withLock(world.stateDir, () => takeFree(openLock(world.stateDir, files), lockOf(world)), {
    files,
  });
  expect(inside).toBe(false);
  expect(leftovers(world)).toEqual([]);
  writeFileSync(lockOf(world), JSON.stringify(deadHolder('dead')));
  expect(await withLock(world.stateDir, () => 'in', { ...impatient, files })).toBe('in');
});

test('what the dead have left beside the lock is swept, and what the living are writing is not', () => {
  const world = newWorld();
  const living = JSON.stringify({ ...thisProcess(), token: 'living', at: 'now' });
  const litter = {
    'lock.aa': JSON.stringify(deadHolder('one')),
    'lock.bb.new': JSON.stringify(deadHolder('two')),
    'lock.cc.new': '',
    'lock.dd': living,
    'lock.ee.new': living,
    'lock.ff.wait': '',
    'lock.gg.wait': '',
    'lock.txt.bak': '',
  };
  for (const [name, text] of Object.entries(litter)) writeFileSync(join(world.stateDir, name), text);
  utimesSync(join(world.stateDir, 'lock.ff.wait'), 0, 0);
  sweep(openLock(world.stateDir, quickDisk));
  expect(leftovers(world)).toEqual(['lock.dd', 'lock.ee.new', 'lock.gg.wait', 'lock.txt.bak']);
});

test('who comes while others wait stands in line behind them, and one who never looks holds up nobody', async () => {
  const world = newWorld();
  const others = ['lock.00000001-aa.wait', 'lock.00000002-bb.wait'];
  for (const name of others) writeFileSync(join(world.stateDir, name), '');
  const opened: string[] = [];
  const files = watchedDisk((call, _, [path]) => {
    if (call === 'open' && /\.(wait|new)$/.test(String(path))) opened.push(String(path).replace(/.*\./, ''));
  });
  const lock = openLock(world.stateDir, quickDisk);
  const inside = await withLock(world.stateDir, () => standInLine(lock, newMark(lock)), { files });
  expect(inside).toBe(2);
  expect(opened).toEqual(['wait', 'new']);
  expect(leftovers(world).filter((name) => !name.includes(lock.token))).toEqual(others);
});

test('one whose mark was taken for a dead one’s makes it again, and keeps its place', () => {
  const world = newWorld();
  const lock = openLock(world.stateDir, quickDisk);
  const mark = newMark(lock);
  standInLine(lock, mark);
  writeFileSync(join(world.stateDir, 'lock.zzzzzzzz-later.wait'), '');
  utimesSync(mark, 0, 0);
  sweep(lock);
  expect(leftovers(world)).toEqual(['lock.zzzzzzzz-later.wait']);
  expect(standInLine(lock, mark)).toBe(0);
  expect(leftovers(world)).toHaveLength(2);
});

test('no mark is made where nobody waits', async () => {
  const world = newWorld();
  const files = watchedDisk((call, _, [path]) => {
    if (call === 'open') expect(String(path)).not.toContain('.wait');
  });
  expect(await withLock(world.stateDir, () => 'in', { files })).toBe('in');
});

test('a candidate that was swept while it was written is tried again', async () => {
  const world = newWorld();
  let swept = 0;
  const files = watchedDisk((call, _, [path]) => {
    if (call === 'link' && swept++ < 3) quickDisk.unlink(String(path));
  });
  expect(await withLock(world.stateDir, () => 'in', { files })).toBe('in');
  expect(swept).toBe(4);
});

function callsOfTakeOver(): number {
  const { files, calls } = countingDisk();
  const lock = openLock(lockedBy(deadHolder('dead')).stateDir, files);
  takeOver(lock, lock.path, deadHolder('dead'));
  return calls.length;
}

function crashesOrHolds(take: () => boolean): boolean {
  try {
    return take();
  } catch (error) {
    return error instanceof Crash;
  }
}
