import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Migration } from '../../src/actions/migrate-store.js';
import { bodyOf } from '../../src/tickets/frontmatter.js';
import { json, tickets } from '../helpers/command-line.js';
import { openCorpora } from '../helpers/corpus.js';
import { smallFlatStore, smallOlderStore } from '../helpers/small-stores.js';
import { item, snapshot, ticket, workspace } from '../helpers/workspace.js';

const at = '2026-07-01T00:00:00Z';

function below(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`work-items/${path}`, text]));
}

async function migrate(directory: string, ...words: string[]): Promise<Migration & { kind: string }> {
  return JSON.parse((await tickets(directory, ['migrate', ...words, '--json'], { at })).stdout);
}

/** The path that a file of an older store has afterwards; undefined for what goes. */
function flatPath(path: string): string | undefined {
  return /^(?:open|pending|closed)\/\.gitkeep$/.test(path) ? undefined : path.replace(/^(?:open|pending|closed)\//, '');
}

function latin1Body(text: string): string {
  return bodyOf(Buffer.from(text, 'latin1'));
}

const { corpora, remove } = openCorpora();
afterAll(remove);

describe.each(corpora)('the $layout corpus', ({ root }) => {
  const folder = workspaceWith(root);

  it('is flat afterwards, every file at its place, and no byte changed but in frontmatter and relations.json', async () => {
    const before = snapshot(join(folder, 'work-items'));
    const planned = await migrate(folder, '--dry-run');
    expect(snapshot(join(folder, 'work-items'))).toEqual(before);
    const done = await migrate(folder);
    expect(done).toEqual({ ...planned, dry_run: false, changed: true });
    const after = snapshot(join(folder, 'work-items'));
    const wanted = Object.keys(before).flatMap((path) => flatPath(path) ?? []);
    expect(Object.keys(after).sort()).toEqual(wanted.sort());
    for (const [path, text] of Object.entries(before)) {
      const moved = after[flatPath(path) ?? ''];
      if (path.endsWith('/item.md')) expect(latin1Body(moved ?? '')).toBe(latin1Body(text));
      else if (!path.endsWith('/relations.json') && moved !== undefined) expect(moved).toBe(text);
    }
  });

  it('has nothing left for doctor to say of its layout, its YAML or its states', async () => {
    const { findings } = json(await tickets(folder, ['doctor', '--json']));
    const codes = findings.map(({ code }) => code);
    const gone = [
      'mixed_layout',
      'not_yaml',
      'missing_state',
      'missing_directory',
      'directory_mismatch',
      'status_mismatch',
    ];
    expect(codes.filter((code) => gone.includes(code))).toEqual([]);
  });

  it('is left alone by a second run', async () => {
    const before = snapshot(join(folder, 'work-items'));
    const said = await tickets(folder, ['migrate']);
    expect(said).toMatchObject({ status: 0, stdout: 'Nothing to do: the store is flat.\n' });
    expect(snapshot(join(folder, 'work-items'))).toEqual(before);
  });
});

function workspaceWith(root: string): string {
  const folder = join(root, '..', `copy-${Math.random().toString(36).slice(2)}`);
  cpSync(root, join(folder, 'work-items'), { recursive: true });
  return folder;
}

it('git sees renames, and nothing that was not there is there', () => {
  const { directory } = workspace(below(smallOlderStore()));
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd: directory, encoding: 'utf8' });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'before');
  const ran = spawnSync(process.execPath, [join(import.meta.dirname, '../../bin/run.js'), 'migrate'], {
    cwd: directory,
    encoding: 'utf8',
  });
  expect(ran.status).toBe(0);
  git('add', '-A');
  const kinds = git('diff', '--cached', '-M', '--name-status')
    .trim()
    .split('\n')
    .map((line) => line.slice(0, 1));
  expect(kinds.filter((kind) => kind === 'R').length).toBe(kinds.length - 1);
  expect(kinds.filter((kind) => kind === 'D')).toEqual(['D']);
});

it('a title that is no YAML is quoted, a state that only the status said is written, and not one byte elsewhere', async () => {
  const older = below(smallOlderStore());
  const { directory, read } = workspace(older);
  await tickets(directory, ['migrate']);
  const path = '20260527-000002-add-command/item.md';
  const before = older[`work-items/open/${path}`] ?? '';
  const wanted = before
    .replace('title: TUI: add peer command', 'title: "TUI: add peer command"')
    .replace('legacy_ticket: null\n', 'legacy_ticket: null\nstate: planning\n');
  expect(read(`work-items/${path}`)).toBe(wanted);
  const working = '20260527-000003-at-work/item.md';
  expect(read(`work-items/${working}`)).toBe(older[`work-items/open/${working}`]);
});

it('an item that nobody can read is moved as it is and said; one without a state gets that of its directory', async () => {
  const broken = '---\ntitle: *alias\n---\n\nBody.\n';
  const stateless = '---\ntitle: No state\ncreated_at: 2026-06-01T00:00:00Z\nupdated_at: 2026-06-01T00:00:00Z\n---\n';
  const { directory, read } = workspace({
    'work-items/open/a-broken-one/item.md': broken,
    'work-items/open/empty/notes.txt': 'no item',
    'work-items/pending/stateless/item.md': stateless,
  });
  const { tickets: moved } = await migrate(directory);
  expect(read('work-items/a-broken-one/item.md')).toBe(broken);
  expect(read('work-items/empty/notes.txt')).toBe('no item');
  expect(read('work-items/stateless/item.md')).toContain('state: pending\n---');
  expect(moved.find(({ id }) => id === 'a-broken-one')?.notes[0]).toContain('item.md:2');
  expect((await tickets(directory, ['migrate', '--dry-run'])).stdout).toContain('Nothing to do');
});

it('a mixed store becomes flat as well; config.yaml and strangers at the top stay, loose files of a directory come along', async () => {
  const {
    directory,
    read,
    snapshot: look,
  } = workspace({
    ...ticket('20260601-000000-flat', item('Flat')),
    ...below(smallOlderStore()),
    'work-items/config.yaml': 'ids: base32\n',
    'work-items/README.md': 'Read me.\n',
    'work-items/closed/notes.txt': 'loose\n',
    'work-items/open/.gitkeep': '',
  });
  expect((await tickets(directory, ['create', 'x'])).status).toBe(5);
  const { layout, removed } = await migrate(directory);
  expect(layout).toEqual({ before: 'mixed', after: 'flat' });
  expect(removed).toEqual(['work-items/open/.gitkeep', 'work-items/open', 'work-items/pending', 'work-items/closed']);
  expect(read('work-items/config.yaml') + read('work-items/README.md') + read('work-items/notes.txt')).toBe(
    'ids: base32\nRead me.\nloose\n',
  );
  expect(Object.keys(look('work-items')).filter((path) => /^(?:open|pending|closed)\//.test(path))).toEqual([]);
  expect((await tickets(directory, ['create', 'x'])).status).toBe(0);
});

it('relations.json is copied and marked, its notes, authors and times stay, and unrelate then takes out one thing', async () => {
  const older = below(smallFlatStore());
  const { directory, read } = workspace(older);
  const file = 'work-items/00001KTJXS31R/artifacts/relations.json';
  await migrate(directory);
  expect(read('work-items/00001KTJXS31R/item.md')).toContain('depends_on: [00001KTNSA2K0]\nrelated: [00001KTNMN02R]\n');
  expect(read(file)).toBe((older[file] ?? '').replace('{', `{\n  "migrated": "${at}",`));
  expect(JSON.parse(read(file))).toMatchObject({ migrated: at, relations: JSON.parse(older[file] ?? '').relations });
  await tickets(directory, ['unrelate', '00001KTJXS31R', '00001KTNMN02R']);
  expect(json(await tickets(directory, ['show', '00001KTJXS31R', '--json'])).ticket.relations.related).toEqual([]);
});

const [one, other] = ['20260601-000000-one', '20260601-000001-other'];
const older = (status: string, id: string) => ({
  [`work-items/${status}/${id}/item.md`]: item('Older', status === 'open' ? 'planning' : status),
});

describe('what is in the way is named, and then nothing is changed', () => {
  it.each<[string, Record<string, string>, string, string]>([
    [
      'an id in two status directories',
      { ...older('open', one), ...older('closed', one) },
      'ticket_in_two_places',
      `closed/${one}`,
    ],
    [
      'an id in other letters',
      { ...older('open', 'Abcd'), ...older('closed', 'aBCD') },
      'ticket_in_two_places',
      'closed/aBCD',
    ],
    [
      'a flat ticket of the same id',
      { ...older('open', one), ...ticket(one, item('Flat')) },
      'ticket_in_two_places',
      `open/${one}`,
    ],
    [
      'a file where a ticket should go',
      { ...older('open', one), [`work-items/${one}`]: 'x' },
      'already_exists',
      `open/${one}`,
    ],
    [
      'two loose files of one name',
      { ...older('open', one), 'work-items/open/a.txt': '', 'work-items/closed/a.txt': '' },
      'already_exists',
      'closed/a.txt',
    ],
    [
      'a directory that no ticket can have',
      { ...older('open', one), 'work-items/open/my ticket/item.md': 'x' },
      'bad_id',
      'open/my ticket',
    ],
    [
      'a status that the directory contradicts',
      { [`work-items/closed/${one}/item.md`]: item('Open') },
      'directory_mismatch',
      `closed/${one}/item.md`,
    ],
    [
      'a second parent in relations.json',
      {
        ...ticket(one, item('One', 'planning', `parent: ${other}\n`)),
        [`work-items/${one}/artifacts/relations.json`]: JSON.stringify({
          version: 1,
          relations: [{ ticket_id: one, kind: 'parent', target: 'x' }],
        }),
      },
      'relation_conflict',
      `${one}/item.md`,
    ],
  ])('%s', async (_, files, code, path) => {
    const { directory, snapshot: look } = workspace(files);
    const before = look();
    for (const words of [['migrate'], ['migrate', '--dry-run']]) {
      const { error } = json(await tickets(directory, [...words, '--json']));
      expect(error).toMatchObject({ kind: 'refused', code: 'migration_refused' });
      expect(error.data.findings).toContainEqual(expect.objectContaining({ code, path: `work-items/${path}` }));
      expect((await tickets(directory, words)).stderr).toContain(`hint: work-items/${path}`);
    }
    expect(look()).toEqual(before);
  });

  it.each([
    ['a status directory', 'closed', 'elsewhere'],
    ['a ticket', `open/${other}`, '../elsewhere'],
    ['an artifact', `open/${one}/artifacts/link`, '/etc/passwd'],
  ])('a symbolic link for %s', async (_, path, target) => {
    const { directory, snapshot: look } = workspace(older('open', one));
    mkdirSync(join(directory, `work-items/open/${one}/artifacts`));
    symlinkSync(target, join(directory, 'work-items', path));
    const before = look();
    const { error } = json(await tickets(directory, ['migrate', '--json']));
    expect(error.data.findings).toContainEqual(
      expect.objectContaining({ code: 'symbolic_link', path: `work-items/${path}` }),
    );
    expect(look()).toEqual(before);
  });
});

/** A journal of a migration, left behind as a kill leaves it: recorded, and half of it done. */
function cutOff(directory: string): void {
  const state = join(directory, 'work-items/.state');
  mkdirSync(join(state, 'journal'), { recursive: true });
  mkdirSync(join(state, 'tmp'));
  const steps = [
    { kind: 'move', from: `open/${one}`, to: one },
    { kind: 'move', from: `closed/${other}`, to: other },
    ...['open', 'closed'].map((path) => ({ kind: 'rmdir', path })),
  ];
  writeFileSync(join(state, 'journal/journal.json'), JSON.stringify({ version: 1, at, steps }));
  cpSync(join(directory, `work-items/open/${one}`), join(directory, `work-items/${one}`), { recursive: true });
  execFileSync('rm', ['-r', join(directory, `work-items/open/${one}`)]);
}

it('a run that was cut off is completed by the next writer, and the next migrate says so', async () => {
  const files = { ...older('open', one), ...older('closed', other) };
  const { directory, snapshot: look } = workspace(files);
  cutOff(directory);
  expect((await tickets(directory, ['migrate', '--dry-run'])).status).toBe(9);
  const said = await tickets(directory, ['migrate']);
  expect(said).toMatchObject({ status: 0, stdout: 'Nothing to do: the store is flat.\n' });
  expect(said.stderr).toContain('completed a change that was cut off');
  expect(Object.keys(look('work-items'))).toEqual([`${one}/item.md`, `${other}/item.md`]);
  const second = workspace(files);
  cutOff(second.directory);
  await tickets(second.directory, ['comment', one, '-m', 'Next.']);
  expect(Object.keys(second.snapshot('work-items'))).toEqual([
    `${one}/item.md`,
    `${one}/thread.md`,
    `${other}/item.md`,
  ]);
});

it('a change that waits for somebody to look at it stops migrating', async () => {
  const { directory } = workspace(older('open', one));
  const journal = join(directory, 'work-items/.state/journal.changed.0123456789abcdef');
  mkdirSync(journal, { recursive: true });
  mkdirSync(join(directory, 'work-items/.state/tmp'));
  writeFileSync(
    join(journal, 'journal.json'),
    JSON.stringify({ version: 1, at, steps: [{ kind: 'delete', path: 'x/item.md', before: '0' }] }),
  );
  expect(json(await tickets(directory, ['migrate', '--json'])).error.code).toBe('recovery_stopped');
  expect(readFileSync(join(directory, `work-items/open/${one}/item.md`), 'utf8')).toContain('Older');
});

it('an empty older store becomes an empty flat one', async () => {
  const { directory, snapshot: look } = workspace({
    'work-items/open/.gitkeep': '',
    'work-items/pending/.gitkeep': '',
  });
  expect((await migrate(directory)).changed).toBe(true);
  expect(look('work-items')).toEqual({});
  expect(json(await tickets(directory, ['where', '--json'])).layout).toBe('flat');
});

it('a terminal is shown a line for each ticket, in words that cannot move its cursor', async () => {
  const { directory } = workspace({
    ...older('open', one),
    [`work-items/open/${one}/artifacts/relations.json`]: JSON.stringify({
      relations: [{ kind: 'related', target: 'a\u001b[2J' }],
    }),
  });
  const said = await tickets(directory, ['migrate', '--dry-run'], { terminal: 100 });
  expect(said.stdout).toContain(`work-items/open/${one} -> work-items/${one}  (related: a\\x1b[2J)`);
  expect(said.stdout).toContain(
    'Would migrate a by-status store: 1 tickets moved, 1 relations copied, 1 emptied paths gone.',
  );
  expect(said.stdout).toContain('Nothing was changed');
});

it('a configuration that is a link is named as one sees it from here', async () => {
  const { directory } = workspace(below(smallOlderStore()));
  symlinkSync('/etc/hostname', join(directory, 'work-items/config.yaml'));
  const { error } = json(await tickets(directory, ['migrate', '--json']));
  expect(error).toMatchObject({ code: 'symbolic_link', data: { path: 'work-items/config.yaml' } });
  expect(error.message).toBe('work-items/config.yaml is a symbolic link, and none is followed here');
});
