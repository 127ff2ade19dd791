import { readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FileLayer } from '../../src/files/file-layer.js';
import { ensureToken, provesSource } from '../../src/pods/token.js';
import { quickDisk, systemError } from '../files/broken-disk.js';
import { podsWorld } from './pods-world.js';

it('a token is made once, is 32 random bytes, and is for its owner alone', () => {
  const { pods } = podsWorld();
  const token = ensureToken(pods, 'hare');
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  expect(ensureToken(pods, 'hare')).toBe(token);
  expect(ensureToken(pods, 'fox')).not.toBe(token);
  expect(statSync(join(pods.root, 'hare/token')).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(pods.stateDir, 'tmp'))).toEqual([]);
});

it('only the pod of that token is proven by it', () => {
  const { pods, write } = podsWorld();
  const token = ensureToken(pods, 'hare');
  expect(provesSource(pods, 'hare', token)).toBe(true);
  for (const wrong of [
    undefined,
    '',
    token.slice(1),
    `${token}0`,
    token.toUpperCase(),
    '0'.repeat(64),
    '日'.repeat(64),
  ])
    expect(provesSource(pods, 'hare', wrong)).toBe(false);
  expect(provesSource(pods, 'fox', token)).toBe(false);
  expect(provesSource(pods, '../hare', token)).toBe(false);
  write('owl/token', '');
  expect(provesSource(pods, 'owl', '')).toBe(false);
});

it('a token that is none is left as it is', () => {
  const { pods, write, read } = podsWorld();
  write('hare/token', 'secret');
  expect(() => ensureToken(pods, 'hare')).toThrow(expect.objectContaining({ code: 'corrupt_token' }));
  expect(read('hare/token')).toBe('secret');
  symlinkSync(join(pods.root, 'hare'), join(pods.root, 'fox'));
  expect(() => ensureToken(pods, 'fox')).toThrow(expect.objectContaining({ code: 'symbolic_link' }));
});

it('of two that are made at once one is kept, also on a disk without links', () => {
  const { over, write } = podsWorld();
  const theirs = '7'.repeat(64);
  const linkless: FileLayer = {
    ...quickDisk,
    link: () => {
      throw systemError('EPERM');
    },
  };
  const racing: FileLayer = {
    ...quickDisk,
    link: (from, to) => {
      write('hare/token', theirs);
      linkless.link(from, to);
    },
  };
  expect(ensureToken(over(racing), 'hare')).toBe(theirs);
  expect(ensureToken(over(linkless), 'fox')).toMatch(/^[0-9a-f]{64}$/);
});
