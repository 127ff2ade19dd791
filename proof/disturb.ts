import { spawnSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Random, seededRandom } from '../bench/random.js';
import { TicketsError } from '../src/errors.js';
import type { FileLayer } from '../src/files/file-layer.js';
import { type Call, countingDisk, failingDisk, quickDisk } from '../test/files/broken-disk.js';
import { buryHolders, cutOffDisk, forgetfulDisk, helplessDisk, onDisk, shortDisk } from './disks.js';
import { withFolder } from './folder.js';
import type { Outcome } from './row.js';
import { differing, type Tree } from './stores.js';

/** Something that changes files, as often as is needed, each time on a copy of the same folder. */
export interface Operation {
  name: string;
  /** Fills a folder, and says how to open a copy of it. */
  prepare: (folder: string) => Promise<(copy: string) => Promise<Stage>>;
}

/** One copy, on which the operation is done once. */
export interface Stage {
  stateDir: string;
  act: () => Promise<unknown>;
  nextWriter: () => Promise<unknown>;
  /** All that a reader can see. */
  seen: () => Tree;
  /** What is wrong with the copy as a whole. */
  complaints: () => Promise<string[]>;
}

/** An operation with what it calls, and what it comes to, when nothing disturbs it. */
interface Scene {
  name: string;
  template: string;
  open: (copy: string) => Promise<Stage>;
  calls: Call[];
  before: Tree;
  after: Tree;
}

/** What disturbs an operation at one of its calls. */
interface Disturbance {
  name: string;
  /** The calls, counted from 1, that it can happen at. */
  points: (calls: readonly Call[]) => number[];
  disk: (point: number) => { files: FileLayer; losePower?: (folder: string) => void };
  /** The process is gone after it. */
  isCrash: boolean;
}

const everyPoint = (calls: readonly Call[]) => calls.map((_, n) => n + 1);
/** After the last call too: what was acknowledged has to outlive the machine. */
const anyInstant = (calls: readonly Call[]) => [...everyPoint(calls), calls.length + 1];
const writes = (calls: readonly Call[]) => everyPoint(calls).filter((n) => calls[n - 1] === 'write');

const killed: Disturbance = {
  name: 'killed',
  points: anyInstant,
  disk: (point) => ({ files: cutOffDisk(point) }),
  isCrash: true,
};

const powerLoss = (isSyncing: boolean): Disturbance => ({
  name: 'without power',
  points: anyInstant,
  disk: (point) => forgetfulDisk(point, isSyncing),
  isCrash: true,
});

const refused = (errno: string, forever: boolean): Disturbance => ({
  name: `${errno}${forever ? ' from then on' : ''}`,
  points: everyPoint,
  disk: (point) => ({ files: { ...failingDisk(point, errno, forever) } }),
  isCrash: false,
});

const short = (full: boolean): Disturbance => ({
  name: full ? 'a short write, then ENOSPC' : 'a short write',
  points: writes,
  disk: (point) => ({ files: shortDisk(point, full) }),
  isCrash: false,
});

/** The process ends, or the machine loses power. */
export const crashes: readonly Disturbance[] = [killed, powerLoss(true)];

/** Without fsync: the disk forgets what was written. */
export const forgetting: readonly Disturbance[] = [powerLoss(false)];

export const errnos = ['EIO', 'ENOSPC', 'EACCES', 'EROFS', 'EMFILE', 'EFBIG'];

export const refusals: readonly Disturbance[] = [
  ...errnos.flatMap((errno) => [refused(errno, false), refused(errno, true)]),
  short(false),
  short(true),
];

/** After the failure the disk takes nothing back. */
export const notTakenBack: readonly Disturbance[] = [
  { ...refused('EIO', false), disk: (point) => ({ files: helplessDisk(point, 'EIO') }) },
];

/** More than any operation makes: each of its calls. */
export const every = 1_000;

export function callsOf(size: number): string {
  return size >= every ? 'each of its calls to the disk' : `${size} of its calls to the disk`;
}

/** Thousands of folders are made and thrown away here, and a disk in memory bears that best. */
const quickest = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

interface Tally {
  before: number;
  after: number;
}

/** Each operation, disturbed in each way at `size` of its calls; the next writer is let in every time. */
export async function disturb(
  operations: readonly Operation[],
  disturbances: readonly Disturbance[],
  size: number,
  seed: number,
): Promise<Outcome> {
  const random = seededRandom(seed);
  const tally: Tally = { before: 0, after: 0 };
  const problems: string[] = [];
  for (const operation of operations)
    await withFolder(async (folder) => {
      const scene = await rehearse(operation, folder);
      for (const disturbance of disturbances)
        for (const point of sample(disturbance.points(scene.calls), size, random)) {
          const found = await withFolder((copy) => attempt(scene, disturbance, point, copy, tally), quickest);
          const where = `${scene.name}, ${disturbance.name} at call ${point} (${scene.calls[point - 1] ?? 'none'})`;
          problems.push(...found.map((problem) => `${where}: ${problem}`));
        }
    }, quickest);
  const { before, after } = tally;
  const reached = `${before + after + problems.length} times: ${before} as before, ${after} as after, ${problems.length} otherwise`;
  return { reached, problems };
}

function sample(points: readonly number[], size: number, random: Random): number[] {
  const left = [...points];
  while (left.length > size) left.splice(random(left.length), 1);
  return left;
}

/** The operation undisturbed: what it calls, and what it comes to. */
async function rehearse({ name, prepare }: Operation, folder: string): Promise<Scene> {
  const [template, copy] = [join(folder, 'template'), join(folder, 'copy')];
  const open = await prepare(template);
  const before = (await open(template)).seen();
  cpSync(template, copy, { recursive: true });
  const stage = await open(copy);
  const { files, calls } = countingDisk();
  await onDisk({ ...files }, stage.act);
  return { name, template, open, calls, before, after: stage.seen() };
}

const { pid: deadPid } = spawnSync(process.execPath, ['--version']);

/** The operation, disturbed once; then the next writer. Both answers are held to. */
async function attempt(
  scene: Scene,
  { disk, isCrash }: Disturbance,
  point: number,
  folder: string,
  tally: Tally,
): Promise<string[]> {
  cpSync(scene.template, folder, { recursive: true });
  const stage = await scene.open(folder);
  const { files, losePower } = disk(point);
  const error = await onDisk(files, async () => failureOf(stage.act));
  losePower?.(folder);
  const promise = isCrash ? promiseOfDead(error) : promiseOf(error);
  const problems = promise.isKeptAtOnce ? breaches(promise, scene, stage) : [];
  buryHolders(stage.stateDir, deadPid);
  const refusal = await onDisk(quickDisk, async () => failureOf(stage.nextWriter));
  if (refusal !== undefined) problems.push(`the next writer is refused: ${refusal.message}`);
  problems.push(...breaches(promise, scene, stage), ...(await stage.complaints()));
  if (problems.length === 0) tally[standing(scene, stage) === 'before' ? 'before' : 'after']++;
  return problems;
}

type Standing = 'before' | 'after' | 'neither';

function standing({ before, after }: Scene, stage: Stage): Standing {
  const now = stage.seen();
  if (differing(now, before).length === 0) return 'before';
  return differing(now, after).length === 0 ? 'after' : 'neither';
}

/** Where an answer says that things stand; from the dead there is none, and both are right. */
interface Given {
  answer: string;
  allowed: readonly Standing[];
  isKeptAtOnce: boolean;
}

function promiseOfDead(error: Error | undefined): Given {
  if (error === undefined) return { answer: 'said to be done', allowed: ['after'], isKeptAtOnce: false };
  return { answer: 'cut off', allowed: ['before', 'after'], isKeptAtOnce: false };
}

/** What is refused has changed nothing; only a change that is "recorded" may wait for the next writer. */
function promiseOf(error: Error | undefined): Given {
  if (error === undefined) return { answer: 'said to be done', allowed: ['after'], isKeptAtOnce: true };
  if (!(error instanceof TicketsError)) return { answer: `raw ${error.message}`, allowed: [], isKeptAtOnce: true };
  const isMade = error.kind === 'recorded' || error.code === 'write_unconfirmed';
  const allowed: Standing[] = [isMade ? 'after' : 'before'];
  return { answer: `refused with ${error.code}`, allowed, isKeptAtOnce: error.kind !== 'recorded' };
}

function breaches({ answer, allowed }: Given, scene: Scene, stage: Stage): string[] {
  const now = standing(scene, stage);
  return allowed.includes(now) ? [] : [`${answer}, and is ${now === 'neither' ? 'neither before nor after' : now}`];
}

async function failureOf(work: () => Promise<unknown>): Promise<Error | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
