import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readMetadata } from '../../src/pods/metadata.js';
import { defaultNames, isPodName } from '../../src/pods/pod-name.js';
import { podDirectory, podFile } from '../../src/pods/pods.js';
import { podsWorld } from './pods-world.js';

const hostile = [
  ...['', '.', '..', '../hare', 'a/b', '-x', '--help', '_a', '.hidden', 'a b', 'a\n', 'a\0', 'hare\u202e', 'é', '日本'],
  ...['a'.repeat(65), 'a\\b', 'C:', '~', '$HOME', '*', 'a:b', '%2e%2e'],
];

it.each(hostile)('%j names no pod, and leads to no path', (name) => {
  const { pods } = podsWorld();
  expect(isPodName(name)).toBe(false);
  expect(() => podDirectory(pods, name)).toThrow(expect.objectContaining({ kind: 'usage', code: 'bad_pod_name' }));
  expect(() => podFile(pods, name, 'token')).toThrow(expect.objectContaining({ code: 'bad_pod_name' }));
  expect(readMetadata(pods, name)).toMatchObject({ state: 'corrupt' });
});

it.each(['a', '0', 'Hare', 'a.b_c-d', 'a..b', 'a'.repeat(64), 'metadata.json'])('%j names a pod', (name) => {
  expect(isPodName(name)).toBe(true);
});

it.each([
  ['forest', 'forest', 'forest-orchestrator'],
  ['my project', 'my-project', 'my-project-orchestrator'],
  ['_private.repo', 'private.repo', 'private.repo-orchestrator'],
  ['日本', 'companion', 'companion-orchestrator'],
  ['companion', 'companion', 'companion-orchestrator'],
  ['orchestrator', 'companion', 'companion-orchestrator'],
  ['.Orchestrator', 'companion', 'companion-orchestrator'],
  ['', 'companion', 'companion-orchestrator'],
  ['...', 'companion', 'companion-orchestrator'],
  ['a日本', 'a--', 'a---orchestrator'],
  [`${'y'.repeat(51)}-orchestrator`, `${'y'.repeat(51)}-orchestrator`, `${'y'.repeat(50)}-orchestrator`],
  ['x'.repeat(80), 'x'.repeat(64), `${'x'.repeat(51)}-orchestrator`],
])('in a folder called %j the Companion is %s', (folder, companion, orchestrator) => {
  expect(defaultNames(folder)).toEqual({ companion, orchestrator });
});

it('every folder gives two names that are different and legal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 90 }), (folder) => {
      const { companion, orchestrator } = defaultNames(folder);
      expect([companion, orchestrator].every(isPodName)).toBe(true);
      expect(companion).not.toBe(orchestrator);
    }),
  );
});
