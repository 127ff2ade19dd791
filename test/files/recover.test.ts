import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recoveryStopped, setAside, stuckJournals, unfinishedJournals } from '../../src/files/found-journals.js';
import { commitSteps } from '../../src/files/journal.js';
import { digest, type RecordedStep, type Step } from '../../src/files/journal-record.js';
import { withLock } from '../../src/files/lock.js';
import { recover } from '../../src/files/recover.js';
import { countingDisk, systemError, watchedDisk } from './broken-disk.js';
import { bytes, fill, leftovers, newWorld, treeOf, type World } from './world.js';

const steps: Step[] = [
  { kind: 'write', path: 'a/item.md', content: bytes('item two\n') },
  { kind: 'write', path: 'a/thread.md', content: bytes('thread two\n') },
];

/** A world whose writer has died right after it made its change certain. */
function crashedWorld(change = steps): World {
  const world = newWorld({ 'a/item.md': 'item one\n', 'a/thread.md': 'thread one\n', 'b/item.md': 'b one\n' });
  const files = watchedDisk((call, _, args) => {
    if (call === 'rename' && String(args[0]).endsWith('.ready')) throw new Error('crash');
    if (call === 'rename' && String(args[0]).endsWith('.state/journal')) throw new Error('crash');
  });
  expect(() => commitSteps({ ...world, steps: change, files })).toThrow();
  expect(leftovers(world)).toEqual(['journal']);
  return world;
}

/** A journal as somebody else has written it, into a repository for example. */
function forgeJournal(world: World, recorded: RecordedStep[], staged: Record<string, string> = {}): void {
  fill(join(world.stateDir, 'journal'), {
    'journal.json': JSON.stringify({ version: 1, at: '2026-01-01T00:00:00Z', steps: recorded }),
    ...staged,
  });
}

const forgedWrite = (path: string): RecordedStep => ({
  kind: 'write',
  path,
  before: null,
  after: digest(bytes('evil')),
});

test('a reader is told of a change that a crash has cut off, and changes nothing', () => {
  const world = crashedWorld();
  const start = treeOf(world.root);
  expect(unfinishedJournals(world.stateDir)).toMatchObject([
    { reason: 'unfinished', paths: ['a/item.md', 'a/thread.md'] },
  ]);
  expect(treeOf(world.root)).toEqual(start);
  expect(leftovers(world)).toEqual(['journal']);
});

test('a reader is told nothing of a change whose writer is at work', async () => {
  const world = crashedWorld();
  await withLock(world.stateDir, () => expect(unfinishedJournals(world.stateDir)).toEqual([]));
  expect(unfinishedJournals(world.stateDir)).toHaveLength(1);
});

test('a reader of a store without a state directory is told nothing', () => {
  const world = newWorld();
  rmSync(world.stateDir, { recursive: true });
  expect(unfinishedJournals(world.stateDir)).toEqual([]);
});

test('the next writer completes the change and says which paths that were', () => {
  const world = crashedWorld();
  expect(recover(world)).toEqual({ completed: ['a/item.md', 'a/thread.md'], stuck: undefined });
  expect(treeOf(world.root)).toMatchObject({ 'a/item.md': '644 item two\n', 'a/thread.md': '644 thread two\n' });
  expect(leftovers(world)).toEqual([]);
  expect(recover(world)).toEqual({ completed: [], stuck: undefined });
});

test('a recovered change is synced before its journal goes, for the writer that died may not have come to it', () => {
  const world = crashedWorld();
  const { files, calls } = countingDisk();
  recover({ ...world, files });
  expect(calls.lastIndexOf('rename')).toBeGreaterThan(calls.indexOf('fsync'));
  expect(calls.slice(0, calls.lastIndexOf('rename')).filter((call) => call === 'fsync')).toHaveLength(2);
});

describe('a file that somebody has edited since', () => {
  function editedWorld() {
    const world = crashedWorld();
    writeFileSync(join(world.root, 'a/item.md'), 'my own words\n');
    return { world, start: treeOf(world.root), recovery: recover(world) };
  }

  test('stops the recovery of that change before any of its files is touched', () => {
    const { world, start, recovery } = editedWorld();
    expect(recovery.completed).toEqual([]);
    expect(recovery.stuck).toMatchObject({ reason: 'changed', paths: ['a/item.md', 'a/thread.md'] });
    expect(treeOf(world.root)).toEqual(start);
  });

  test('leaves both texts on the disk', () => {
    const { world, recovery } = editedWorld();
    expect(readFileSync(join(world.root, 'a/item.md'), 'utf8')).toBe('my own words\n');
    expect(recovery.stuck?.writes.map(({ path, text }) => [path, readFileSync(text, 'utf8')])).toEqual([
      ['a/item.md', 'item two\n'],
      ['a/thread.md', 'thread two\n'],
    ]);
  });

  test('does not stop other changes, and stays known to all who come later', () => {
    const { world, recovery } = editedWorld();
    commitSteps({ ...world, steps: [{ kind: 'write', path: 'b/item.md', content: bytes('b two\n') }] });
    expect(recover(world)).toEqual({ completed: [], stuck: undefined });
    expect(stuckJournals(world.stateDir)).toEqual([recovery.stuck]);
    expect(unfinishedJournals(world.stateDir)).toEqual([recovery.stuck]);
  });

  test('is told as an error that destroys nothing and names what to do', () => {
    const { recovery } = editedWorld();
    const error = recovery.stuck && recoveryStopped(recovery.stuck);
    expect(error).toMatchObject({ kind: 'recorded', code: 'recovery_stopped' });
    expect(error?.hints.join()).toContain('tickets doctor');
  });

  test('is in nobody’s way once the journal is set aside, and its texts are still there', () => {
    const { world } = editedWorld();
    const [journal] = stuckJournals(world.stateDir);
    const aside = journal ? setAside(world.stateDir, journal) : '';
    expect(stuckJournals(world.stateDir)).toEqual([]);
    expect(readFileSync(join(aside, '0'), 'utf8')).toBe('item two\n');
  });
});

test('a deleted file, a removed directory and a torn text stop recovery just as an edit does', () => {
  const breaks: Array<(world: World) => void> = [
    ({ root }) => rmSync(join(root, 'a/thread.md')),
    ({ root }) => rmSync(join(root, 'a'), { recursive: true }),
    ({ stateDir }) => writeFileSync(join(stateDir, 'journal/1'), 'thread t'),
    ({ stateDir }) => rmSync(join(stateDir, 'journal/1')),
  ];
  for (const breakIt of breaks) {
    const world = crashedWorld();
    breakIt(world);
    const start = treeOf(world.root);
    expect(recover(world).stuck?.reason).toBe('changed');
    expect(treeOf(world.root)).toEqual(start);
  }
});

test('a directory that stands where a moved one should go stops recovery', () => {
  const world = crashedWorld([{ kind: 'move', from: 'b', to: 'c' }, ...steps]);
  mkdirSync(join(world.root, 'b'), { recursive: true });
  mkdirSync(join(world.root, 'c'), { recursive: true });
  expect(recover(world).stuck?.reason).toBe('changed');
});

test.each([
  ['broken text', (file: string) => writeFileSync(file, '{"version":1,"steps":[')],
  ['another version', (file: string) => writeFileSync(file, '{"version":2,"at":"","steps":[]}')],
  ['steps that are none', (file: string) => writeFileSync(file, '{"version":1,"at":"","steps":[{"kind":"write"}]}')],
  ['no text', (file: string) => rmSync(file)],
])('a journal with %s is set apart and in nobody’s way', (_, breakIt) => {
  const world = crashedWorld();
  breakIt(join(world.stateDir, 'journal/journal.json'));
  const start = treeOf(world.root);
  expect(recover(world).stuck).toMatchObject({ reason: 'unreadable', paths: [] });
  expect(treeOf(world.root)).toEqual(start);
  commitSteps({ ...world, steps });
});

test('a journal that is a link or a file is set apart unread', () => {
  const linked = newWorld();
  const elsewhere = newWorld();
  forgeJournal(elsewhere, [forgedWrite('x')], { '0': 'evil' });
  symlinkSync(join(elsewhere.stateDir, 'journal'), join(linked.stateDir, 'journal'));
  expect(recover(linked).stuck?.reason).toBe('unreadable');
  expect(treeOf(linked.root)).toEqual({});
  const plain = newWorld();
  writeFileSync(join(plain.stateDir, 'journal'), 'x');
  expect(recover(plain).stuck?.reason).toBe('unreadable');
});

test.each(['../out.md', '/tmp/out.md', 'a/../../out.md', 'a//out.md', '.state/lock', 'a/.git/config', '', 'a/\0'])(
  'a forged journal cannot make recovery write %j',
  (path) => {
    const world = newWorld({ 'a/item.md': 'a\n' });
    const start = treeOf(world.root);
    forgeJournal(world, [forgedWrite('a/new.md'), forgedWrite(path)], { '0': 'evil', '1': 'evil' });
    expect(recover(world).stuck?.reason).toBe('not_allowed');
    expect(treeOf(world.root)).toEqual(start);
  },
);

test('a forged journal cannot move a directory out of the store, or one into it', () => {
  for (const [from, to] of [
    ['a', '../gone'],
    ['../..', 'b'],
  ] as const) {
    const world = newWorld({ 'a/item.md': 'a\n' });
    forgeJournal(world, [{ kind: 'move', from, to }]);
    expect(recover(world).stuck?.reason).toBe('not_allowed');
    expect(treeOf(world.root)).toMatchObject({ 'a/item.md': '644 a\n' });
  }
});

test('a forged journal cannot make or take away a directory outside the store, nor put one in a link’s place', () => {
  const outside = newWorld({ 'empty/keep': '' });
  for (const step of [
    { kind: 'create', path: '../gone' },
    { kind: 'rmdir', path: '../..' },
  ] as const) {
    const world = newWorld({ 'a/item.md': 'a\n' });
    forgeJournal(world, [step]);
    expect(recover(world).stuck?.reason).toBe('not_allowed');
  }
  const world = newWorld({ 'a/item.md': 'a\n' });
  symlinkSync(outside.root, join(world.root, 'linked'));
  for (const step of [
    { kind: 'create', path: 'linked/new' },
    { kind: 'rmdir', path: 'linked/empty' },
  ] as const) {
    forgeJournal(world, [step]);
    expect(recover(world).stuck?.reason).toBe('changed');
  }
  expect(Object.keys(treeOf(outside.root))).toEqual(['empty/', 'empty/keep']);
});

test('recovery writes through no symbolic link, wherever in the path it is', () => {
  const outside = newWorld({ 'item.md': 'outside\n', 'deep/item.md': 'outside\n' });
  const world = newWorld({ 'a/item.md': 'a\n' });
  symlinkSync(outside.root, join(world.root, 'linked'));
  symlinkSync(join(outside.root, 'item.md'), join(world.root, 'a/link.md'));
  for (const path of ['linked/new.md', 'linked/deep/new.md', 'a/link.md']) {
    forgeJournal(world, [forgedWrite(path)], { '0': 'evil' });
    expect(recover(world).stuck?.reason).toBe('changed');
  }
  forgeJournal(world, [{ kind: 'move', from: 'linked/deep', to: 'b' }]);
  expect(recover(world).stuck?.reason).toBe('changed');
  expect(Object.keys(treeOf(outside.root))).toEqual(['deep/', 'deep/item.md', 'item.md']);
});

test('a staged text that is a link is never put in place', () => {
  const world = newWorld({ secret: 'evil' });
  forgeJournal(world, [forgedWrite('a/new.md')]);
  symlinkSync(join(world.root, 'secret'), join(world.stateDir, 'journal/0'));
  expect(recover(world).stuck?.reason).toBe('changed');
  expect(Object.keys(treeOf(world.root))).toEqual(['secret']);
});

test('a journal that cannot be applied, since a file stands in the way, does not stop the store', () => {
  const world = newWorld({ a: 'a file\n' });
  forgeJournal(world, [forgedWrite('a/item.md')], { '0': 'evil' });
  expect(recover(world).stuck?.reason).toBe('changed');
  commitSteps({ ...world, steps: [{ kind: 'write', path: 'b/item.md', content: bytes('b\n') }] });
});

test('a recovery that the disk refuses keeps the journal for the next one', () => {
  const world = crashedWorld();
  const files = watchedDisk((call, _, args) => {
    if (call === 'rename' && String(args[0]).endsWith('.ready')) {
      throw systemError('EACCES');
    }
  });
  expect(() => recover({ ...world, files })).toThrowError(expect.objectContaining({ kind: 'unwritable' }));
  expect(recover(world).completed).toEqual(['a/item.md', 'a/thread.md']);
});

test('recovery tidies away what it made in tmp/ itself, whole directories too, and nothing else', () => {
  const world = newWorld();
  const tmp = join(world.stateDir, 'tmp');
  fill(tmp, {
    '0123456789abcdef': 'staged',
    '0123456789abcdef.before': 'before',
    'fedcba9876543210/artifacts/x': 'half a ticket',
    'notes.txt': 'somebody’s',
    '0123456789abcdef0': 'not ours either',
  });
  recover(world);
  expect(readdirSync(tmp).sort()).toEqual(['0123456789abcdef0', 'notes.txt']);
});

test('tidying follows no symbolic link', () => {
  const outside = newWorld({ 'keep.md': 'keep\n' });
  const world = newWorld();
  symlinkSync(outside.root, join(world.stateDir, 'tmp/0123456789abcdef'));
  recover(world);
  expect(Object.keys(treeOf(outside.root))).toEqual(['keep.md']);
  expect(leftovers(world)).toEqual([]);
});
