import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { json, tickets } from '../helpers/command-line.js';
import { workspace } from '../helpers/workspace.js';

const config = 'work-items/config.yaml';
const below = 'work-items/.state/pods';

function world(files: Record<string, string> = {}) {
  const made = workspace({ [config]: 'ids: timestamp-slug\n', ...files });
  const env = { TICKETS_RUNTIME_DIR: join(made.directory, 'run') };
  const say = (...words: string[]) => tickets(made.directory, words, { env });
  const codes = async (...words: string[]) => {
    const { findings } = json(await say('doctor', '--pods', '--json', ...words));
    return findings.map(({ code, severity, path }: { code: string; severity: string; path: string }) => [
      code,
      severity,
      path.split('/').slice(-2).join('/'),
    ]);
  };
  return { ...made, env, say, codes };
}

const metadata = (pod_name: string, ...peers: string[]) =>
  JSON.stringify({ pod_name, peers: peers.map((name) => ({ pod_name: name })) });

describe('doctor --pods', () => {
  it('finds nothing wrong with two peers, or with no pods at all', async () => {
    const { say, codes } = world();
    expect(await codes()).toEqual([]);
    await say('pod', 'create', 'hare');
    await say('pod', 'create', 'fox');
    await say('pod', 'peer', 'fox', '--as', 'hare');
    expect(await codes()).toEqual([]);
  });

  it('names what cannot be used, and goes on to the next pod', async () => {
    const { codes } = world({
      [`${below}/hare/metadata.json`]: '{"pod_name": ',
      [`${below}/fox/metadata.json`]: metadata('fox', 'owl'),
      [`${below}/owl/metadata.json`]: metadata('owl'),
      [`${below}/roles.json`]: '[]',
    });
    expect(await codes()).toEqual([
      ['corrupt_roles', 'error', 'pods/roles.json'],
      ['one_sided_peer', 'warning', 'fox/metadata.json'],
      ['corrupt_metadata', 'error', 'hare/metadata.json'],
    ]);
  });

  it('names roles and peers that there are not', async () => {
    const { codes } = world({
      [`${below}/fox/metadata.json`]: metadata('fox', 'gone'),
      [`${below}/roles.json`]: JSON.stringify({ companion: 'nobody', orchestrator: 'noone' }),
    });
    expect(await codes()).toEqual([
      ['unknown_role_pod', 'warning', 'pods/roles.json'],
      ['unknown_role_pod', 'note', 'pods/roles.json'],
      ['one_sided_peer', 'warning', 'fox/metadata.json'],
    ]);
  });

  it('says on which line', async () => {
    const { say } = world({
      [`${below}/fox/metadata.json`]: '{\n"pod_name": "fox",\n"peers": [{"pod_name": "owl"},\n{"pod_name": "gone"}]}',
      [`${below}/hare/metadata.json`]: '{"pod_name": "hare",\n"peers": [}',
      [`${below}/mole/metadata.json`]: '{\n"pod_name": "vole"}',
      [`${below}/owl/metadata.json`]: metadata('owl', 'fox'),
      [`${below}/roles.json`]: '{\n"companion": "nobody",\n"orchestrator": "fox"}',
    });
    const { findings } = json(await say('doctor', '--pods', '--json'));
    expect(findings.map(({ code, line }) => [code, line])).toEqual([
      ['unknown_role_pod', 2],
      ['one_sided_peer', 4],
      ['corrupt_metadata', 2],
      ['corrupt_metadata', 2],
    ]);
  });

  it('names a socket that its server left behind, and not one at which somebody answers', async () => {
    const { directory, say, codes } = world();
    await say('pod', 'create', 'hare');
    mkdirSync(join(directory, 'run'), { mode: 0o700 });
    const { socket }: { socket: string } = JSON.parse((await say('where', '--pod', 'hare', '--json')).stdout);
    await leaveSocket(socket);
    expect(await codes()).toEqual([['stale_socket', 'note', expect.stringMatching(/^run\/[0-9a-f]{16}\.sock$/)]]);
    const server = createServer((connection) =>
      connection.write('{"event":"snapshot","data":{"entries":[],"greeting":null,"status":"idle"}}\n'),
    );
    rmSync(socket);
    await new Promise<void>((listening) => server.listen(socket, listening));
    expect(await codes()).toEqual([]);
    server.close();
  });

  it('names a change of two pods that a kill has cut off', async () => {
    const step = { kind: 'write', path: 'fox/metadata.json', before: null, after: 'the digest of it' };
    const { codes } = world({
      [`${below}/.state/journal/journal.json`]: JSON.stringify({
        version: 1,
        at: '2026-06-18T14:33:50Z',
        steps: [step],
      }),
    });
    expect(await codes()).toEqual([['unfinished_pod_change', 'warning', '.state/journal']]);
  });

  it('looks and heals nothing, with --fix either', async () => {
    const made = world({
      [`${below}/fox/metadata.json`]: metadata('fox', 'owl'),
      [`${below}/owl/metadata.json`]: metadata('owl'),
    });
    const before = made.snapshot();
    expect(await made.codes('--fix', '--yes')).toEqual([['one_sided_peer', 'warning', 'fox/metadata.json']]);
    expect(made.snapshot()).toEqual(before);
  });

  it('is asked for: without --pods nothing is said of pods', async () => {
    const { say } = world({ [`${below}/hare/metadata.json`]: 'no JSON' });
    expect((await say('doctor')).status).toBe(0);
    expect((await say('doctor', '--pods')).status).toBe(1);
  });
});

/** A socket file whose server was killed. */
function leaveSocket(path: string): Promise<void> {
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  return new Promise((left) => spawn(process.execPath, ['-e', script]).on('exit', () => left()));
}
