import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { json, run, tickets } from '../helpers/command-line.js';
import { olderDoctor } from '../helpers/older-store.js';
import { smallOlderStore } from '../helpers/small-stores.js';
import { item, ticket, workspace } from '../helpers/workspace.js';

const one = '20260601-000000-one';
const paths = async (cwd: string, env: Record<string, string> = {}, ...words: string[]) =>
  json(await tickets(cwd, [...words, 'list', '--state', 'all', '--json'], { env })).tickets.map(({ path }) => path);

function inFolder(folder: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}

describe('the store is found', () => {
  it('by walking up, and its paths are written as seen from where one is', async () => {
    const { directory } = workspace({ ...ticket(one, item('One')), 'src/deep/file.txt': '' });
    expect(await paths(directory)).toEqual([`work-items/${one}`]);
    expect(await paths(join(directory, 'src/deep'))).toEqual([`../../work-items/${one}`]);
    expect(await paths(join(directory, 'work-items', one))).toEqual([`../${one}`]);
  });

  it('no further up than the top of the git repository', async () => {
    const { directory } = workspace({ ...ticket(one, item('One')), 'inner/.git/HEAD': '', 'inner/src/a': '' });
    const said = await tickets(join(directory, 'inner/src'), ['list', '--json']);
    expect(said.status).toBe(3);
    expect(json(said).error).toMatchObject({
      code: 'store_not_found',
      hints: [expect.stringContaining('tickets init'), expect.any(String)],
    });
  });

  it('in a worktree too, where .git is a file', async () => {
    const { directory } = workspace({ ...ticket(one, item('One')), 'inner/.git': 'gitdir: elsewhere\n' });
    expect((await tickets(join(directory, 'inner'), ['list'])).status).toBe(3);
  });

  it('below the directory of -C, which is where the command then works', async () => {
    const { directory, write } = workspace({
      'repo/work-items/.gitkeep': '',
      ...inFolder('repo', ticket(one, item('One'))),
    });
    write('repo/text.md', 'From a file.');
    expect(await paths(directory, {}, '-C', 'repo')).toEqual([`work-items/${one}`]);
    const said = await tickets(directory, ['comment', one, '-F', 'text.md', '-C', 'repo', '--json']);
    expect(json(said).event?.body).toBe('From a file.');
  });

  it('where WORK_ITEMS_DIR says, by any name, whatever else there is', async () => {
    const { directory, write } = workspace(ticket(one, item('One')));
    for (const [path, text] of Object.entries(ticket('20260602-000000-two', item('Two'))))
      write(path.replace('work-items', 'elsewhere/my tickets'), text);
    const env = { WORK_ITEMS_DIR: 'elsewhere/my tickets' };
    expect(await paths(directory, env)).toEqual(['elsewhere/my tickets/20260602-000000-two']);
    expect((await tickets(directory, ['list'], { env: { WORK_ITEMS_DIR: 'nowhere' } })).status).toBe(3);
  });

  it('or not at all: exit 3, and what to do', () => {
    const { directory } = workspace({ '.git/HEAD': '' });
    const said = run(directory, ['list']);
    expect(said).toMatchObject({ status: 3, stdout: '' });
    expect(said.stderr).toMatch(/^error: no work-items\/ in .*\nhint: tickets init/);
  });

  it('after init, at the top of the repository; a second init changes nothing', async () => {
    const { directory, snapshot } = workspace({ '.git/HEAD': '', 'src/a': '' });
    const made = json(await tickets(join(directory, 'src'), ['init', '--json']));
    expect(made).toMatchObject({ kind: 'init', created: true });
    expect((await tickets(directory, ['create', 'First'])).status).toBe(0);
    const before = snapshot();
    expect(json(await tickets(directory, ['init', '--json']))).toMatchObject({ created: false });
    expect(snapshot()).toEqual(before);
  });
});

describe('a ticket is meant', () => {
  const files = {
    ...ticket('20260601-132955-peer-handshake', item('Peer handshake')),
    ...ticket('20260601-132956-peer', item('Peer')),
    ...ticket('20260602-000000-Mixed-Case', item('Mixed')),
  };
  it.each([
    ['20260601-132956-peer', '20260601-132956-peer'],
    ['20260601-132956-PEER', '20260601-132956-peer'],
    ['peer', '20260601-132956-peer'],
    ['peer-handshake', '20260601-132955-peer-handshake'],
    ['132955', '20260601-132955-peer-handshake'],
    ['hands', '20260601-132955-peer-handshake'],
    ['mixed-case', '20260602-000000-Mixed-Case'],
  ])('by %s', async (typed, id) => {
    expect(json(await tickets(workspace(files).directory, ['show', typed, '--json'])).ticket.id).toBe(id);
  });

  it.each([
    ['20260601', 4],
    ['132', 3],
    ['../work-items/20260601-132956-peer', 3],
    ['.', 3],
    ['', 2],
    ['  ', 2],
  ])('and not by %j: exit %i', async (typed, status) => {
    expect((await tickets(workspace(files).directory, ['show', typed])).status).toBe(status);
  });
});

describe('the path of a ticket names it', () => {
  const shown = async (cwd: string, path: string) => {
    const said = await tickets(cwd, ['show', path, '--field', 'title']);
    return said.status === 0 ? said.stdout.trim() : said.status;
  };
  const store = (name: string) => inFolder(name, { ...ticket(one, item(`One of ${name}`)), 'src/a.txt': '' });

  it('as it is shown, as one goes there, with a slash behind it, and absolute', async () => {
    const { directory } = workspace(store('here'));
    const here = join(directory, 'here');
    for (const path of [
      `work-items/${one}`,
      `work-items/${one}/`,
      `./work-items/${one}`,
      join(here, 'work-items', one),
    ])
      expect(await shown(here, path)).toBe('One of here');
    expect(await shown(join(here, 'src'), `../work-items/${one}`)).toBe('One of here');
    expect(await shown(join(here, 'work-items'), `./${one}`)).toBe('One of here');
    symlinkSync(here, join(directory, 'link'));
    expect(await shown(here, join(directory, 'link/work-items', one))).toBe('One of here');
    const printed = (await tickets(here, ['create', 'New'], { terminal: 80 })).stdout.replace('Created ', '').trim();
    expect(await shown(here, printed)).toBe('New');
    expect((await tickets(here, ['doctor', `work-items/${one}`])).status).toBe(0);
  });

  it('and no path of another store, or of what is none, does', async () => {
    const { directory } = workspace({ ...store('here'), ...store('there') });
    const here = join(directory, 'here');
    for (const path of [
      ...[
        `../there/work-items/${one}`,
        join(directory, 'there/work-items', one),
        `src/${one}`,
        `work-items/open/${one}`,
      ],
      ...[`work-items/${one}/item.md`, `work-items/${one.slice(0, 10)}`, 'work-items/', '/', `/${one}`, '../'],
    ])
      expect(await shown(here, path)).toBe(3);
  });

  it('in a store with status directories with the one where it lies', async () => {
    const { directory } = workspace(inFolder('work-items', smallOlderStore()));
    const parked = '20260528-101112-parked';
    expect(await shown(directory, `work-items/pending/${parked}/`)).toBe("It's [parked");
    expect(await shown(directory, `work-items/open/${parked}`)).toBe(3);
  });
});

describe('a store of two layouts', () => {
  const older = '20260527-000002-add-command';
  const mixed = () => workspace({ ...inFolder('work-items', smallOlderStore()), ...ticket(one, item('One')) });

  it('is read whole, and its tickets are changed where they lie', async () => {
    const { directory, snapshot } = mixed();
    expect((await paths(directory)).length).toBe(6);
    for (const id of [one, older])
      for (const words of [['start'], ['comment', '-m', 'text'], ['done'], ['close', '-m', 'over']])
        expect((await tickets(directory, [words[0] ?? '', id, ...words.slice(1)])).status).toBe(0);
    const after = snapshot('work-items');
    expect(after[`${one}/item.md`]).toContain('\nstate: closed\n');
    expect(after[`closed/${older}/item.md`]).toContain('\nstatus: closed\n');
    expect(after[`closed/${older}/item.md`]).not.toContain('state:');
    expect(after[`open/${older}/item.md`]).toBeUndefined();
  });

  it('takes no new ticket, and doctor names each status directory', async () => {
    const { directory, snapshot } = mixed();
    const before = snapshot();
    const said = await tickets(directory, ['create', 'Another', '--json']);
    expect(said.status).toBe(5);
    expect(json(said).error.code).toBe('mixed_layout');
    expect(snapshot()).toEqual(before);
    const { findings } = json(await tickets(directory, ['doctor', '--json']));
    const found = findings.filter(({ code, severity }) => code === 'mixed_layout' && severity === 'error');
    expect(found.map(({ path }) => path)).toEqual(['open', 'pending', 'closed'].map((name) => `work-items/${name}`));
  });
});

it('a store with status directories takes every state, and older tools still find all they want', async () => {
  const { directory, read } = workspace(inFolder('work-items', smallOlderStore()));
  const root = join(directory, 'work-items');
  const id = (await tickets(directory, ['create', '--title', 'New: one'], { env: { USER: 'x' } })).stdout.trim();
  const steps = [
    ['ready', 'open'],
    ['queue', 'open'],
    ['start', 'open'],
    ['done', 'open'],
    ['close', 'closed'],
    ['reopen', 'open'],
  ];
  for (const [command = '', folder] of steps) {
    expect((await tickets(directory, [command, id])).status).toBe(0);
    expect(read(`work-items/${folder}/${id}/item.md`)).toContain(`\nstatus: ${folder}\n`);
    expect(olderDoctor(root)).toEqual([]);
  }
  expect(read(`work-items/open/${id}/item.md`)).not.toContain('\nstate:');
  await tickets(directory, ['edit', id, '--kind', '', '--priority', '', '--label', '', '--assignee', '']);
  expect(olderDoctor(root)).toEqual([]);
  expect((await tickets(directory, ['doctor'])).status).toBe(0);
});

it('an empty older store is still one: the next ticket goes into open/', async () => {
  const { directory } = workspace();
  for (const status of ['open', 'pending', 'closed'])
    mkdirSync(join(directory, 'work-items', status), { recursive: true });
  await tickets(directory, ['create', 'First']);
  expect(await paths(directory)).toEqual([expect.stringMatching(/^work-items\/open\/\d{8}-\d{6}-first$/)]);
});
