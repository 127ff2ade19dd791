import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  isPlainPath,
  openRegular,
  readRegularFile,
  readRegularFileIfPresent,
  safePath,
} from '../../src/files/safe-path.js';
import { systemError, watchedDisk } from './broken-disk.js';
import { newWorld } from './world.js';

const withCode = (code: string) => expect.objectContaining({ code });

test('a plain file is read', () => {
  const { root } = newWorld({ 'a.md': 'text' });
  expect(new TextDecoder().decode(readRegularFile(join(root, 'a.md')))).toBe('text');
});

test('a missing file, and one below a file, is absent to those who ask and an error to those who need it', () => {
  const { root } = newWorld({ 'a.md': 'text' });
  for (const path of [join(root, 'none.md'), join(root, 'a.md/item.md')]) {
    expect(readRegularFileIfPresent(path)).toBeUndefined();
    expect(() => readRegularFile(path)).toThrowError(withCode('file_not_found'));
    expect(() => openRegular(path)).toThrowError(withCode('file_not_found'));
  }
});

test('a symbolic link is refused, even to a plain file beside it', () => {
  const { root } = newWorld({ 'a.md': 'text' });
  symlinkSync('a.md', join(root, 'link.md'));
  expect(() => readRegularFile(join(root, 'link.md'))).toThrowError(withCode('symbolic_link'));
});

test('a fifo without a writer is refused at once and makes no reader wait', () => {
  const { root } = newWorld();
  execFileSync('mkfifo', [join(root, 'pipe')]);
  expect(() => readRegularFileIfPresent(join(root, 'pipe'))).toThrowError(withCode('not_a_file'));
});

test('a directory, a device and a socket are refused', async () => {
  const { root } = newWorld();
  mkdirSync(join(root, 'directory'));
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(join(root, 'socket'), resolve));
  for (const path of [join(root, 'directory'), '/dev/null', join(root, 'socket')]) {
    expect(() => readRegularFile(path)).toThrowError(withCode('not_a_file'));
  }
});

test.each(['open', 'fstat', 'readAll', 'close'])('a refused %s is told with the path and the reason', (name) => {
  const { root } = newWorld({ 'a.md': 'text' });
  const files = watchedDisk((call) => {
    if (call === name) throw systemError('EACCES');
  });
  const error = { code: 'unreadable_file', data: { path: join(root, 'a.md'), errno: 'EACCES' } };
  expect(() => readRegularFile(join(root, 'a.md'), files)).toThrowError(expect.objectContaining(error));
});

test('a safe path may end in something that is not there yet', () => {
  const { root } = newWorld({ 'a/item.md': 'text' });
  expect(safePath(root, ['a', 'item.md'])).toBe(join(root, 'a/item.md'));
  expect(safePath(root, ['b', 'c'])).toBe(join(root, 'b/c'));
});

test('no part of a safe path is a symbolic link, not even one to a place below the root', () => {
  const { root } = newWorld({ 'a/item.md': 'text' });
  symlinkSync('a', join(root, 'b'));
  expect(() => safePath(root, ['b', 'item.md'])).toThrowError(withCode('symbolic_link'));
  expect(() => safePath(root, ['b'])).toThrowError(withCode('symbolic_link'));
});

test.each([[['..']], [['a', '..', '..']], [['']], [['.']], [['a/b']], [['a\0b']], [['x'.repeat(256)]]])(
  'the segments %j are no path below the root',
  (segments) => {
    expect(() => safePath(newWorld().root, segments)).toThrowError(withCode('unsafe_path'));
  },
);

test('a plain path is relative, has no empty or dotted part, and leads into no git directory', () => {
  expect(['a', 'a/b.md', 'a/.gitkeep', 'a/...', 'ä/日本.md'].filter((path) => !isPlainPath(path))).toEqual([]);
  const others = ['', '/a', 'a/', 'a//b', './a', 'a/..', 'a/.git/x', 'a/.Git', 'a/'.repeat(600), 'a\0'];
  expect(others.filter(isPlainPath)).toEqual([]);
});
