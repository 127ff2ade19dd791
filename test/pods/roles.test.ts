import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readRoles, resolvePodName, writeRole } from '../../src/pods/roles.js';
import { podsWorld } from './pods-world.js';

it('roles that nobody chose are called like the folder', () => {
  const { pods, tree } = podsWorld();
  expect(readRoles(pods)).toEqual({ companion: 'forest', orchestrator: 'forest-orchestrator' });
  expect(tree()).toEqual({});
});

it('a chosen role is kept, and keeps the other as it was', async () => {
  const { pods, read } = podsWorld();
  expect(await writeRole(pods, 'companion', 'hare')).toEqual({
    companion: 'hare',
    orchestrator: 'forest-orchestrator',
  });
  expect(readRoles({ ...pods, folderName: 'moved' })).toEqual({
    companion: 'hare',
    orchestrator: 'forest-orchestrator',
  });
  expect(read('roles.json')).toBe('{\n  "companion": "hare",\n  "orchestrator": "forest-orchestrator"\n}\n');
  expect(statSync(join(pods.root, 'roles.json')).mode & 0o777).toBe(0o600);
});

it('what else stands beside the roles stays there', async () => {
  const text = '{"reviewer": 18446744073709551615, "companion": "hare"}';
  const { pods, read } = podsWorld({ 'roles.json': text });
  await writeRole(pods, 'companion', 'fox');
  expect(read('roles.json')).toBe(
    '{"reviewer": 18446744073709551615, "companion": "fox","orchestrator": "forest-orchestrator"}',
  );
});

it('the words companion and orchestrator mean the pods that have the roles', async () => {
  const { pods } = podsWorld();
  await writeRole(pods, 'orchestrator', 'fox');
  expect(['companion', 'Companion', 'orchestrator', 'hare'].map((name) => resolvePodName(pods, name))).toEqual([
    ...['forest', 'forest', 'fox', 'hare'],
  ]);
  expect(() => resolvePodName(pods, '../fox')).toThrow(expect.objectContaining({ code: 'bad_pod_name' }));
});

it.each(['companion', 'Orchestrator', 'orchestrator'])(
  'in a folder called %s each role is meant by its word and by its name',
  (folderName) => {
    const pods = { ...podsWorld().pods, folderName };
    const { companion, orchestrator } = readRoles(pods);
    expect(['companion', companion].map((name) => resolvePodName(pods, name))).toEqual([companion, companion]);
    expect(['orchestrator', orchestrator].map((name) => resolvePodName(pods, name))).toEqual([
      orchestrator,
      orchestrator,
    ]);
  },
);

it('one pod cannot have both roles, nor be called like the other one', async () => {
  const { pods, tree } = podsWorld();
  const refused = { kind: 'refused', code: 'role_taken' };
  await expect(writeRole(pods, 'companion', 'forest-orchestrator')).rejects.toMatchObject(refused);
  await expect(writeRole(pods, 'orchestrator', 'forest')).rejects.toMatchObject(refused);
  await expect(writeRole(pods, 'companion', 'orchestrator')).rejects.toMatchObject(refused);
  await expect(writeRole(pods, 'companion', 'a b')).rejects.toMatchObject({ code: 'bad_pod_name' });
  expect(Object.keys(tree())).toEqual([]);
});

it.each([
  ['no JSON', '{'],
  ['a list', '[]'],
  ['a name that is none', '{"companion": "../../x"}'],
  ['a number', '{"orchestrator": 7}'],
  ['one pod twice', '{"companion": "hare", "orchestrator": "hare"}'],
  ['the default of the other', '{"companion": "forest-orchestrator"}'],
  ['a word that means the other', '{"companion": "Orchestrator", "orchestrator": "hare"}'],
])('a file of roles with %s is said to be corrupt, and not written over', async (_, text) => {
  const { pods, read } = podsWorld({ 'roles.json': text });
  const corrupt = { kind: 'unreadable', code: 'corrupt_roles' };
  expect(() => readRoles(pods)).toThrow(expect.objectContaining(corrupt));
  expect(() => resolvePodName(pods, 'companion')).toThrow(expect.objectContaining(corrupt));
  expect(resolvePodName(pods, 'hare')).toBe('hare');
  await expect(writeRole(pods, 'companion', 'hare')).rejects.toMatchObject(corrupt);
  expect(read('roles.json')).toBe(text);
});
