import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exitCodeOf, TicketsError } from '../../src/errors.js';
import { createDirectory } from '../../src/files/create-directory.js';
import type { FileLayer } from '../../src/files/file-layer.js';
import { recover } from '../../src/files/recover.js';
import { countingDisk, crashingDisk, failingDisk, quickDisk, systemError, watchedDisk } from './broken-disk.js';
import { bytes, leftovers, newWorld, treeOf, type World } from './world.js';

const content = { 'item.md': bytes('item\n'), 'artifacts/.gitkeep': bytes('') };
const whole = {
  'open/': '755',
  'open/a/': '755',
  'open/a/artifacts/': '755',
  'open/a/artifacts/.gitkeep': '644 ',
  'open/a/item.md': '644 item\n',
};

function create(world: World, files?: FileLayer): void {
  createDirectory({ ...world, target: 'open/a', content, ...(files && { files }) });
}

function outcome(work: () => void): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

function calls(): number {
  const disk = countingDisk();
  create(newWorld(), disk.files);
  return disk.calls.length;
}

test('a directory appears whole, with the ones above it', () => {
  const world = newWorld();
  create(world);
  expect(treeOf(world.root)).toEqual(whole);
  expect(leftovers(world)).toEqual([]);
});

test('every file, every directory and the place it goes to are synced', () => {
  const { files, calls } = countingDisk();
  create(newWorld(), files);
  const fsyncs = calls.filter((call) => call === 'fsync' || call === 'rename');
  expect(fsyncs).toEqual(['fsync', 'fsync', 'fsync', 'fsync', 'rename', 'fsync', 'fsync']);
});

test.each([
  ['a directory with something in it', { 'open/a/item.md': 'mine\n' }],
  ['a file', { 'open/a': 'mine\n' }],
])('%s that is there already is left as it is', (_, files) => {
  const world = newWorld(files);
  const start = treeOf(world.root);
  expect(() => create(world)).toThrowError(expect.objectContaining({ code: 'already_exists' }));
  expect(treeOf(world.root)).toEqual(start);
  expect(leftovers(world)).toEqual([]);
});

test('not even an empty directory is taken over', () => {
  const world = newWorld();
  mkdirSync(join(world.root, 'open/a'), { recursive: true });
  expect(() => create(world)).toThrowError(expect.objectContaining({ code: 'already_exists' }));
  expect(treeOf(world.root)).toEqual({ 'open/': '755', 'open/a/': '755' });
});

test('a crash at any point leaves the whole directory or none', () => {
  const seen = new Set<boolean>();
  for (let n = 1; n <= calls(); n++) {
    const world = newWorld();
    outcome(() => create(world, crashingDisk(n)));
    const tree = treeOf(world.root);
    seen.add('open/a/' in tree);
    if ('open/a/' in tree) expect(tree).toEqual(whole);
    recover({ ...world, files: quickDisk });
    expect(leftovers(world)).toEqual([]);
  }
  expect(seen.size).toBe(2);
});

test.each(['EIO', 'ENOSPC', 'EROFS', 'EMFILE'])('%s at any point is told, and leaves nothing', (errno) => {
  for (let n = 1; n <= calls(); n++) {
    const world = newWorld();
    const error = outcome(() => create(world, failingDisk(n, errno, false)));
    if (error === undefined) expect(treeOf(world.root)).toEqual(whole);
    else expect(error).toBeInstanceOf(TicketsError);
    if (error !== undefined) expect(treeOf(world.root)).not.toHaveProperty('open/a/');
  }
});

test('the directories above it go as well when it cannot be put in place', () => {
  const world = newWorld();
  const files = watchedDisk((call) => {
    if (call === 'rename') throw systemError('EIO');
  });
  expect(() => create(world, files)).toThrowError(TicketsError);
  expect(treeOf(world.root)).toEqual({});
  expect(leftovers(world)).toEqual([]);
});

test('a disk that goes away for good never makes success out of nothing', () => {
  for (let n = 1; n <= calls(); n++) {
    const world = newWorld();
    const error = outcome(() => create(world, failingDisk(n, 'EIO', true)));
    const isUnconfirmed = error instanceof TicketsError && error.code === 'write_unconfirmed';
    expect('open/a/item.md' in treeOf(world.root)).toBe(error === undefined || isUnconfirmed);
    if (isUnconfirmed) expect(exitCodeOf(error.kind)).toBe(9);
  }
});

test('nothing is created through a symbolic link or outside of the root', () => {
  const outside = newWorld();
  const world = newWorld();
  symlinkSync(outside.root, join(world.root, 'open'));
  expect(() => create(world)).toThrowError(expect.objectContaining({ code: 'symbolic_link' }));
  const up = { ...world, target: '../b', content };
  expect(() => createDirectory(up)).toThrowError(expect.objectContaining({ code: 'unsafe_path' }));
  const inside = { ...world, target: 'b', content: { '../../c': bytes('c') } };
  expect(() => createDirectory(inside)).toThrowError(expect.objectContaining({ code: 'unsafe_path' }));
  expect(treeOf(outside.root)).toEqual({});
});
