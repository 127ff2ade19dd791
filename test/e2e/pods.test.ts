import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tickets } from '../helpers/command-line.js';
import { type Workspace, workspace } from '../helpers/workspace.js';

/** A repository called forest with a store in it. */
function forest(): { top: string; git: (...words: string[]) => void; space: Workspace } {
  const space = workspace({ 'forest/work-items/config.yaml': '' });
  const top = join(realpathSync(space.directory), 'forest');
  const git = (...words: string[]) => {
    const names = ['-c', 'user.name=hare', '-c', 'user.email=hare@forest.example'];
    execFileSync('git', [...names, ...words], { cwd: top, stdio: 'ignore' });
  };
  git('init', '-b', 'main');
  git('add', '.');
  git('commit', '-m', 'first');
  return { top, git, space };
}

/** The answer of one command as JSON, and its exit status. */
async function asJson(
  cwd: string,
  words: string[],
  env: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const said = await tickets(cwd, [...words, '--json'], { env });
  const answer: Record<string, unknown> = JSON.parse(said.stdout);
  return { ...answer, status: said.status, stderr: said.stderr };
}

describe('pods of a repository', () => {
  it('are the same from every worktree, and never seen by git', async () => {
    const { top, git } = forest();
    git('worktree', 'add', '../den', '-b', 'den');
    const den = join(top, '../den');
    expect(await asJson(top, ['pod', 'create', 'companion'])).toEqual({
      ...{ status: 0, stderr: '', schema_version: 1, kind: 'pod-created', pod_name: 'forest', created: true },
      metadata: join(top, '.git/tickets/pods/forest/metadata.json'),
    });
    expect(await asJson(den, ['pod', 'create', 'companion'])).toMatchObject({ pod_name: 'forest', created: false });
    expect(await asJson(join(den, 'work-items'), ['pod', 'list', '--all'])).toMatchObject({
      kind: 'pod-list',
      as: 'forest-orchestrator',
      pods: [{ pod_name: 'forest', visibility: null, metadata: { state: 'readable', error: null }, peers: [] }],
    });
    expect(execFileSync('git', ['status', '--porcelain'], { cwd: top, encoding: 'utf8' })).toBe('');
  });

  it('need no store, only a repository', async () => {
    const { directory } = workspace({ 'meadow/.git/HEAD': '' });
    const cwd = join(directory, 'meadow');
    expect(await asJson(cwd, ['pod', 'create', 'companion'])).toMatchObject({ status: 0, pod_name: 'meadow' });
    expect(await asJson(directory, ['pod', 'list'])).toMatchObject({ status: 3, error: { code: 'store_not_found' } });
  });

  it('lie beside the lock of a store without git, named like the folder that holds it', async () => {
    const { directory } = workspace({ 'meadow/work-items/config.yaml': '', 'other/tasks/config.yaml': '' });
    await tickets(join(directory, 'meadow'), ['pod', 'create', 'companion']);
    expect(existsSync(join(directory, 'meadow/work-items/.state/pods/meadow/metadata.json'))).toBe(true);
    expect(readFileSync(join(directory, 'meadow/work-items/.state/.gitignore'), 'utf8')).toBe('*\n');
    const env = { WORK_ITEMS_DIR: join(directory, 'other/tasks') };
    expect(await asJson(directory, ['pod', 'create', 'companion'], env)).toMatchObject({
      pod_name: 'other',
      metadata: expect.stringContaining('/other/tasks/.state/pods/other/metadata.json'),
    });
    const missing = { WORK_ITEMS_DIR: join(directory, 'nowhere') };
    expect(await asJson(join(directory, 'meadow'), ['pod', 'list'], missing)).toMatchObject({ status: 3 });
  });

  it('of the store that WORK_ITEMS_DIR names are those of its repository', async () => {
    const { top, space } = forest();
    const env = { WORK_ITEMS_DIR: join(top, 'work-items') };
    await tickets(space.directory, ['pod', 'create', 'hare'], { env });
    expect(existsSync(join(top, '.git/tickets/pods/hare/metadata.json'))).toBe(true);
  });
});

describe('where --pod', () => {
  it('gives the metadata and the socket of a pod, whether it exists or not', async () => {
    const { top, space } = forest();
    const env = { TICKETS_RUNTIME_DIR: join(space.directory, 'run') };
    const place = await asJson(top, ['where', '--pod', 'hare'], env);
    const hash = createHash('sha256')
      .update(`${join(top, '.git/tickets/pods')}\0hare`)
      .digest('hex')
      .slice(0, 16);
    expect(place).toMatchObject({
      ...{ kind: 'where', path: 'work-items', layout: 'flat', pod_name: 'hare' },
      metadata: join(top, '.git/tickets/pods/hare/metadata.json'),
      socket: join(space.directory, 'run', `${hash}.sock`),
    });
    expect(existsSync(join(top, '.git/tickets'))).toBe(false);
    await tickets(top, ['pod', 'create', 'hare']);
    expect(await asJson(top, ['where', '--pod', 'hare'], env)).toEqual(place);
    expect(await asJson(top, ['where', '--pod', 'orchestrator'])).toMatchObject({ pod_name: 'forest-orchestrator' });
    const xdg = await asJson(top, ['where', '--pod', 'hare'], {
      XDG_RUNTIME_DIR: '/run/user/7',
      TICKETS_RUNTIME_DIR: '',
    });
    expect(xdg).toMatchObject({ socket: `/run/user/7/tickets/${hash}.sock` });
  });

  it('refuses names that are none', async () => {
    const { top } = forest();
    for (const name of ['../hare', '', 'a'.repeat(65)])
      expect(await asJson(top, ['where', `--pod=${name}`])).toMatchObject({
        status: 2,
        error: { code: 'bad_pod_name' },
      });
  });
});

describe('peers on the command line', () => {
  it('are made and unmade in the name of --as, TICKETS_POD or the Orchestrator, in this order', async () => {
    const { top } = forest();
    for (const name of ['hare', 'fox', 'owl']) await tickets(top, ['pod', 'create', name]);
    const peered = { status: 0, kind: 'pod-peer', registered: true, changed: true };
    const env = { TICKETS_POD: 'fox' };
    expect(await asJson(top, ['pod', 'peer', 'hare', '--as', 'owl'], env)).toMatchObject({ ...peered, source: 'owl' });
    expect(await asJson(top, ['pod', 'peer', 'hare'], env)).toMatchObject({ ...peered, source: 'fox', peer: 'hare' });
    const orchestrator = { ...peered, source: 'forest-orchestrator' };
    expect(await asJson(top, ['pod', 'peer', 'hare'])).toMatchObject(orchestrator);
    expect(await asJson(top, ['pod', 'peer', 'hare'])).toMatchObject({ ...orchestrator, changed: false });
    expect(await asJson(top, ['pod', 'show', 'hare'])).toMatchObject({
      kind: 'pod',
      pod: {
        pod_name: 'hare',
        visibility: 'peer',
        role: null,
        peers: ['owl', 'fox', 'forest-orchestrator'],
        one_sided: [],
      },
    });
    const unpeered = { kind: 'pod-peer', source: 'owl', peer: 'hare', registered: false };
    expect(await asJson(top, ['pod', 'unpeer', 'hare', '--as', 'owl'])).toMatchObject({ ...unpeered, changed: true });
    expect(await asJson(top, ['pod', 'unpeer', 'hare', '--as', 'owl'])).toMatchObject({ ...unpeered, changed: false });
  });

  it.each([
    ['a peer that is not there', ['pod', 'peer', 'elk'], 3, 'pod_not_found'],
    ['a source that is not there', ['pod', 'peer', 'hare', '--as', 'elk'], 3, 'pod_not_found'],
    ['itself', ['pod', 'peer', 'hare', '--as', 'hare'], 5, 'peer_is_self'],
    ['a name that is none', ['pod', 'peer', '../hare'], 2, 'bad_pod_name'],
    ['a source that is no name', ['pod', 'peer', 'hare', '--as', 'a b'], 2, 'bad_pod_name'],
    ['broken metadata', ['pod', 'peer', 'broken'], 7, 'corrupt_metadata'],
    ['nobody', ['pod', 'peer'], 2, 'invalid_usage'],
    ['a twin', ['pod', 'create', 'HARE'], 5, 'pod_name_taken'],
    ['a stranger to look at', ['pod', 'show', 'fox', '--as', 'hare'], 5, 'pod_not_visible'],
    ['all for a pod', ['pod', 'list', '--all', '--as', 'hare'], 2, 'only_for_people'],
    ['nobody to show', ['pod', 'show', 'elk'], 3, 'pod_not_found'],
    ['a role that is none', ['pod', 'role', 'king', 'hare'], 2, 'invalid_usage'],
    ['both roles for one', ['pod', 'role', 'companion', 'forest-orchestrator'], 5, 'role_taken'],
  ])('with %s: refused, and nothing is written', async (_, words, status, code) => {
    const { top, space } = forest();
    for (const name of ['hare', 'fox', 'broken']) await tickets(top, ['pod', 'create', name]);
    writeFileSync(join(top, '.git/tickets/pods/broken/metadata.json'), 'not json');
    const before = space.snapshot('forest/.git/tickets');
    expect(await asJson(top, words)).toMatchObject({
      status,
      error: { code, hints: expect.arrayContaining([expect.any(String)]) },
    });
    expect(space.snapshot('forest/.git/tickets')).toEqual(before);
  });

  it('whose other side was lost are shown as one-sided, and made whole by the next registration', async () => {
    const { top } = forest();
    for (const name of ['hare', 'fox']) await tickets(top, ['pod', 'create', name]);
    await tickets(top, ['pod', 'peer', 'fox', '--as', 'hare']);
    const path = join(top, '.git/tickets/pods/fox/metadata.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"peers": \[[^\]]*\]/, '"peers": []'));
    expect(await asJson(top, ['pod', 'show', 'hare'])).toMatchObject({ pod: { one_sided: ['fox'] } });
    expect((await tickets(top, ['pod', 'show', 'hare'], { terminal: 80 })).stdout).toContain('fox (one-sided)');
    expect(await asJson(top, ['pod', 'peer', 'hare', '--as', 'fox'])).toMatchObject({ changed: true });
    expect(await asJson(top, ['pod', 'show', 'hare'])).toMatchObject({ pod: { one_sided: [] } });
  });
});

describe('the list', () => {
  it('of a pod without metadata is empty, with a hint and no error', async () => {
    const { top } = forest();
    const said = await tickets(top, ['pod', 'list', '--as', 'hare']);
    expect(said).toEqual({
      status: 0,
      stdout: 'pod_name\tvisibility\tmetadata\tlive\trestore\tpeers\n',
      stderr: 'note: hare has no metadata, so it sees nobody: tickets pod create hare\n',
    });
    expect(await asJson(top, ['pod', 'list', '--as', 'hare'])).toMatchObject({
      pods: [],
      diagnostics: [{ level: 'info' }],
    });
    expect((await tickets(top, ['pod', 'list'], { terminal: 80 })).stdout).toBe('no pods\n');
  });

  it('shows broken metadata as such, cleaned, and goes on', async () => {
    const { top } = forest();
    for (const name of ['hare', 'fox']) await tickets(top, ['pod', 'create', name]);
    const directory = join(top, '.git/tickets/pods/fox');
    writeFileSync(join(directory, 'metadata.json'), '{"pod_name": "\\u001b[31mred"}');
    mkdirSync(join(top, '.git/tickets/pods/empty'));
    symlinkSync('fox', join(top, '.git/tickets/pods/link'));
    expect(await asJson(top, ['pod', 'show', 'link'])).toMatchObject({
      pod: { metadata: { state: 'corrupt', error: expect.stringContaining('is a symbolic link') }, content: null },
    });
    const { stdout } = await tickets(top, ['pod', 'list', '--all'], { terminal: 120 });
    expect(stdout).toContain('corrupt');
    expect(stdout).not.toContain('\u001b[31mred');
    expect(await asJson(top, ['pod', 'list', '--all'])).toMatchObject({
      pods: [
        { pod_name: 'fox', metadata: { state: 'corrupt', error: expect.stringContaining('another pod') } },
        { pod_name: 'hare', metadata: { state: 'readable', error: null } },
      ],
    });
  });
});

describe('roles', () => {
  it('are shown, given away, and kept beside the pods', async () => {
    const { top } = forest();
    const roles = { kind: 'pod-roles', companion: 'forest', orchestrator: 'forest-orchestrator', changed: false };
    expect(await asJson(top, ['pod', 'role'])).toMatchObject({ status: 0, ...roles });
    expect(await asJson(top, ['pod', 'role', 'companion', 'hare'])).toMatchObject({
      ...{ ...roles, companion: 'hare', changed: true },
      diagnostics: [{ text: 'the pod hare does not exist yet: tickets pod create hare' }],
    });
    expect(await asJson(top, ['pod', 'role', 'companion', 'hare'])).toMatchObject({
      companion: 'hare',
      changed: false,
    });
    expect(await asJson(top, ['pod', 'create', 'Companion'])).toMatchObject({ pod_name: 'hare', created: true });
    expect(await asJson(top, ['pod', 'show', 'companion'])).toMatchObject({
      pod: { pod_name: 'hare', role: 'companion' },
    });
    expect((await tickets(top, ['pod', 'role', 'companion'])).stdout).toBe('role\tpod_name\ncompanion\thare\n');
  });
});
