import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Random, seededRandom } from '../bench/random.js';
import type { FileLayer } from '../src/files/file-layer.js';
import { acceptNotices, consumeNotices, openInbox, prepareInbox, readInbox } from '../src/pods/inbox.js';
import { ensureMetadata } from '../src/pods/metadata.js';
import type { Notice } from '../src/pods/notice.js';
import { openPods, type Pods } from '../src/pods/pods.js';
import { Crash, countingDisk, crashingDisk, quickDisk } from '../test/files/broken-disk.js';
import { buryHolders } from './disks.js';
import { withFolder } from './folder.js';
import type { Outcome, Row } from './row.js';

export const noticePower: Row = {
  name: 'notices, power',
  done: (size) =>
    `an inbox takes notices, has some consumed and is rotated; the machine loses power at ${size} of the calls to its disk, and the pod starts again`,
  full: 400,
  short: 24,
  run: (size, seed) => enumerate(size, seededRandom(seed), true),
  controls: [
    {
      without: 'fsync: the disk forgets what was written',
      run: (seed) => enumerate(30, seededRandom(seed), false),
    },
  ],
};

/** What the pod has said before the power went. */
interface Told {
  accepted: string[];
  consumed: string[];
}

const quickest = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const now = '2026-06-18T15:00:00Z';
const { pid: deadPid } = spawnSync('true');

function enumerate(size: number, random: Random, isSyncing: boolean): Promise<Outcome> {
  return withFolder(async (folder) => {
    const problems: string[] = [];
    const tally = { points: 0, kept: 0 };
    for (const isFull of [false, true]) {
      const template = join(folder, isFull ? 'full' : 'empty');
      await writeTemplate(template, isFull);
      const calls = await countCalls(template, join(folder, 'counted'));
      for (const point of sample(calls, Math.ceil(size / 2), random)) {
        const { kept, found } = await attempt(template, join(folder, 'copy'), point, isSyncing);
        problems.push(
          ...found.map((problem) => `${isFull ? 'with' : 'without'} a rotation, call ${point}: ${problem}`),
        );
        tally.points++;
        tally.kept += kept;
      }
    }
    return {
      reached: `${tally.points} times without power; all of ${tally.kept} accepted notices are there`,
      problems,
    };
  }, quickest);
}

function sample(calls: number, size: number, random: Random): number[] {
  const left = Array.from({ length: calls + 1 }, (_, n) => n + 1);
  while (left.length > size) left.splice(random(left.length), 1);
  return left;
}

function podsOn(folder: string, files: FileLayer): Pods {
  return { ...openPods(join(folder, 'tickets/pods'), { env: {}, folderName: 'forest' }), files };
}

/** An inbox that is new, or one that is about to be rotated. */
async function writeTemplate(folder: string, isFull: boolean): Promise<void> {
  mkdirSync(folder);
  const pods = podsOn(folder, quickDisk);
  await ensureMetadata(pods, 'hare');
  if (!isFull) return;
  const inbox = openInbox(pods, 'hare');
  const read = Array.from({ length: 140 }, (_, n) => notice(`read ${n}`, 'x'.repeat(61_000)));
  await acceptNotices(inbox, [notice('old'), ...read]);
  await consumeNotices(
    inbox,
    read.map(({ id }) => id),
    now,
  );
}

async function countCalls(template: string, copy: string): Promise<number> {
  cpSync(template, copy, { recursive: true });
  const { files, calls } = countingDisk();
  await work(podsOn(copy, files), { accepted: [], consumed: [] });
  rmSync(copy, { recursive: true });
  return calls.length;
}

/** A pod's day: what was said of a notice is noted as soon as it is said. */
async function work(pods: Pods, told: Told): Promise<void> {
  const inbox = openInbox(pods, 'hare');
  await prepareInbox(inbox);
  for (const ids of [['a'], ['b', 'c', 'a'], ['d']]) {
    await acceptNotices(
      inbox,
      ids.map((id) => notice(id)),
    );
    told.accepted.push(...ids);
  }
  await consumeNotices(inbox, ['a', 'c'], now);
  told.consumed.push('a', 'c');
  await acceptNotices(inbox, [notice('e'), notice('c')]);
  told.accepted.push('e');
}

async function attempt(template: string, copy: string, point: number, isSyncing: boolean) {
  cpSync(template, copy, { recursive: true });
  const told: Told = { accepted: existsSync(join(copy, 'tickets/pods/hare/inbox.jsonl')) ? ['old'] : [], consumed: [] };
  const disk = forgetfulDisk(point, isSyncing);
  await work(podsOn(copy, disk.files), told).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
  disk.losePower(copy);
  const stateDir = join(copy, 'tickets/pods/hare/.state');
  if (existsSync(stateDir)) buryHolders(stateDir, deadPid);
  const found = await judge(podsOn(copy, quickDisk), told);
  rmSync(copy, { recursive: true });
  return { kept: new Set(told.accepted).size, found };
}

/** The next start: it has to be let in, and to find what was accepted. */
async function judge(pods: Pods, { accepted, consumed }: Told): Promise<string[]> {
  const inbox = openInbox(pods, 'hare');
  await prepareInbox(inbox);
  const answers = await acceptNotices(inbox, [notice('next'), ...accepted.map((id) => notice(id))]);
  const waiting = readInbox(pods, 'hare').map(({ id }) => id);
  const problems: string[] = [];
  const lost = accepted.filter((_, n) => answers[n + 1] !== 'known');
  if (lost.length > 0) problems.push(`accepted and lost: ${lost.join(' ')}`);
  const again = consumed.filter((id) => waiting.includes(id));
  if (again.length > 0) problems.push(`consumed, and waits again: ${again.join(' ')}`);
  if (!waiting.includes('next')) problems.push('the next notice is not there');
  if (new Set(waiting).size < waiting.length) problems.push('a notice is there twice');
  return problems;
}

/** Ends everything at a call, and then has of every file only what it was asked to keep. */
function forgetfulDisk(last: number, isSyncing: boolean): { files: FileLayer; losePower: (folder: string) => void } {
  const kept = new Map<number, number>();
  const crashing = { ...crashingDisk(last) };
  const files: FileLayer = {
    ...crashing,
    write: (fd, bytes, offset) => {
      const { ino, size } = quickDisk.fstat(fd);
      if (!kept.has(ino)) kept.set(ino, size);
      return crashing.write(fd, bytes, offset);
    },
    fsync: (fd) => {
      crashing.fsync(fd);
      const { ino, size } = quickDisk.fstat(fd);
      if (isSyncing && kept.has(ino)) kept.set(ino, size);
    },
  };
  const losePower = (folder: string) => {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile() && !one.name.startsWith('lock'))) {
      const path = join(entry.parentPath, entry.name);
      const { ino, size } = statSync(path);
      truncateSync(path, Math.min(size, kept.get(ino) ?? size));
    }
  };
  return { files, losePower };
}

function notice(id: string, message = `message ${id}`): Notice {
  return { id, at: now, source: null, proven: false, message, auto_run: false, late: false };
}
