import { spawnSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Random, seededRandom } from '../bench/random.js';
import { changeState } from '../src/actions/change-state.js';
import { commentTicket } from '../src/actions/comment-ticket.js';
import { createTicket } from '../src/actions/create-ticket.js';
import { editTicket } from '../src/actions/edit-ticket.js';
import { importTickets } from '../src/actions/import-tickets.js';
import { migrateStore } from '../src/actions/migrate-store.js';
import type { App } from '../src/actions/open-app.js';
import { TicketsError } from '../src/errors.js';
import type { FileLayer } from '../src/files/file-layer.js';
import { lockStore } from '../src/store/change-ticket.js';
import { type Call, countingDisk, failingDisk, quickDisk } from '../test/files/broken-disk.js';
import { buryHolders, cutOffDisk, forgetfulDisk, helplessDisk, onDisk, shortDisk } from './disks.js';
import { withFolder } from './folder.js';
import type { Outcome, Row } from './row.js';
import {
  complaints,
  differing,
  type Layout,
  openAt,
  startOfTime,
  type Tree,
  treeOf,
  writeFile,
  writeStore,
} from './stores.js';

interface Operation {
  name: string;
  layout: Layout;
  act: (app: App, id: string) => Promise<unknown>;
  /** What else lies in the store, by its path below it. */
  besides?: (id: string) => Record<string, string>;
}

const text = 'Said once.\n\n---\n\nAnd its end.';
const close = (app: App, id: string) => changeState(app, id, 'closed', { text });

const operations: readonly Operation[] = [
  { name: 'comment', layout: 'flat', act: (app, id) => commentTicket(app, id, 'comment', text) },
  { name: 'close', layout: 'flat', act: close },
  { name: 'by-status close', layout: 'by-status', act: close },
  { name: 'edit', layout: 'flat', act: (app, id) => editTicket(app, id, { title: 'Another title' }) },
  { name: 'create', layout: 'flat', act: (app) => createTicket(app, { title: 'One more' }) },
  { name: 'migrate', layout: 'by-status', act: (app) => migrateStore(app), besides: olderRelations },
  { name: 'import', layout: 'flat', act: (app) => importTickets(app, twoTickets) },
];
const named = operations.map(({ name }) => name).join(', ');

/** An operation on a store, as often as is needed, each time on a copy of the same store. */
interface Scene extends Operation {
  template: string;
  id: string;
  /** The calls to the disk that it makes when nothing disturbs it. */
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

const item = `---\ntitle: Brought\nstate: planning\ncreated_at: ${startOfTime}\nupdated_at: ${startOfTime}\n---\n`;
const thread = `<!-- event: create author: hare at: ${startOfTime} -->\n\n## Created\n\n---\n`;
const twoTickets = JSON.stringify({
  schema_version: 1,
  kind: 'export',
  tickets: ['brought-a', 'brought-b'].map((id) => ({
    id,
    files: [
      { path: 'item.md', executable: false, text: item },
      { path: 'thread.md', executable: false, text: thread },
      { path: 'artifacts/run', executable: true, base64: 'AAEC' },
    ],
  })),
});

/** A relations.json for migrate to copy, and a file that comes along. */
function olderRelations(id: string): Record<string, string> {
  const relations = JSON.stringify({ version: 1, relations: [{ ticket_id: id, kind: 'related', target: 'another' }] });
  return { [`open/${id}/artifacts/relations.json`]: relations, 'closed/notes.txt': 'loose\n' };
}

const everyPoint = (calls: readonly Call[]) => calls.map((_, n) => n + 1);
/** After the last call too: what was acknowledged has to outlive the machine. */
const anyInstant = (calls: readonly Call[]) => [...everyPoint(calls), calls.length + 1];
const writes = (calls: readonly Call[]) => everyPoint(calls).filter((n) => calls[n - 1] === 'write');

const crash: Disturbance = {
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

const notTakenBack: Disturbance = {
  ...refused('EIO', false),
  disk: (point) => ({ files: helplessDisk(point, 'EIO') }),
};

const errnos = ['EIO', 'ENOSPC', 'EACCES', 'EROFS', 'EMFILE', 'EFBIG'];
const refusals = [
  ...errnos.flatMap((errno) => [refused(errno, false), refused(errno, true)]),
  short(false),
  short(true),
];

/** More than any operation makes: each of its calls. */
const every = 1_000;
const calls = (size: number) => (size >= every ? 'each of its calls to the disk' : `${size} of its calls to the disk`);

export const crashes: Row = {
  name: 'crash states',
  done: (size) =>
    `${named}: the process ends, or the machine loses power, at ${calls(size)}; the next writer is let in`,
  full: every,
  short: 25,
  run: (size, seed) => disturb(operations, [crash, powerLoss(true)], size, seed),
  control: {
    without: 'fsync: the disk forgets what was written',
    run: (seed) => disturb(operations.slice(0, 3), [powerLoss(false)], 40, seed),
  },
};

export const refusedCalls: Row = {
  name: 'refused calls',
  done: (size) => `${named}: ${calls(size)} fails, once or from then on, with ${errnos.join(', ')} or a short write`,
  full: every,
  short: 5,
  run: (size, seed) => disturb(operations, refusals, size, seed),
  control: {
    without: 'undoing: after the failure the disk takes nothing back',
    run: (seed) => disturb(operations.slice(0, 3), [notTakenBack], every, seed),
  },
};

/** Thousands of stores are made and thrown away here, and a disk in memory bears that best. */
const quickest = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

async function disturb(
  what: readonly Operation[],
  disturbances: readonly Disturbance[],
  size: number,
  seed: number,
): Promise<Outcome> {
  const random = seededRandom(seed);
  const tally = { before: 0, after: 0 };
  const problems: string[] = [];
  for (const operation of what)
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
async function rehearse(operation: Operation, folder: string): Promise<Scene> {
  const [template, copy] = [join(folder, 'template'), join(folder, 'copy')];
  writeStore(template, operation.layout);
  const { ticket } = await createTicket(await openAt(template), { title: 'Here it happens' });
  await createTicket(await openAt(template), { title: 'Nothing happens here' });
  for (const [path, text] of Object.entries(operation.besides?.(ticket.id) ?? {}))
    writeFile(join(template, 'work-items', path), text);
  const before = treeOf(template);
  cpSync(template, copy, { recursive: true });
  const app = await openAt(copy, later);
  const { files, calls } = countingDisk();
  await onDisk({ ...files }, () => operation.act(app, ticket.id));
  return { ...operation, template, id: ticket.id, calls, before, after: treeOf(copy) };
}

const later = '2026-06-19T00:00:00Z';
const { pid: deadPid } = spawnSync(process.execPath, ['--version']);

/** The operation, disturbed once; then the next writer. Both answers are held to. */
async function attempt(
  scene: Scene,
  { disk, isCrash }: Disturbance,
  point: number,
  folder: string,
  tally: { before: number; after: number },
): Promise<string[]> {
  cpSync(scene.template, folder, { recursive: true });
  const app = await openAt(folder, later);
  const { files, losePower } = disk(point);
  const error = await onDisk(files, async () => failureOf(() => scene.act(app, scene.id)));
  losePower?.(folder);
  const promise = isCrash ? promiseOfDead(error) : promiseOf(error);
  const problems = promise.isKeptAtOnce ? breaches(promise, scene, folder) : [];
  buryHolders(app.store.stateDirectory, deadPid);
  const refusal = await onDisk(quickDisk, async () => failureOf(() => lockStore(app.store, async () => {})));
  if (refusal !== undefined) problems.push(`the next writer is refused: ${refusal.message}`);
  problems.push(...breaches(promise, scene, folder), ...(await complaints(folder)));
  if (problems.length === 0) tally[standing(scene, folder) === 'before' ? 'before' : 'after']++;
  return problems;
}

type Standing = 'before' | 'after' | 'neither';

function standing({ before, after }: Scene, folder: string): Standing {
  const now = treeOf(folder);
  if (differing(now, before).length === 0) return 'before';
  return differing(now, after).length === 0 ? 'after' : 'neither';
}

/** Where an answer says that the store stands; from the dead there is none, and both are right. */
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

function breaches({ answer, allowed }: Given, scene: Scene, folder: string): string[] {
  const now = standing(scene, folder);
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
