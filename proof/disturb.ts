import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Random, seededRandom } from '../bench/random.js';
import { TicketsError } from '../src/errors.js';
import type { FileLayer } from '../src/files/file-layer.js';
import { type Call, countingDisk, failingDisk, quickDisk } from '../test/files/broken-disk.js';
import { buryHolders, cutOffDisk, helplessDisk, onDisk, shortDisk } from './disks.js';
import { quickest, withFolder } from './folder.js';
import { type Loss, recordingDisk, type Syncing } from './recording-disk.js';
import type { Outcome } from './row.js';
import { sample } from './sample.js';
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
  begin: (place: Place) => Disturbed;
  /** The process is gone after it. */
  isCrash: boolean;
}

/** The copy that an operation is done on, and a folder beside it for what a disk has to remember. */
interface Place {
  copy: string;
  grave: string;
}

/** One operation and its disturbance. */
interface Disturbed {
  /** For the operation, disturbed at this of its calls. */
  files: (point: number) => FileLayer;
  /** After it is over: what the machine forgets. */
  end?: () => void;
  /** The next writer is cut off as well. */
  again?: { files: (point: number) => FileLayer; end?: () => void };
}

const everyPoint = (calls: readonly Call[]) => calls.map((_, n) => n + 1);
/** After the last call too: what was acknowledged has to outlive the machine. */
const anyInstant = (calls: readonly Call[]) => [...everyPoint(calls), calls.length + 1];
/** When most of what a change has done, or all of it, is promised to last. */
const lastInstants = (calls: readonly Call[]) => anyInstant(calls).slice(-20);
const writes = (calls: readonly Call[]) => everyPoint(calls).filter((n) => calls[n - 1] === 'write');

const honest: Syncing = { files: true, directories: true };
const losses: readonly Loss[] = (['kept', 'lost'] as const).flatMap((names) =>
  (['kept', 'half', 'lost'] as const).map((data) => ({ names, data })),
);

/** The process ends; then the machine loses power too, but where it forgets nothing. */
function cutOff(loss: Loss, syncing: Syncing): Disturbance {
  return {
    name: nameOf(loss),
    points: anyInstant,
    begin: ({ copy, grave }) => {
      if (isNothing(loss)) return { files: cutOffDisk };
      const disk = recordingDisk(copy, grave, syncing);
      return { files: disk.until, end: () => disk.losePower(loss) };
    },
    isCrash: true,
  };
}

function isNothing({ names, data }: Loss): boolean {
  return names === 'kept' && data === 'kept';
}

function nameOf(loss: Loss): string {
  if (isNothing(loss)) return 'killed';
  return `without power (unsynced names ${loss.names}, data ${loss.data})`;
}

/** The first writer is killed, or loses power; then the next one, who has it all to complete, does too. */
function cutOffTwice(first: Loss, second: Loss): Disturbance {
  return {
    name: `${nameOf(first)}, and the next writer ${nameOf(second)}`,
    points: anyInstant,
    begin: ({ copy, grave }) => {
      const disk = recordingDisk(copy, grave, honest);
      const end = (loss: Loss) => () => isNothing(loss) || disk.losePower(loss);
      return { files: disk.until, end: end(first), again: { files: disk.until, end: end(second) } };
    },
    isCrash: true,
  };
}

const refused = (errno: string, forever: boolean): Disturbance => ({
  name: `${errno}${forever ? ' from then on' : ''}`,
  points: everyPoint,
  begin: () => ({ files: (point) => ({ ...failingDisk(point, errno, forever) }) }),
  isCrash: false,
});

const short = (full: boolean): Disturbance => ({
  name: full ? 'a short write, then ENOSPC' : 'a short write',
  points: writes,
  begin: () => ({ files: (point) => shortDisk(point, full) }),
  isCrash: false,
});

/** The process ends, or the machine loses power: all that may be left then. */
export const crashes: readonly Disturbance[] = losses.map((loss) => cutOff(loss, honest));

const [nothing, everything]: [Loss, Loss] = [
  { names: 'kept', data: 'kept' },
  { names: 'lost', data: 'lost' },
];

export const killing = crashes.slice(0, 1);

/** The same to the next writer as well, in the middle of the recovery. */
export const crashesInRecovery: readonly Disturbance[] = [
  cutOffTwice(nothing, nothing),
  cutOffTwice(nothing, everything),
  cutOffTwice(everything, nothing),
  cutOffTwice(everything, everything),
];

/** Without fsync: the disk forgets what was written. */
export const withoutFsync = [cutOff({ names: 'kept', data: 'lost' }, { files: false, directories: true })];

/** Without fsync of directories: the disk forgets what was made, moved and removed. */
export const withoutDirectoryFsync: readonly Disturbance[] = [
  { ...cutOff({ names: 'lost', data: 'kept' }, { files: true, directories: false }), points: lastInstants },
];

export const errnos = ['EIO', 'ENOSPC', 'EACCES', 'EROFS', 'EMFILE', 'EFBIG'];

export const refusals: readonly Disturbance[] = [
  ...errnos.flatMap((errno) => [refused(errno, false), refused(errno, true)]),
  short(false),
  short(true),
];

/** After the failure the disk takes nothing back. */
export const notTakenBack: readonly Disturbance[] = [
  { ...refused('EIO', false), begin: () => ({ files: (point) => helplessDisk(point, 'EIO') }) },
];

/** More than any operation makes: each of its calls. */
export const every = 1_000;

export function callsOf(size: number): string {
  return size >= every ? 'each of its calls to the disk' : `${size} of its calls to the disk`;
}

interface Tally {
  before: number;
  after: number;
  /** Of those that are after: answered with exit 9, as the disk took nothing back. */
  recorded: number;
  /** Cut off a second time, in the recovery. */
  recovering: number;
}

/** Each operation, disturbed in each way at `size` of its calls; the next writer is let in every time. */
export async function disturb(
  operations: readonly Operation[],
  disturbances: readonly Disturbance[],
  size: number,
  seed: number,
): Promise<Outcome> {
  const random = seededRandom(seed);
  const tally: Tally = { before: 0, after: 0, recorded: 0, recovering: 0 };
  const problems: string[] = [];
  for (const operation of operations)
    await withFolder(async (folder) => {
      const scene = await rehearse(operation, folder);
      for (const disturbance of disturbances)
        for (const point of sample(disturbance.points(scene.calls), size, random)) {
          const found = await withFolder(
            (folder) => attempt(scene, disturbance, { point, random }, folder, tally),
            quickest,
          );
          const where = `${scene.name}, ${disturbance.name} at call ${point} (${scene.calls[point - 1] ?? 'none'})`;
          problems.push(...found.map((problem) => `${where}: ${problem}`));
        }
    }, quickest);
  const { before, after, recorded, recovering } = tally;
  const exit9 = recorded > 0 ? ` (${recorded} of these answered with exit 9)` : '';
  const again = recovering > 0 ? `, ${recovering} of them in a recovery` : '';
  const reached = `${before + after + problems.length} times${again}: ${before} as before, ${after} as after${exit9}, ${problems.length} otherwise`;
  return { reached, problems };
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
  { begin, isCrash }: Disturbance,
  { point, random }: { point: number; random: Random },
  folder: string,
  tally: Tally,
): Promise<string[]> {
  const [copy, grave] = [join(folder, 'copy'), join(folder, 'grave')];
  cpSync(scene.template, copy, { recursive: true });
  const stage = await scene.open(copy);
  const disturbed = begin({ copy, grave });
  const error = await onDisk(disturbed.files(point), async () => failureOf(stage.act));
  disturbed.end?.();
  const promise = isCrash ? promiseOfDead(error) : promiseOf(error);
  const problems = promise.isKeptAtOnce ? breaches(promise, scene, stage) : [];
  buryHolders(stage.stateDir, deadPid);
  if (disturbed.again !== undefined) {
    if (leftByWriters(stage.stateDir).length === 0) return [];
    const calls = await countRecovery(scene, copy, join(folder, 'counted'));
    await onDisk(disturbed.again.files(1 + random(calls)), async () => failureOf(stage.nextWriter));
    disturbed.again.end?.();
    buryHolders(stage.stateDir, deadPid);
  }
  const refusal = await onDisk(quickDisk, async () => failureOf(stage.nextWriter));
  if (refusal !== undefined) problems.push(`the next writer is refused: ${refusal.message}`);
  problems.push(...breaches(promise, scene, stage), ...(await stage.complaints()));
  if (problems.length > 0) return problems;
  tally[standing(scene, stage) === 'before' ? 'before' : 'after']++;
  if (promise.isRecorded) tally.recorded++;
  if (disturbed.again !== undefined) tally.recovering++;
  return problems;
}

/** What is there for the next writer to complete, or to tidy up. */
function leftByWriters(stateDir: string): string[] {
  const journals = readdirSync(stateDir).filter((name) => name === 'journal');
  return [...journals, ...readdirSync(join(stateDir, 'tmp'))];
}

/** How often the next writer would touch the disk. */
async function countRecovery(scene: Scene, copy: string, counted: string): Promise<number> {
  cpSync(copy, counted, { recursive: true });
  const { nextWriter } = await scene.open(counted);
  const { files, calls } = countingDisk();
  await onDisk({ ...files }, nextWriter);
  return calls.length;
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
  isRecorded?: boolean;
}

function promiseOfDead(error: Error | undefined): Given {
  if (error === undefined) return { answer: 'said to be done', allowed: ['after'], isKeptAtOnce: false };
  return { answer: 'cut off', allowed: ['before', 'after'], isKeptAtOnce: false };
}

/** What is refused has changed nothing; only a change that is "recorded" stands, and may wait for the next writer. */
function promiseOf(error: Error | undefined): Given {
  if (error === undefined) return { answer: 'said to be done', allowed: ['after'], isKeptAtOnce: true };
  if (!(error instanceof TicketsError)) return { answer: `raw ${error.message}`, allowed: [], isKeptAtOnce: true };
  const isRecorded = error.kind === 'recorded';
  const allowed: Standing[] = [isRecorded ? 'after' : 'before'];
  return { answer: `refused with ${error.code}`, allowed, isKeptAtOnce: !isRecorded, isRecorded };
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
