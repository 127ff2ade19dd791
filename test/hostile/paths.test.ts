import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { json, type Said, tickets } from '../helpers/command-line.js';
import { created, item, snapshot, ticket, type Workspace, workspace } from '../helpers/workspace.js';

const good = '20260601-000001-good';
const other = '20260601-000002-other';
const secret = 'c0ffee-secret';

const relations = (target: string) =>
  JSON.stringify({ version: 1, relations: [{ ticket_id: good, kind: 'depends_on', target }] });

/** A store, and beside it a folder that nobody may read through it or write into. */
function world(): Workspace & { outside: string } {
  const made = workspace({
    ...ticket(good, item('Good')),
    ...ticket(other, item('Other')),
    'given.txt': 'given',
    'outside/item.md': item(secret),
    'outside/thread.md': created.replace('hare', secret),
    'outside/resolution.md': `${secret}\n`,
    'outside/relations.json': relations(secret),
    'outside/config.yaml': `# ${secret}\nids: base32\n`,
    'outside/given.txt': 'given',
    'outside/secret.txt': `${secret}\n`,
    'outside/journal.json': JSON.stringify({ version: 1, steps: [] }),
    [`outside/${good}/item.md`]: item(secret),
    [`outside/${good}/thread.md`]: created.replace('hare', secret),
  });
  return { ...made, outside: join(made.directory, 'outside') };
}

/** Nothing of the folder outside has been said, and nothing in it is changed; a failure has a name. */
function expectHarmless({ outside }: { outside: string }, before: Record<string, string>, words: unknown, said: Said) {
  expect({ words, said: `${said.stdout}${said.stderr}` }).toEqual({ words, said: expect.not.stringContaining(secret) });
  expect(snapshot(outside)).toEqual(before);
  expect({ words, status: said.status }).not.toEqual({ words, status: 70 });
  if (said.status !== 0 && !said.stdout.startsWith('{')) expect(said.stderr + said.stdout).toMatch(/error/);
}

const references: Record<string, string> = {
  'a path upwards': '../outside',
  'a path upwards to a ticket': `../outside/${good}`,
  'a path through a ticket': `${good}/../../outside`,
  'a path into a ticket': `${good}/item.md`,
  'an id and a slash': `${good}/`,
  'an id after a dot': `./${good}`,
  'an id and a dot': `${good}/.`,
  'an absolute path': '/etc/passwd',
  'a path on Windows': '..\\outside',
  'a drive': 'C:\\Windows',
  'an encoded path': '%2e%2e%2foutside',
  'a doubly encoded path': '%252e%252e/outside',
  'an overlong slash': '..\u00c0\u00afoutside',
  'full-width dots': '\uff0e\uff0e\uff0foutside',
  'the store itself': '.',
  'what is above the store': '..',
  'the state directory': '.state',
  'what is in the state directory': '.state/tmp',
  'the git directory': '.git',
  'the git directory in capitals': '.GIT',
  'a status directory': 'open',
  'a status directory in capitals': 'CLOSED',
  'a ticket in a status directory': `open/${good}`,
  'the configuration': 'config.yaml',
  'a flag': '-rf',
  'a long flag': '--upload-pack=touch',
  'a dash': '-',
  'two dashes': '--',
  'a NUL': '\0',
  'an id and a NUL': `${good}\0`,
  'an id, a NUL and a path': `${good}\0/../../outside`,
  'an id and a line feed': `${good}\n`,
  'an id in two lines': `20260601\n${good}`,
  'an escape sequence': '\u001b]0;title\u0007',
  'a reordered id': `\u202e${good}`,
  '10,000 characters': 'x'.repeat(10_000),
  '10,000 steps upwards': '../'.repeat(10_000),
  'look-alike digits': good.replaceAll('0', '\u0660'),
  'look-alike letters': good.replace('good', 'g\u043e\u043ed'),
  'an id with a joiner': good.replace('good', 'go\u200dod'),
  'full-width letters': good.replace('good', '\uff47\uff4f\uff4f\uff44'),
  'a pattern': '2026*',
  'a regular expression': '.*good',
  'a command': '$(touch marker)',
  'a command in back quotes': '`touch marker`',
  'a home directory': '~root',
  'a method': '__proto__',
  'a constructor': 'constructor',
  'three characters': 'goo',
};

/** Every command that takes a reference, with one in its place. */
const askers: ReadonlyArray<(reference: string) => string[]> = [
  (reference) => ['show', '--', reference],
  (reference) => ['show', '--raw', '--', reference],
  (reference) => ['show', '--field', 'title', '--', reference],
  (reference) => ['edit', '--title', 'New', '--', reference],
  (reference) => ['edit', '--item', '-', '--', reference],
  (reference) => ['comment', '-m', 'text', '--', reference],
  (reference) => ['review', '--approve', '-m', 'text', '--', reference],
  (reference) => ['ready', '--', reference],
  (reference) => ['queue', '--', reference],
  (reference) => ['start', '--', reference],
  (reference) => ['done', '--', reference],
  (reference) => ['close', '-m', 'text', '--', reference],
  (reference) => ['close', '-m', 'text', '--suggest-next', '--', reference, reference],
  (reference) => ['reopen', '--', reference],
  (reference) => ['state', '--', reference, 'pending'],
  (reference) => ['relate', '--', reference, 'depends_on', good],
  (reference) => ['relate', '--', good, 'blocks', reference],
  (reference) => ['relate', '--graph', '--', reference],
  (reference) => ['unrelate', '--', reference, good],
  (reference) => ['unrelate', '--', good, 'parent', reference],
  (reference) => ['artifact', '--', 'add', reference, 'given.txt'],
  (reference) => ['artifact', '--', 'list', reference],
  (reference) => ['create', 'New', `--depends-on=${reference}`],
  (reference) => ['create', 'New', `--parent=${reference}`],
];

describe('a reference', () => {
  it.each(Object.entries(references))('that is %s names no ticket, for any command', async (_, reference) => {
    const made = world();
    const before = { store: made.snapshot('work-items'), outside: snapshot(made.outside) };
    for (const words of askers.map((ask) => ask(reference))) {
      const said = await tickets(made.directory, words, { stdin: item('New') });
      expectHarmless(made, before.outside, words, said);
      expect({ words, status: said.status }).toEqual({ words, status: expect.toSatisfy((s) => s === 2 || s === 3) });
      expect(said.stderr.length).toBeLessThan(2000);
    }
    expect(made.snapshot('work-items')).toEqual(before.store);
    expect(existsSync(join(made.directory, 'marker'))).toBe(false);
  });

  it('that is nothing but blanks is a usage error', async () => {
    const { directory } = world();
    for (const reference of ['', ' ', '\t\n'])
      expect((await tickets(directory, ['show', '--', reference])).stderr).toContain('is empty');
  });

  it('that differs from two ids by case alone means neither', async () => {
    const { directory, write, read } = world();
    write('work-items/Twin/item.md', item('One'));
    write('work-items/TWIN/item.md', item('Two'));
    const said = await tickets(directory, ['start', 'twin']);
    expect({ status: said.status, stderr: said.stderr }).toEqual({
      status: 4,
      stderr: expect.stringMatching(/hint: TWIN {2}Two\nhint: Twin {2}One\n/),
    });
    expect((await tickets(directory, ['start', 'Twin'])).status).toBe(0);
    expect(read('work-items/TWIN/item.md')).toBe(item('Two'));
  });

  it('in a relation that climbs out of the store is only text', async () => {
    const made = world();
    const before = snapshot(made.outside);
    const targets = Object.values(references).filter((reference) => !/^\s*$/.test(reference));
    made.write(`work-items/${good}/item.md`, item('Good', 'planning', `related: ${JSON.stringify(targets)}\n`));
    for (const words of [
      ['show', good],
      ['show', good, '--json'],
      ['list', '--json'],
      ['relate', '--graph', good],
    ])
      expectHarmless(made, before, words, await tickets(made.directory, words));
    const shown = json(await tickets(made.directory, ['show', good, '--json'])).ticket.relations.related;
    expect(shown?.map(({ id, problem }) => [id, problem])).toEqual(targets.map((target) => [target, 'missing']));
  });
});

describe('a directory of the store', () => {
  const names = [
    '-rf',
    '--help',
    '..a',
    'a b',
    'a\nb',
    '\u001b[2J',
    'é',
    'a:b',
    'x'.repeat(129),
    'a\\b',
    '_a',
    '\u202eab',
  ];

  it.each(names)('named %j is listed as no ticket, and named by doctor', async (name) => {
    const made = world();
    made.write(`work-items/${name}/item.md`, item('Bad'));
    const isHidden = name.startsWith('.');
    const listed = json(await tickets(made.directory, ['list', '--json']));
    expect(listed.tickets.map(({ id }) => id)).toEqual([good, other]);
    expect(listed.invalid.map(({ path, code }) => [path, code])).toEqual(
      isHidden ? [] : [[`work-items/${name}/item.md`, 'bad_id']],
    );
    const { findings } = json(await tickets(made.directory, ['doctor', '--json']));
    expect(findings.map(({ path, code }) => [path, code])).toEqual(isHidden ? [] : [[`work-items/${name}`, 'bad_id']]);
    expect((await tickets(made.directory, ['show', '--', name])).status).toBe(3);
  });
});

describe('an artifact', () => {
  const names = {
    'what is above': '..',
    'a path upwards': '../item.md',
    'a path out of the store': '../../../outside/new.txt',
    'a path that comes back': 'a/../../item.md',
    'an absolute path': '/tmp/new.txt',
    'an empty part': 'a//b',
    'an empty end': 'a/',
    nothing: '',
    'the folder itself': '.',
    'a hidden file': '.gitkeep',
    'a hidden folder': 'a/.git/config',
    'a NUL': 'a\0b',
    'a line feed': 'a\nb',
    'an escape sequence': 'a\u001b[2Jb',
    'a C1 control': 'a\u009bb',
    'a path on Windows': '..\\item.md',
    'our own file': 'relations.json',
    'our own file in capitals': 'Relations.JSON',
    '10,000 characters': 'x'.repeat(10_000),
    '5,000 folders': 'a/'.repeat(5000).concat('a'),
    'more bytes than a name can have': '\u6f22'.repeat(100),
  };

  it.each(Object.entries(names))('named like %s is refused', async (_, name) => {
    const made = world();
    const before = made.snapshot();
    const said = await tickets(made.directory, ['artifact', 'add', good, 'given.txt', `--name=${name}`, '--json']);
    expect({ status: said.status, code: json(said).error?.code }).toEqual({ status: 2, code: 'bad_artifact_name' });
    expect(made.snapshot()).toEqual(before);
  });

  it('named like a flag, or in another script, is an artifact', async () => {
    const made = world();
    for (const name of ['-rf', '設計.txt', 'a b', 'deep/down/x', '$(touch marker)', '\u202etxt.exe'])
      expect((await tickets(made.directory, ['artifact', 'add', good, 'given.txt', `--name=${name}`])).status).toBe(0);
    const { stdout } = await tickets(made.directory, ['artifact', 'list', good], { terminal: 80 });
    expect(stdout).toContain('artifacts/\\u{202e}txt.exe\n');
    expect(existsSync(join(made.directory, 'marker'))).toBe(false);
  });
});

describe('a slug or a title', () => {
  it.each(Object.entries(references))('that is %s makes an id like any other', async (_, text) => {
    const made = world();
    const before = snapshot(made.outside);
    const said = await tickets(made.directory, ['create', `--title=${text}x`, `--slug=${text}`, '--json']);
    expectHarmless(made, before, text, said);
    const { id, title } = json(said).ticket;
    expect(id).toMatch(/^20260618-143350-[a-z0-9-]{1,48}$/);
    expect(title).toBe(`${text}x`.trim());
    expect(existsSync(join(made.directory, 'work-items', String(id), 'item.md'))).toBe(true);
  });
});

describe('the way to the store', () => {
  const nowhere = {
    'a file': 'given.txt',
    'what lies below a file': 'given.txt/x',
    'a device': '/dev/null',
    'nothing that is there': 'nowhere',
    'a NUL': 'a\0b',
    '10,000 characters': 'x'.repeat(10_000),
    'a link to itself': 'circle',
    'a flag': '--help',
    'an escape sequence': '\u001b]0;x\u0007',
  };

  it.each(Object.entries(nowhere))('through %s leads to a named error', async (_, path) => {
    const made = world();
    symlinkSync('circle', join(made.directory, 'circle'));
    const before = made.snapshot();
    for (const words of [['list'], ['show', good], ['create', 'New'], ['where'], ['doctor']]) {
      const named = await tickets(made.directory, words, { env: { WORK_ITEMS_DIR: path } });
      expect({ words, status: named.status }).toEqual({ words, status: 3 });
      expect(named.stderr).toMatch(/^error: WORK_ITEMS_DIR=.+ is not a directory\nhint: /);
      const [command = '', ...rest] = words;
      const changed = await tickets(made.directory, [command, `--directory=${path}`, ...rest]);
      expect({ words, status: changed.status }).toEqual({ words, status: 3 });
      expect(changed.stderr).toMatch(/^error: there is no directory /);
    }
    expect(made.snapshot()).toEqual(before);
  });

  it.each(['given.txt', 'given.txt/x', '/dev/null/x', 'x'.repeat(10_000), 'circle'])(
    'is not made at %j',
    async (path) => {
      const made = world();
      symlinkSync('circle', join(made.directory, 'circle'));
      const before = made.snapshot();
      const said = await tickets(made.directory, ['init', '--json'], { env: { WORK_ITEMS_DIR: path } });
      expect({ status: said.status, kind: json(said).error?.kind }).toEqual({ status: 7, kind: 'unwritable' });
      expect(made.snapshot()).toEqual(before);
    },
  );

  it('through a link of the whole store is the store, resolved once', async () => {
    const made = world();
    renameSync(join(made.directory, 'work-items'), join(made.directory, 'real'));
    symlinkSync('real', join(made.directory, 'work-items'));
    expect((await tickets(made.directory, ['start', good])).status).toBe(0);
    expect(made.read(`real/${good}/item.md`)).toContain('state: inprogress');
  });
});

interface Linked {
  what: string;
  /** Where the link lies, and where it leads: relative to the test's folder. */
  at: string;
  to: string;
  /** The commands that it stops with `symbolic_link`. */
  stops: readonly (readonly string[])[];
}

const item7 = [
  ['show', good],
  ['show', good, '--raw'],
  ['edit', good, '--title', 'New'],
  ['start', good],
  ['comment', good, '-m', 'text'],
];
const writes = [
  ['comment', good, '-m', 'text'],
  ['start', good],
  ['close', good, '-m', 'text'],
  ['create', 'New'],
  ['edit', good, '--title', 'New'],
  ['artifact', 'add', good, 'given.txt'],
];

const links: readonly Linked[] = [
  { what: 'an item.md', at: `${good}/item.md`, to: 'outside/item.md', stops: item7.slice(1, 2) },
  { what: 'an item.md to nowhere', at: `${good}/item.md`, to: 'outside/new.md', stops: item7.slice(1, 2) },
  {
    what: 'a thread.md',
    at: `${good}/thread.md`,
    to: 'outside/thread.md',
    stops: [...item7.filter((words) => !words.includes('--raw')), ['review', good, '--approve', '-m', 'text']],
  },
  {
    what: 'a thread.md to nowhere',
    at: `${good}/thread.md`,
    to: 'outside/new.md',
    stops: [['comment', good, '-m', 'x']],
  },
  {
    what: 'a resolution.md',
    at: `${good}/resolution.md`,
    to: 'outside/resolution.md',
    stops: [
      ['show', good],
      ['close', good, '-m', 'text'],
    ],
  },
  {
    what: 'a resolution.md to nowhere',
    at: `${good}/resolution.md`,
    to: 'outside/new.md',
    stops: [['close', good, '-m', 'x']],
  },
  {
    what: 'an artifacts/ with relations in it',
    at: `${good}/artifacts`,
    to: 'outside',
    stops: [
      ['show', good],
      ['start', good],
      ['relate', good, 'depends_on', other],
      ['unrelate', good, other],
      ['artifact', 'add', good, 'given.txt'],
      ['artifact', 'add', good, 'given.txt', '--name', 'secret.txt'],
      ['artifact', 'add', good, 'given.txt', '--name', 'new.txt'],
    ],
  },
  {
    what: 'an artifacts/ to nowhere',
    at: `${good}/artifacts`,
    to: 'outside/new',
    stops: [['artifact', 'add', good, 'given.txt']],
  },
  {
    what: 'a folder below artifacts/',
    at: `${good}/artifacts/sub`,
    to: 'outside',
    stops: [
      ['artifact', 'add', good, 'given.txt', '--name', 'sub/new.txt'],
      ['artifact', 'add', good, 'given.txt', '--name', 'sub/given.txt'],
    ],
  },
  {
    what: 'an artifact',
    at: `${good}/artifacts/given.txt`,
    to: 'outside/given.txt',
    stops: [['artifact', 'add', good, 'given.txt']],
  },
  {
    what: 'a relations.json',
    at: `${good}/artifacts/relations.json`,
    to: 'outside/relations.json',
    stops: [
      ['show', good],
      ['start', good],
      ['relate', good, 'depends_on', other],
    ],
  },
  { what: 'a state directory', at: '.state', to: 'outside', stops: writes },
  { what: 'a state directory to nowhere', at: '.state', to: 'outside/new', stops: writes },
  { what: 'the tmp/ of the state directory', at: '.state/tmp', to: 'outside', stops: writes },
  { what: 'a .gitignore of the state directory', at: '.state/.gitignore', to: 'outside/secret.txt', stops: [] },
  { what: 'a journal', at: '.state/journal', to: 'outside', stops: [] },
  { what: 'a journal to nowhere', at: '.state/journal', to: 'outside/new', stops: [] },
  { what: 'a ticket', at: '20260601-000003-linked', to: `outside/${good}`, stops: [] },
  { what: 'a ticket to another', at: '20260601-000003-linked', to: `work-items/${other}`, stops: [] },
  { what: 'a ticket to the store', at: '20260601-000003-linked', to: 'work-items', stops: [] },
  { what: 'a status directory', at: 'open', to: 'outside', stops: [] },
  { what: 'a git directory', at: '.git', to: 'outside', stops: [] },
];

const everything: readonly (readonly string[])[] = [
  ...item7,
  ['show', good, '--json'],
  ['show', good, '--inverse'],
  ['review', good, '--approve', '-m', 'text'],
  ['evidence', good, '-m', 'text'],
  ['relate', good, 'depends_on', other],
  ['unrelate', good, other],
  ['artifact', 'list', good],
  ['artifact', 'add', good, 'given.txt'],
  ['close', good, '-m', 'text'],
  ['reopen', good],
  ['show', '20260601-000003-linked'],
  ['comment', '20260601-000003-linked', '-m', 'text'],
  ['close', '20260601-000003-linked', '-m', 'text'],
];

/** What is asked of the whole store, or of another ticket; one bad ticket stops none of it. */
const elsewhere: readonly (readonly string[])[] = [
  ['list', '--state', 'all'],
  ['list', '--json'],
  ['next'],
  ['blocked'],
  ['search', 'secret'],
  ['search', 'Why', '--json'],
  ['status'],
  ['stats'],
  ['relate', '--graph'],
  ['where'],
  ['show', other, '--inverse'],
];

describe('a symbolic link', () => {
  function linkedWorld({ at, to }: Linked) {
    const made = world();
    const link = join(made.directory, 'work-items', at);
    rmSync(link, { force: true });
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(made.directory, to), link);
    return made;
  }

  it.each(links.filter(({ stops }) => stops.length > 0))(
    'in place of $what is refused by what needs it',
    async (linked) => {
      for (const words of linked.stops) {
        const made = linkedWorld(linked);
        const before = { store: made.snapshot('work-items'), outside: snapshot(made.outside) };
        const said = await tickets(made.directory, [...words, '--json'], { stdin: item('New') });
        expectHarmless(made, before.outside, words, said);
        const { code, message } = json(said).error ?? {};
        expect({ words, status: said.status, code }).toEqual({ words, status: 7, code: 'symbolic_link' });
        expect(message).toContain(`work-items/${linked.at}`);
        expect(made.snapshot('work-items')).toEqual(before.store);
      }
    },
  );

  it.each(links)('in place of $what lets nothing in or out, whatever is asked', async (linked) => {
    const made = linkedWorld(linked);
    const before = snapshot(made.outside);
    for (const words of [...everything, ...everything])
      expectHarmless(made, before, words, await tickets(made.directory, words, { stdin: item('New') }));
    for (const words of elsewhere) {
      const said = await tickets(made.directory, words);
      expectHarmless(made, before, words, said);
      expect({ words, status: said.status, stdout: said.stdout }).toMatchObject({ words, status: 0 });
    }
    expectHarmless(made, before, 'doctor', await tickets(made.directory, ['doctor']));
  });

  it.each(links.filter(({ at }) => !at.startsWith('.')))('in place of $what is named by doctor', async (linked) => {
    const made = linkedWorld(linked);
    const doctor = await tickets(made.directory, ['doctor', '--json']);
    expect(doctor.status).toBe(1);
    expect(json(doctor).findings).toContainEqual(expect.objectContaining({ path: `work-items/${linked.at}` }));
  });

  it('in place of a status directory is refused where tickets would be moved or made', async () => {
    const made = world();
    for (const name of [good, other]) rmSync(join(made.directory, 'work-items', name), { recursive: true });
    made.write(`work-items/pending/${good}/item.md`, item('Good', 'pending'));
    for (const folder of ['open', 'closed'])
      symlinkSync(join(made.directory, 'outside'), join(made.directory, 'work-items', folder));
    const before = { store: made.snapshot('work-items'), outside: snapshot(made.outside) };
    for (const words of [
      ['create', 'New'],
      ['state', good, 'planning'],
      ['close', good, '-m', 'text'],
    ]) {
      const said = await tickets(made.directory, [...words, '--json']);
      expectHarmless(made, before.outside, words, said);
      expect({ words, status: said.status, code: json(said).error?.code }).toEqual({
        words,
        status: 7,
        code: 'symbolic_link',
      });
    }
    expect(made.snapshot('work-items')).toEqual(before.store);
    const listed = json(await tickets(made.directory, ['list', '--status', 'all', '--json']));
    expect(listed.tickets.map(({ id }) => id)).toEqual([good]);
    expect(listed.invalid.map(({ path, code }) => [path, code])).toEqual([
      ['work-items/closed', 'symbolic_link'],
      ['work-items/open', 'symbolic_link'],
    ]);
  });
});
