import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileLayer } from '../../src/files/file-layer.js';
import { readMetadata } from '../../src/pods/metadata.js';
import { ensureExistingPeer, registerPeer, removePeer } from '../../src/pods/peers.js';
import { lockPods, type Pods } from '../../src/pods/pods.js';
import { countingDisk, quickDisk, systemError } from '../files/broken-disk.js';
import { foreignMetadata } from './foreign-metadata.js';
import { podsWorld } from './pods-world.js';

function peersOf(pods: Pods, name: string): string[] {
  const reading = readMetadata(pods, name);
  return reading.state === 'readable' ? reading.metadata.peers.map(({ pod_name }) => pod_name) : [reading.state];
}

const hareAndFox = (hare: string[] = [], fox: string[] = []) => ({
  'hare/metadata.json': foreignMetadata('hare', hare),
  'fox/metadata.json': foreignMetadata('fox', fox),
});

describe('registering a peer', () => {
  it('writes it down on both sides, once, and changes no other byte', async () => {
    const { pods, read, tree } = podsWorld(hareAndFox([], ['owl']));
    expect(await registerPeer(pods, 'hare', 'fox')).toEqual({ source: 'hare', peer: 'fox', changed: true });
    expect(read('hare/metadata.json')).toBe(foreignMetadata('hare').replace('[],', '[{"pod_name":"fox"}],'));
    expect(read('fox/metadata.json')).toBe(
      foreignMetadata('fox', ['owl']).replace('"pod_name": "owl"}', '"pod_name": "owl"},{"pod_name":"hare"}'),
    );
    const before = tree();
    for (const [source, peer] of [
      ['hare', 'fox'],
      ['fox', 'hare'],
    ] as const)
      expect(await registerPeer(pods, source, peer)).toEqual({ source, peer, changed: false });
    expect(tree()).toEqual(before);
  });

  it.each([
    ['the source', ['fox'], []],
    ['the peer', [], ['hare']],
  ])('mends a relation that only %s knows', async (_, hare, fox) => {
    for (const register of [registerPeer, ensureExistingPeer]) {
      const { pods, read } = podsWorld(hareAndFox(hare, fox));
      expect(await register(pods, 'hare', 'fox')).toMatchObject({ changed: true });
      expect([peersOf(pods, 'hare'), peersOf(pods, 'fox')]).toEqual([['fox'], ['hare']]);
      const kept = hare.length > 0 ? 'hare' : 'fox';
      expect(read(`${kept}/metadata.json`)).toBe(foreignMetadata(kept, kept === 'hare' ? hare : fox));
    }
  });

  it('of a pod with itself is refused', async () => {
    const { pods, tree } = podsWorld(hareAndFox());
    const before = tree();
    for (const register of [registerPeer, ensureExistingPeer, removePeer])
      await expect(register(pods, 'hare', 'hare')).rejects.toMatchObject({ kind: 'refused', code: 'peer_is_self' });
    expect(tree()).toEqual(before);
  });

  it('needs both: the strict form throws for a missing peer, the other returns nothing', async () => {
    const { pods, tree } = podsWorld({ 'hare/metadata.json': foreignMetadata('hare') });
    const before = tree();
    await expect(registerPeer(pods, 'hare', 'owl')).rejects.toMatchObject({ kind: 'not_found', code: 'pod_not_found' });
    await expect(registerPeer(pods, 'owl', 'hare')).rejects.toMatchObject({ code: 'pod_not_found' });
    expect(await ensureExistingPeer(pods, 'hare', 'owl')).toBeUndefined();
    await expect(ensureExistingPeer(pods, 'owl', 'hare')).rejects.toMatchObject({ code: 'pod_not_found' });
    expect(tree()).toEqual(before);
  });

  it('leaves both alone where one cannot be read', async () => {
    const { pods, write, tree } = podsWorld(hareAndFox());
    write('fox/metadata.json', '{"pod_name": "fox", "peers": 3}');
    const before = tree();
    for (const register of [registerPeer, ensureExistingPeer, removePeer])
      for (const [source, peer] of [
        ['hare', 'fox'],
        ['fox', 'hare'],
      ] as const)
        await expect(register(pods, source, peer)).rejects.toMatchObject({ code: 'corrupt_metadata' });
    expect(tree()).toEqual(before);
  });

  it('does not take a lock, or write, for a pair that is whole', async () => {
    const { pods, over } = podsWorld(hareAndFox(['fox'], ['hare']));
    const { files, calls } = countingDisk();
    expect(await ensureExistingPeer(over(files), 'hare', 'fox')).toMatchObject({ changed: false });
    expect(calls.filter((call) => !['lstat', 'open', 'fstat', 'readAll', 'close'].includes(call))).toEqual([]);
    expect(peersOf(pods, 'hare')).toEqual(['fox']);
  });
});

describe('removing a peer', () => {
  it('ends it on both sides and keeps the other peers as they are', async () => {
    const { pods, read } = podsWorld(hareAndFox(['fox', 'owl'], ['hare']));
    expect(await removePeer(pods, 'fox', 'hare')).toEqual({ source: 'fox', peer: 'hare', changed: true });
    expect(read('fox/metadata.json')).toBe(foreignMetadata('fox'));
    expect(read('hare/metadata.json')).toBe(foreignMetadata('hare', ['owl']));
    expect(await removePeer(pods, 'fox', 'hare')).toMatchObject({ changed: false });
  });

  it('removes what is left of a relation to a pod that is gone, and finds no other that is', async () => {
    const { pods, directory } = podsWorld(hareAndFox(['fox'], ['hare']));
    rmSync(join(directory, 'tickets/pods/fox'), { recursive: true });
    expect(await removePeer(pods, 'hare', 'fox')).toMatchObject({ changed: true });
    await expect(removePeer(pods, 'hare', 'fox')).rejects.toMatchObject({ code: 'pod_not_found' });
  });
});

describe('a second write that fails', () => {
  /** Refuses once to put anything in the place of one file. */
  function refusing(path: string): FileLayer {
    let left = 1;
    const rename: FileLayer['rename'] = (from, to) => {
      if (to === path && left-- > 0) throw systemError('EIO');
      quickDisk.rename(from, to);
    };
    return { ...quickDisk, rename };
  }

  it.each([
    ['between strangers', hareAndFox()],
    ['between pods with other peers', hareAndFox(['owl'], ['elk', 'owl'])],
    ['where the first had it already', hareAndFox(['fox'], [])],
    ['where the second had it already', hareAndFox([], ['hare'])],
  ])('leaves the first file byte for byte as it was, %s', async (_, files) => {
    const world = podsWorld(files);
    await lockPods(world.pods, () => {});
    const before = world.tree();
    const inode = () => statSync(join(world.pods.root, 'hare/metadata.json')).ino;
    const inodeBefore = inode();
    const disk = refusing(
      join(world.pods.root, files['fox/metadata.json']?.includes('"hare"') ? 'hare' : 'fox', 'metadata.json'),
    );
    await expect(registerPeer(world.over(disk), 'hare', 'fox')).rejects.toMatchObject({ kind: 'unwritable' });
    expect(world.tree()).toEqual(before);
    expect(inode()).toBe(inodeBefore);
    expect(await registerPeer(world.pods, 'hare', 'fox')).toMatchObject({ changed: true });
  });
});
