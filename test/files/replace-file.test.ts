import { chmodSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exitCodeOf, TicketsError } from '../../src/errors.js';
import type { FileLayer } from '../../src/files/file-layer.js';
import { replaceFile } from '../../src/files/replace-file.js';
import { countingDisk, crashingDisk, failingDisk, systemError, watchedDisk } from './broken-disk.js';
import { bytes, leftovers, newWorld, type World } from './world.js';

function replace({ root, stateDir }: World, files?: FileLayer): void {
  replaceFile(join(root, 'a.md'), bytes('the new text'), join(stateDir, 'tmp'), files);
}

function textOf({ root }: World): string {
  return readFileSync(join(root, 'a.md'), 'utf8');
}

function calls(): number {
  const disk = countingDisk();
  replace(newWorld({ 'a.md': 'old' }), disk.files);
  return disk.calls.length;
}

test('a file is replaced, keeps its permissions, and nothing is left behind', () => {
  const world = newWorld({ 'a.md': 'old' });
  chmodSync(join(world.root, 'a.md'), 0o640);
  replace(world);
  expect(textOf(world)).toBe('the new text');
  expect(lstatSync(join(world.root, 'a.md')).mode & 0o777).toBe(0o640);
  expect(leftovers(world)).toEqual([]);
});

test('a new file gets the permissions that the process gives', () => {
  const world = newWorld();
  const umask = process.umask(0o077);
  try {
    replace(world);
  } finally {
    process.umask(umask);
  }
  expect(lstatSync(join(world.root, 'a.md')).mode & 0o777).toBe(0o600);
});

test('the text is synced before the rename and the directory after it', () => {
  const { files, calls } = countingDisk();
  replace(newWorld({ 'a.md': 'old' }), files);
  expect(calls.filter((call) => call === 'fsync' || call === 'rename')).toEqual(['fsync', 'rename', 'fsync']);
});

test('a crash at any point leaves the old file or the new one', () => {
  const seen = new Set<string>();
  for (let n = 1; n <= calls(); n++) {
    const world = newWorld({ 'a.md': 'old' });
    outcome(() => replace(world, crashingDisk(n)));
    seen.add(textOf(world));
  }
  expect([...seen].sort()).toEqual(['old', 'the new text']);
});

test.each(['EIO', 'ENOSPC', 'EROFS', 'EMFILE'])('%s at any point is told, and leaves the old file', (errno) => {
  for (let n = 1; n <= calls(); n++) {
    const world = newWorld({ 'a.md': 'old' });
    const error = outcome(() => replace(world, failingDisk(n, errno, false)));
    if (error === undefined) expect(textOf(world)).toBe('the new text');
    else expect([error instanceof TicketsError, textOf(world)]).toEqual([true, 'old']);
  }
});

test('what was staged is removed when the file cannot be replaced', () => {
  const world = newWorld({ 'a.md': 'old' });
  const files = watchedDisk((call) => {
    if (call === 'rename') throw systemError('EACCES');
  });
  expect(() => replace(world, files)).toThrowError(expect.objectContaining({ code: 'read_only' }));
  expect(leftovers(world)).toEqual([]);
});

test('a disk that goes away for good never makes success out of an old file', () => {
  for (let n = 1; n <= calls(); n++) {
    const world = newWorld({ 'a.md': 'old' });
    const error = outcome(() => replace(world, failingDisk(n, 'EIO', true)));
    const isUnconfirmed = error instanceof TicketsError && error.code === 'write_unconfirmed';
    expect(textOf(world)).toBe(error === undefined || isUnconfirmed ? 'the new text' : 'old');
    if (isUnconfirmed) expect(exitCodeOf(error.kind)).toBe(9);
  }
});

test('a new file that its disk does not confirm is taken away again', () => {
  const world = newWorld();
  let isRenamed = false;
  const files = watchedDisk((call) => {
    isRenamed ||= call === 'rename';
    if (call === 'fsync' && isRenamed) throw systemError('EIO');
  });
  expect(() => replace(world, files)).toThrowError(expect.objectContaining({ code: 'write_failed' }));
  expect(lstatSync(join(world.root, 'a.md'), { throwIfNoEntry: false })).toBeUndefined();
  expect(leftovers(world)).toEqual([]);
});

test('a symbolic link is refused, and what it points at stays as it is', () => {
  const world = newWorld({ 'target.md': 'target' });
  symlinkSync(join(world.root, 'target.md'), join(world.root, 'a.md'));
  expect(() => replace(world)).toThrowError(expect.objectContaining({ code: 'symbolic_link' }));
  expect(readFileSync(join(world.root, 'target.md'), 'utf8')).toBe('target');
});

test('a directory is refused', () => {
  const world = newWorld();
  mkdirSync(join(world.root, 'a.md'));
  expect(() => replace(world)).toThrowError(expect.objectContaining({ code: 'not_a_file' }));
});

function outcome(work: () => void): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}
