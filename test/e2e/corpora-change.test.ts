import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type App, openApp } from '../../src/actions/open-app.js';
import { showTicket } from '../../src/actions/show-ticket.js';
import { parseItem } from '../../src/tickets/document.js';
import { parseThread } from '../../src/tickets/thread.js';
import { statusOf } from '../../src/tickets/ticket.js';
import { openCorpora, ticketDirectories } from '../helpers/corpus.js';
import { snapshot, workspace } from '../helpers/workspace.js';
import { type Operation, operationsOn } from './operations.js';

const { corpora, remove } = openCorpora();
afterAll(remove);

const now = '2027-01-01T00:00:00Z';
/** Every operation on every ticket takes minutes; else each ticket gets some, and each operation some tickets. */
const isFull = process.env.TICKETS_TEST_FULL === '1';

type Files = Record<string, string>;

interface Subject {
  /** Its directory below the root. */
  path: string;
  operations: Operation[];
}

describe.each(corpora)('in a copy of the $layout store', ({ layout, root: source }) => {
  const copy = () => {
    const root = join(workspace().directory, 'work-items');
    cpSync(source, root, { recursive: true });
    return root;
  };

  it('whatever is done to a ticket changes only what it should, byte for byte', async () => {
    const root = copy();
    const subjects = await subjectsIn(root, layout);
    const longest = Math.max(...subjects.map(({ operations }) => operations.length));
    for (let round = 0; round < (isFull ? longest : 3); round++) {
      rmSync(root, { recursive: true });
      cpSync(source, root, { recursive: true });
      const app = await openAt(root);
      const before = snapshot(root);
      const expected = { ...before };
      const done = subjects.map((subject, n) => ({ subject, operation: chosen(subject, round, n) }));
      for (const { operation } of done) await operation?.run(app);
      const after = snapshot(root);
      for (const { subject, operation } of done)
        if (operation !== undefined) checkOne(subject.path, operation, before, after, expected);
      expect(after).toEqual(expected);
    }
  });
});

/** In a full run the operation of that number; else one by lot, the same in each run. */
function chosen({ operations }: Subject, round: number, n: number): Operation | undefined {
  return operations[isFull ? round : (n * 7 + round * 5 + Math.floor(n / 11)) % operations.length];
}

function openAt(root: string): Promise<App> {
  return openApp({ cwd: root, env: { WORK_ITEMS_DIR: root, TICKETS_AUTHOR: 'hare' }, now: () => new Date(now) });
}

async function subjectsIn(root: string, layout: 'by-status' | 'flat'): Promise<Subject[]> {
  const app = await openAt(root);
  const directories = [...ticketDirectories({ layout, root })];
  const subjects: Subject[] = [];
  for (const [n, [id, directory]] of directories.entries()) {
    const shown = await showTicket(app, id, { events: 0, bodyBytes: 0, inverse: false });
    const [neighbour = ''] = directories[(n + 1) % directories.length] ?? [];
    const path = directory.slice(root.length + 1);
    subjects.push({ path, operations: operationsOn(shown, neighbour, layout === 'by-status') });
  }
  return subjects;
}

/** Looks at the files that an operation may change, and notes them as expected. */
function checkOne(path: string, operation: Operation, before: Files, after: Files, expected: Files): void {
  const isMoved = operation.state !== undefined && path.includes('/');
  const target = isMoved ? `${statusOf(operation.state ?? 'planning')}/${path.split('/')[1]}` : path;
  const label = `${operation.name} of ${path}`;
  if (target !== path) move(path, target, expected);
  const take = (name: string) => {
    expected[`${target}/${name}`] = after[`${target}/${name}`] ?? '(missing)';
    return [before[`${path}/${name}`] ?? '', after[`${target}/${name}`] ?? ''] as const;
  };
  checkItem(label, operation, ...take('item.md'));
  if (operation.events !== undefined) checkThread(label, operation, ...take('thread.md'));
  if (operation.resolution === 'removed') delete expected[`${target}/resolution.md`];
  if (operation.resolution === 'written') expect(take('resolution.md')[1], label).toMatch(/^\S.*The end\.\n$/s);
  if (operation.relations) checkRelations(label, ...take('artifacts/relations.json'));
}

function move(from: string, to: string, files: Files): void {
  for (const [path, content] of Object.entries(files).filter(([one]) => one.startsWith(`${from}/`))) {
    delete files[path];
    files[to + path.slice(from.length)] = content;
  }
}

/** The fields that change read as they should; with their lines left out, not one byte differs. */
function checkItem(label: string, { fields = {}, body }: Operation, before: string, after: string): void {
  const changed = { ...fields, updated_at: now };
  const read = parseItem(Buffer.from(after, 'latin1'));
  if ('problem' in read) throw new Error(`${label}: ${read.problem.message}`);
  const was = parseItem(Buffer.from(before, 'latin1'));
  if ('problem' in was) throw new Error(`${label}: ${was.problem.message}`);
  for (const [name, value] of Object.entries(changed))
    expect(read.fields[name] ?? null, `${label}: ${name}`).toEqual(value);
  expect(linesWithout(changed, after.slice(0, read.bodyOffset)), label).toEqual(
    linesWithout(changed, before.slice(0, was.bodyOffset)),
  );
  const oldBody = before.slice(was.bodyOffset);
  const blank = /^\s*\n/.exec(oldBody)?.[0] ?? '';
  const newBody = body === undefined ? oldBody : `${blank}${Buffer.from(body).toString('latin1')}\n`;
  expect(after.slice(read.bodyOffset), label).toBe(newBody);
}

function linesWithout(fields: Record<string, unknown>, frontmatter: string): string[] {
  let isLeftOut = false;
  return frontmatter.split('\n').filter((line) => {
    if (!/^(\s|- )/.test(line)) isLeftOut = (/^([\w-]+):/.exec(line)?.[1] ?? '') in fields;
    return !isLeftOut;
  });
}

/** The old bytes stay in front; behind them stand the new events, and the older ones read as before. */
function checkThread(label: string, { events = [], said }: Operation, before: string, after: string): void {
  expect(after.startsWith(before), label).toBe(true);
  const { events: were, closed } = threadOf(before);
  const { events: are } = threadOf(after);
  expect(after.slice(before.length).startsWith('\n<!-- event: '), label).toBe(closed && before !== '');
  const content = ({ line: _, lastLine: __, ...event }: (typeof are)[number]) => event;
  expect(are.slice(0, were.length).map(content), label).toEqual(were.map(content));
  const added = are.slice(were.length);
  const named = added.map(({ kind, attributes: { from, to } }) => (to === undefined ? kind : `${kind} ${from}->${to}`));
  expect(named, label).toEqual(events);
  if (said !== undefined) expect(added.at(-1)?.body, label).toBe(said);
  for (const { id, at, author } of added)
    expect({ id, at, author }).toEqual({ id: expect.any(String), at: now, author: 'hare' });
}

function threadOf(text: string) {
  return parseThread(Buffer.from(text, 'latin1').toString());
}

function checkRelations(label: string, before: string, after: string): void {
  const [were, are] = [JSON.parse(before), JSON.parse(after)];
  expect(are, label).toEqual({ ...were, relations: were.relations.slice(1) });
}
