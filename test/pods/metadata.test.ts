import { mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeMetadata, ensureMetadata, podNames, readMetadata } from '../../src/pods/metadata.js';
import { foreignMetadata } from './foreign-metadata.js';
import { podsWorld } from './pods-world.js';

describe('metadata', () => {
  it('is made once, for its owner alone, and is left as it is after that', async () => {
    const { pods, read, directory } = podsWorld();
    expect(await ensureMetadata(pods, 'hare')).toMatchObject({ made: true, metadata: { pod_name: 'hare', peers: [] } });
    const text = read('hare/metadata.json');
    expect(Object.keys(JSON.parse(text))).toEqual([
      ...['pod_name', 'active', 'spawned_children', 'reclaimed_children', 'peers', 'resolved_manifest_snapshot'],
    ]);
    expect(await ensureMetadata(pods, 'hare', { resolved_manifest_snapshot: 1 })).toMatchObject({ made: false });
    expect(read('hare/metadata.json')).toBe(text);
    const modeOf = (path: string) => (statSync(join(directory, path)).mode & 0o777).toString(8);
    const paths = ['tickets/pods', 'tickets/pods/.state', 'tickets/pods/hare', 'tickets/pods/hare/metadata.json'];
    expect(paths.map(modeOf)).toEqual(['700', '700', '700', '600']);
  });

  it('that is missing and metadata that is corrupt are two things', async () => {
    const { pods, write } = podsWorld();
    expect(readMetadata(pods, 'hare')).toEqual({ state: 'missing' });
    const wrong: [string, string][] = [
      ['', 'it is not valid JSON'],
      ['{"pod_name": "hare"', 'it is not valid JSON'],
      ['[]', 'it is not a JSON object'],
      ['null', 'it is not a JSON object'],
      ['{}', 'it has no pod_name'],
      ['{"pod_name": 1}', 'it has no pod_name'],
      ['{"pod_name": "fox"}', 'it belongs to another pod: "fox"'],
      ['{"pod_name": "hare", "peers": {}}', 'its peers is not a list'],
      ['{"pod_name": "hare", "peers": ["fox"]}', 'its peers[0] has no pod_name'],
      ['{"pod_name": "hare", "spawned_children": [{"pod_name": "a"}, 3]}', 'its spawned_children[1] has no pod_name'],
      ['{"pod_name": "hare", "reclaimed_children": 1}', 'its reclaimed_children is not a list'],
      ['{"pod_name": "hare", "active": "s"}', 'its active is not {session_id, segment_id}'],
    ];
    for (const [text, error] of wrong) {
      write('hare/metadata.json', text);
      expect(readMetadata(pods, 'hare'), text).toEqual({ state: 'corrupt', error });
      await expect(ensureMetadata(pods, 'hare')).rejects.toMatchObject({
        kind: 'unreadable',
        code: 'corrupt_metadata',
      });
      await expect(changeMetadata(pods, 'hare', (one) => one)).rejects.toMatchObject({ code: 'corrupt_metadata' });
    }
  });

  it('that is no plain file is corrupt, and no link is followed', () => {
    const { pods, write, directory } = podsWorld({ 'fox/metadata.json': foreignMetadata('fox') });
    const root = join(directory, 'tickets/pods');
    mkdirSync(join(root, 'elk/metadata.json'), { recursive: true });
    symlinkSync(join(root, 'fox'), join(root, 'hare'));
    write('owl/note', '');
    symlinkSync(join(root, 'fox/metadata.json'), join(root, 'owl/metadata.json'));
    const { state, ...rest } = readMetadata(pods, 'elk');
    expect([state, rest]).toEqual(['corrupt', { error: expect.stringContaining('is not a plain file') }]);
    for (const name of ['hare', 'owl'])
      expect(readMetadata(pods, name)).toEqual({ state: 'corrupt', error: expect.stringContaining('symbolic link') });
    expect(podNames(pods)).toEqual(['elk', 'fox', 'owl']);
  });

  it('below a link where the pods directory should be is not read', () => {
    const { pods, directory } = podsWorld();
    mkdirSync(join(directory, 'elsewhere/pods/hare'), { recursive: true });
    symlinkSync(join(directory, 'elsewhere'), join(directory, 'tickets'));
    expect(readMetadata(pods, 'hare')).toMatchObject({ state: 'corrupt' });
  });

  it('may leave out or set to null what there is none of', async () => {
    const text = '{"pod_name":"hare","peers":null,"active":null}';
    const { pods, read } = podsWorld({ 'hare/metadata.json': text });
    expect(readMetadata(pods, 'hare')).toMatchObject({ metadata: { peers: [], spawned_children: [], active: null } });
    await changeMetadata(pods, 'hare', (metadata) => ({ ...metadata, peers: [] }));
    expect(read('hare/metadata.json')).toBe(text);
  });

  it('keeps every byte that a change is not about', async () => {
    const { pods, read } = podsWorld({ 'hare/metadata.json': foreignMetadata('hare', ['owl']) });
    await changeMetadata(pods, 'hare', (metadata) => ({
      ...metadata,
      active: { session_id: 's-2', segment_id: null },
      resolved_manifest_snapshot: { agent: 'none' },
    }));
    const expected = foreignMetadata('hare', ['owl'])
      .replace('"s-1"', '"s-2"')
      .replace(']  }', '] }')
      .replace('"\\u00e9"} }', '"\\u00e9"}, "resolved_manifest_snapshot": {"agent":"none"} }');
    expect(read('hare/metadata.json')).toBe(expected);
  });

  it('cannot be given to another pod by a change', async () => {
    const { pods, read } = podsWorld();
    await ensureMetadata(pods, 'hare');
    await changeMetadata(pods, 'hare', (metadata) => ({ ...metadata, pod_name: 'fox' }));
    expect(JSON.parse(read('hare/metadata.json')).pod_name).toBe('hare');
  });

  it('of two names that differ in capitals alone is refused', async () => {
    const { pods } = podsWorld();
    await ensureMetadata(pods, 'hare');
    await expect(ensureMetadata(pods, 'Hare')).rejects.toMatchObject({ kind: 'refused', code: 'pod_name_taken' });
    expect(podNames(pods)).toEqual(['hare']);
  });

  it('is made by one of many who want it at once', async () => {
    const { pods } = podsWorld();
    const made = await Promise.all(Array.from({ length: 20 }, () => ensureMetadata(pods, 'hare')));
    expect(made.filter((one) => one.made)).toHaveLength(1);
  });
});
