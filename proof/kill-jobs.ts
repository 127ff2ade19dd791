import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { createTicket } from '../src/actions/create-ticket.js';
import { tickets } from '../test/helpers/command-line.js';
import { type Marks, marksOfJournal, marksOfRename } from './shoot.js';
import { type Layout, later, openAt, type Tree, treeOf, writeFile, writeStore } from './stores.js';

export type Some<T> = readonly [T, ...T[]];

/** A command that is killed, in each of its ways and each layout. */
export interface Job {
  name: string;
  what: string;
  layouts: Some<Layout>;
  ways: Some<readonly string[]>;
  marks: (stateDir: string) => Marks;
  /** What it needs besides its tickets. */
  besides?: (folder: string) => Promise<void>;
}

const [one, two, three] = ['one', 'two', 'three'].map((slug) => `20260618-143350-${slug}`) as [string, string, string];
/** A ticket that only the next writer touches. */
export const witness = '20260618-143350-witness';

const both: Some<Layout> = ['flat', 'by-status'];
const text = 'Said once.\n\n---\n\nAnd its end.';

export const jobs = {
  create: {
    name: 'create',
    what: '`tickets create`',
    layouts: both,
    ways: [
      ['create', 'Four'],
      ['create', 'Five', '-m', text, '--label', 'ux'],
    ],
    marks: marksOfRename,
  },
  comment: {
    name: 'comment',
    what: '`tickets comment`',
    layouts: both,
    ways: [['comment', one, '-m', text]],
    marks: marksOfJournal,
  },
  state: {
    name: 'state',
    what: '`tickets state` (start, pending, back to planning)',
    layouts: both,
    ways: [
      ['start', one],
      ['state', one, 'pending'],
      ['state', two, 'planning'],
    ],
    marks: marksOfJournal,
    besides: (folder) => undisturbed(folder, ['state', two, 'pending']),
  },
  close: {
    name: 'close',
    what: '`tickets close`',
    layouts: both,
    ways: [['close', one, '-m', text]],
    marks: marksOfJournal,
  },
  edit: {
    name: 'edit',
    what: '`tickets edit` (of fields, of the body)',
    layouts: both,
    ways: [
      ['edit', one, '--title', 'Another title', '--label', 'ux'],
      ['edit', one, '-m', text],
    ],
    marks: marksOfRename,
  },
  migrate: {
    name: 'migrate',
    what: '`tickets migrate`',
    layouts: ['by-status'],
    ways: [['migrate']],
    marks: marksOfJournal,
    besides: olderStore,
  },
} satisfies Record<string, Job>;

/** States that are to be written, a resolution, and relations to be copied. */
async function olderStore(folder: string): Promise<void> {
  await undisturbed(folder, ['close', one, '-m', 'Over.']);
  await undisturbed(folder, ['state', two, 'pending']);
  for (const title of ['TUI: four', 'Five', 'Six', 'Seven']) await undisturbed(folder, ['create', title]);
  const relations = { version: 1, relations: [{ ticket_id: three, kind: 'related', target: one }] };
  writeFile(join(folder, `work-items/open/${three}/artifacts/relations.json`), JSON.stringify(relations));
}

/** A store in which a command is to be killed; what it was before, and what it comes to. */
export interface Ground {
  name: string;
  template: string;
  words: readonly string[];
  before: Tree;
  after: Tree;
}

export async function groundsOf(job: Job, folder: string): Promise<Some<Ground>> {
  const [first, ...more] = job.layouts.flatMap((layout) => job.ways.map((words) => ({ layout, words })));
  if (first === undefined) throw new Error(`${job.name} has no way to be done`);
  const ground = (at: typeof first, n: number) => groundOf(job, at, join(folder, `ground-${n}`));
  return [await ground(first, 0), ...(await Promise.all(more.map((at, n) => ground(at, n + 1))))];
}

async function groundOf(job: Job, at: { layout: Layout; words: readonly string[] }, folder: string): Promise<Ground> {
  const [template, done] = [join(folder, 'template'), join(folder, 'done')];
  writeStore(template, at.layout);
  const app = await openAt(template);
  for (const title of ['One', 'Two', 'Three', 'Witness']) await createTicket(app, { title });
  await job.besides?.(template);
  cpSync(template, done, { recursive: true });
  await undisturbed(done, at.words);
  const name = `${at.words.slice(0, 1).join(' ')} in a ${at.layout} store`;
  return { name, template, words: at.words, before: seen(template), after: seen(done) };
}

/** The store without what the next writers do to it. */
export function seen(folder: string): Tree {
  return Object.fromEntries(Object.entries(treeOf(folder)).filter(([path]) => !path.includes(witness)));
}

/** A command line in this process, from the source. */
async function undisturbed(folder: string, words: readonly string[]): Promise<void> {
  const { status, stderr } = await tickets(folder, words, { at: later });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}, though undisturbed: ${stderr}`);
}
