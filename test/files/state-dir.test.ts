import { readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TicketsError } from '../../src/errors.js';
import { ensureStateDir } from '../../src/files/state-dir.js';
import { countingDisk, crashingDisk, failingDisk, quickDisk, watchedDisk } from './broken-disk.js';
import { newWorld } from './world.js';

function bareWorld() {
  const world = newWorld();
  rmSync(world.stateDir, { recursive: true });
  return world;
}

test('a state directory is made with its tmp/, hides itself from git, and is synced into its parent', () => {
  const { stateDir } = bareWorld();
  const { files, calls } = countingDisk();
  ensureStateDir(stateDir, files);
  expect(readdirSync(stateDir).sort()).toEqual(['.gitignore', 'tmp']);
  expect(readFileSync(join(stateDir, '.gitignore'), 'utf8')).toBe('*\n');
  expect(calls.filter((call) => call === 'fsync')).toHaveLength(3);
});

test('one that is there costs three looks', () => {
  const { stateDir } = newWorld();
  const { files, calls } = countingDisk();
  ensureStateDir(stateDir, files);
  expect(calls).toEqual(['lstat', 'lstat', 'lstat']);
});

test('a half-made one is completed, wherever its maker crashed', () => {
  for (let n = 1; n < 12; n++) {
    const { stateDir } = bareWorld();
    expect(() => ensureStateDir(stateDir, crashingDisk(n))).toThrow();
    ensureStateDir(stateDir);
    expect(readdirSync(stateDir).sort()).toEqual(['.gitignore', 'tmp']);
    expect(readFileSync(join(stateDir, '.gitignore'), 'utf8')).toBe('*\n');
  }
});

test('two may make one at once, and a third may tidy its tmp/ meanwhile', () => {
  const { stateDir } = bareWorld();
  const files = watchedDisk((call, _, [path]) => {
    if (call === 'mkdir' && path === stateDir) ensureStateDir(stateDir, quickDisk);
    if (call === 'rename') quickDisk.unlink(String(path));
  });
  ensureStateDir(stateDir, files);
  expect(readFileSync(join(stateDir, '.gitignore'), 'utf8')).toBe('*\n');
});

test('a place that cannot be written is told as such', () => {
  const { stateDir } = bareWorld();
  expect(() => ensureStateDir(stateDir, failingDisk(3, 'EROFS', true))).toThrowError(TicketsError);
});

test('a state directory, or its tmp/, that is a symbolic link is refused', () => {
  const elsewhere = newWorld();
  const linked = bareWorld();
  symlinkSync(elsewhere.stateDir, linked.stateDir);
  const half = newWorld();
  rmSync(join(half.stateDir, 'tmp'), { recursive: true });
  symlinkSync(elsewhere.root, join(half.stateDir, 'tmp'));
  for (const { stateDir } of [linked, half]) {
    expect(() => ensureStateDir(stateDir)).toThrowError(expect.objectContaining({ code: 'symbolic_link' }));
  }
});
