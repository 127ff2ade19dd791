import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { json, run, tickets } from '../helpers/command-line.js';
import { created, item, ticket, type Workspace, workspace } from '../helpers/workspace.js';
import {
  honestItem,
  hostileConfigs,
  hostileRelations,
  hostileThreads,
  invalidItems,
  validItems,
} from './item-cases.js';

const bad = '20260601-000000-bad';
const good = '20260601-000001-good';
const first = '20260531-235959-first';

/** Each command that takes an id, with the least that it needs. */
const commands: readonly (readonly string[])[] = [
  ['show', bad],
  ['show', bad, '--field', 'title'],
  ['edit', bad, '--title', 'Mended'],
  ['edit', bad, '--item', '-'],
  ['comment', bad, '-m', 'text'],
  ['review', bad, '--approve', '-m', 'text'],
  ['evidence', bad, '-m', 'text'],
  ['ready', bad],
  ['start', bad],
  ['close', bad, '-m', 'text'],
  ['state', bad, 'pending'],
  ['relate', bad, 'depends_on', good],
  ['unrelate', bad, good],
  ['artifact', 'list', bad],
  ['artifact', 'add', bad, 'given.txt'],
];

/** A store of a hostile ticket between two good ones, the first of which is written as the hostile one pretends to be. */
function world(text: string | Uint8Array, thread: string | Uint8Array = created): Workspace & { marker: string } {
  const made = workspace({ ...ticket(first, honestItem), ...ticket(good, item('Good')), 'given.txt': 'given' });
  const marker = join(made.directory, 'marker');
  made.write(`work-items/${bad}/item.md`, typeof text === 'string' ? text.replaceAll('MARKER', marker) : text);
  made.write(`work-items/${bad}/thread.md`, thread);
  return { ...made, marker };
}

async function expectInvalid(
  { directory, snapshot }: Workspace,
  wanted: { code: string; line: number; path?: string },
  refused: readonly (readonly string[])[] = commands,
) {
  const before = snapshot();
  const path = wanted.path ?? `work-items/${bad}/item.md`;
  const listed = json(await tickets(directory, ['list', '--state', 'all', '--json']));
  expect(listed.tickets.map(({ id }) => id)).toEqual([first, good]);
  expect(listed.invalid).toEqual([{ path, line: wanted.line, code: wanted.code, message: expect.any(String) }]);
  const { stderr, status } = await tickets(directory, ['list']);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringContaining(`warning: invalid ticket: ${path}:${wanted.line}: `),
  });
  for (const words of refused) {
    const said = await tickets(directory, words, { stdin: 'text' });
    expect({ words, ...said }).toEqual({
      words,
      status: 7,
      stdout: '',
      stderr: expect.stringMatching(/^error: .+\nhint: /),
    });
    expect(said.stderr).toContain(`${bad}/`);
  }
  const doctor = await tickets(directory, ['doctor', '--json']);
  expect(doctor.status).toBe(1);
  const code = wanted.code === 'merge_conflict' ? 'conflict_marker' : wanted.code;
  expect(json(doctor).findings).toContainEqual(expect.objectContaining({ path, line: wanted.line, code }));
  expect(json(doctor).findings.filter((finding) => String(finding.path).includes(good))).toEqual([]);
  expect(snapshot()).toEqual(before);
}

/** What is asked of the whole store, or of the good ticket, goes on. */
async function expectInNobodysWay({ directory }: Workspace) {
  for (const words of [
    ['list'],
    ['next'],
    ['blocked'],
    ['search', 'Why'],
    ['status'],
    ['stats'],
    ['relate', '--graph'],
    ['show', good, '--inverse'],
    ['comment', good, '-m', 'text'],
    ['start', good],
    ['create', 'Another'],
  ]) {
    const { status, stderr } = await tickets(directory, words);
    expect({ words, status, stderr }).toEqual({ words, status: 0, stderr: expect.not.stringContaining('error:') });
  }
  const { tickets: next } = json(await tickets(directory, ['next', '--json']));
  expect(next.map(({ title }) => title)).toContain('Another');
}

describe('an item.md that is no ticket', () => {
  it.each(invalidItems)('of $what is listed with its line, left as it is, and in nobody’s way', async (one) => {
    const made = world(one.text);
    await expectInvalid(made, one);
    for (const words of commands.filter(([name]) => name === 'show' || name === 'start'))
      expect((await tickets(made.directory, words)).stderr).toContain(`item.md:${one.line}: `);
    await expectInNobodysWay(made);
    expect(existsSync(made.marker)).toBe(false);
  });

  it('is read in bounded memory, however many bombs a store holds', () => {
    const store = workspace();
    for (const [n, { text }] of invalidItems.entries()) store.write(`work-items/bomb-${n}/item.md`, text);
    const said = run(store.directory, ['list', '--json'], { env: { NODE_OPTIONS: '--max-old-space-size=96' } });
    expect({ status: said.status, invalid: json(said).invalid.length }).toEqual({
      status: 0,
      invalid: invalidItems.length,
    });
  });
});

describe('an item.md that only looks dangerous', () => {
  it.each(validItems)('of $what is a ticket like any other', async ({ text, title }) => {
    const made = world(text);
    const { directory, marker } = made;
    const before = made.read(`work-items/${bad}/item.md`);
    const listed = json(await tickets(directory, ['list', '--json']));
    expect(listed.invalid).toEqual([]);
    expect(listed.tickets.map((one) => [one.id, one.title])).toEqual([
      [first, 'First'],
      [bad, title.replace('MARKER', marker)],
      [good, 'Good'],
    ]);
    expect((await tickets(directory, ['show', bad])).status).toBe(0);
    expect((await tickets(directory, ['comment', bad, '-m', 'text'])).status).toBe(0);
    const after = made.read(`work-items/${bad}/item.md`);
    expect(withoutTime(after)).toBe(withoutTime(before));
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(existsSync(marker)).toBe(false);
    await expectInNobodysWay(made);
  });

  it('keeps every key it has, whatever the key is called', async () => {
    const { directory } = world(item('Bad', 'planning', '__proto__: {a: b}\nconstructor: c\nother: d\nbody: e\n'));
    const { ticket: shown } = json(await tickets(directory, ['show', bad, '--json']));
    expect(Object.entries(shown.other)).toEqual([
      ['__proto__', { a: 'b' }],
      ['constructor', 'c'],
      ['other', 'd'],
      ['body', 'e'],
    ]);
  });
});

function withoutTime(text: string): string {
  return text.replace(/^updated_at: .*\r?\n/m, '');
}

describe('an item.md that is no plain file', () => {
  const path = `work-items/${bad}/item.md`;

  it('as a directory is an invalid ticket', async () => {
    const made = world('');
    rmSync(join(made.directory, path));
    mkdirSync(join(made.directory, path));
    await expectInvalid(made, { code: 'not_a_file', line: 1 });
    await expectInNobodysWay(made);
  });

  it('as a fifo is an invalid ticket, and no reader waits for it', async () => {
    const made = world('');
    rmSync(join(made.directory, path));
    execFileSync('mkfifo', [join(made.directory, path)]);
    await expectInvalid(made, { code: 'not_a_file', line: 1 });
    await expectInNobodysWay(made);
  });

  it('as a socket is an invalid ticket', async () => {
    const made = world('');
    rmSync(join(made.directory, path));
    const server = createServer();
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(join(made.directory, path), resolve));
    await expectInvalid(made, { code: 'not_a_file', line: 1 });
    await expectInNobodysWay(made);
  });

  it.each(['/dev/zero', '../../given.txt', `../${good}/item.md`, 'item.md', '/nowhere'])(
    'as a symbolic link to %s is an invalid ticket',
    async (target) => {
      const made = world('');
      rmSync(join(made.directory, path));
      symlinkSync(target, join(made.directory, path));
      await expectInvalid(made, { code: 'symbolic_link', line: 1 });
      await expectInNobodysWay(made);
    },
  );

  it('that is missing is an invalid ticket', async () => {
    const made = world('');
    rmSync(join(made.directory, path));
    await expectInvalid(made, { code: 'missing_item', line: 1 });
    await expectInNobodysWay(made);
  });

  it('that may not be read is an invalid ticket', async () => {
    const made = world(item('Secret'));
    chmodSync(made.directory, 0o755);
    chmodSync(join(made.directory, path), 0o000);
    await unprivileged(() =>
      expectInvalid({ ...made, snapshot: () => ({}) }, { code: 'unreadable_file', line: 1 }, [
        ['show', bad],
        ['start', bad],
      ]),
    );
  });
});

describe('a directory that may not be listed', () => {
  it.each(['', '/artifacts'])('(%s) is named by whatever needs it, and in nobody’s way', async (below) => {
    const made = world(item('Bad'));
    made.write(`work-items/${bad}/artifacts/trace.txt`, 'trace');
    chmodSync(made.directory, 0o755);
    const closed = `work-items/${bad}${below}`;
    chmodSync(join(made.directory, closed), 0o000);
    onTestFinished(() => chmodSync(join(made.directory, closed), 0o755));
    await unprivileged(async () => {
      const shown = await tickets(made.directory, ['show', bad, '--json']);
      expect({ status: shown.status, code: json(shown).error?.code }).toEqual({ status: 7, code: 'unreadable_file' });
      const doctor = await tickets(made.directory, ['doctor', '--json']);
      expect(doctor.status).toBe(1);
      expect(json(doctor).findings).toContainEqual(expect.objectContaining({ path: closed, code: 'unreadable_file' }));
      for (const words of [['list'], ['next'], ['status'], ['search', 'Why'], ['show', good, '--inverse']])
        expect((await tickets(made.directory, words)).status).toBe(0);
    });
  });
});

it('a folder that may not be listed hides no artifacts that are missing', async () => {
  const id = '20260601-000000-older';
  const path = `work-items/open/${id}`;
  const made = workspace({
    [`${path}/item.md`]: item('Older'),
    [`${path}/thread.md`]: '',
    [`${path}/notes/a.md`]: 'a',
  });
  chmodSync(made.directory, 0o755);
  chmodSync(join(made.directory, path, 'notes'), 0o000);
  onTestFinished(() => chmodSync(join(made.directory, path, 'notes'), 0o755));
  await unprivileged(async () => {
    const { findings } = json(await tickets(made.directory, ['doctor', '--json']));
    expect(findings).toContainEqual(expect.objectContaining({ path: `${path}/notes`, code: 'unreadable_file' }));
    expect(findings).toContainEqual(expect.objectContaining({ code: 'missing_artifacts' }));
  });
});

/** Root may read everything, so it has to be somebody else for a moment. */
async function unprivileged(work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a thread.md', () => {
  it.each(hostileThreads)('of $what is read, and nothing of it is lost by a comment', async ({ text }) => {
    const made = world(item('Bad'), text);
    const path = `work-items/${bad}/thread.md`;
    const before = made.snapshot()[path] ?? '';
    for (const words of [
      ['show', bad],
      ['show', bad, '--json'],
      ['doctor', '--json'],
      ['status', '--json'],
      ['list'],
    ]) {
      const { stderr, status } = await tickets(made.directory, words);
      expect({ words, stderr }).toEqual({ words, stderr: '' });
      expect([0, 1]).toContain(status);
    }
    expect(made.snapshot()[path]).toBe(before);
    const said = await tickets(made.directory, ['comment', bad, '-m', 'Said after it.']);
    expect({ status: said.status, stderr: said.stderr }).toEqual({ status: 0, stderr: '' });
    expect(made.snapshot()[path]?.startsWith(before)).toBe(true);
    const { ticket: shown } = json(await tickets(made.directory, ['show', bad, '--json', '--events', '1']));
    expect(shown.events[0]?.body).toBe('Said after it.');
    await expectInNobodysWay(made);
  });

  const strange: Array<[string, string, (path: string) => void]> = [
    ['a directory', 'not_a_file', (path) => mkdirSync(path)],
    ['a fifo', 'not_a_file', (path) => void execFileSync('mkfifo', [path])],
    ['a symbolic link', 'symbolic_link', (path) => symlinkSync('../../given.txt', path)],
    ['a dangling link', 'symbolic_link', (path) => symlinkSync('/nowhere', path)],
  ];

  it.each(strange)('that is %s is refused by name, and in nobody’s way', async (_, code, make) => {
    const made = world(item('Bad'));
    rmSync(join(made.directory, `work-items/${bad}/thread.md`));
    make(join(made.directory, `work-items/${bad}/thread.md`));
    const before = made.snapshot();
    for (const words of commands) {
      const said = await tickets(made.directory, [...words, '--json'], { stdin: 'text' });
      expect({ words, status: said.status, code: json(said).error?.code }).toEqual({ words, status: 7, code });
      expect(json(said).error.message).toContain(`${bad}/thread.md`);
    }
    const doctor = json(await tickets(made.directory, ['doctor', '--json']));
    expect(doctor.findings).toContainEqual(
      expect.objectContaining({ path: `work-items/${bad}/thread.md`, code: 'unreadable_thread' }),
    );
    expect(made.snapshot()).toEqual(before);
    await expectInNobodysWay(made);
    const { waiting, invalid } = json(await tickets(made.directory, ['status', '--json']));
    expect({ waiting, invalid }).toEqual({
      waiting: [],
      invalid: [{ path: `work-items/${bad}/thread.md`, line: 1, code, message: expect.any(String) }],
    });
  });
});

describe('an older relations.json', () => {
  const path = `work-items/${bad}/artifacts/relations.json`;

  it.each(hostileRelations)('of $what stops no command', async ({ text, blocks }) => {
    const made = world(item('Bad'));
    made.write(path, text);
    await expectInNobodysWay(made);
    const start = await tickets(made.directory, ['start', bad]);
    expect(start.status).toBe(blocks ? 5 : 0);
    const show = await tickets(made.directory, ['show', bad, '--inverse']);
    const warning = /^(?:warning: \S+relations\.json cannot be read, [^\n]*\n)?$/;
    expect([show.status, show.stderr]).toEqual([0, expect.stringMatching(warning)]);
    expect(made.snapshot()[path]).toBe(Buffer.from(text).toString('latin1'));
    expect(existsSync(made.marker)).toBe(false);
  });
});

describe('a config.yaml', () => {
  const path = 'work-items/config.yaml';
  const asked = [['list'], ['show', good], ['create', 'New'], ['start', good], ['comment', good, '-m', 'text']];

  it.each(hostileConfigs)('of $what is refused with its line before anything is done', async ({ text, line }) => {
    const made = world(item('Bad'));
    made.write(path, typeof text === 'string' ? text.replaceAll('MARKER', made.marker) : text);
    const before = made.snapshot();
    for (const words of asked) {
      const { status, stderr } = await tickets(made.directory, words);
      expect({ words, status, stderr }).toEqual({
        words,
        status: 7,
        stderr: expect.stringMatching(new RegExp(`^error: work-items/config\\.yaml:${line}: .+\nhint: `)),
      });
    }
    const doctor = await tickets(made.directory, ['doctor', '--json']);
    expect(doctor.status).toBe(1);
    expect(json(doctor).findings).toContainEqual(expect.objectContaining({ path, line, severity: 'error' }));
    expect(made.snapshot()).toEqual(before);
    expect(existsSync(made.marker)).toBe(false);
  });

  it.each(['../given.txt', '/dev/zero', '/nowhere'])('that is a link to %s is refused', async (target) => {
    const made = world(item('Bad'));
    symlinkSync(target, join(made.directory, path));
    for (const words of asked) {
      const { status, stderr } = await tickets(made.directory, words);
      expect({ status, stderr }).toEqual({
        status: 7,
        stderr: expect.stringContaining('config.yaml is a symbolic link'),
      });
    }
  });
});
