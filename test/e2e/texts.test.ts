import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { binary, json, run, type Surface, tickets } from '../helpers/command-line.js';
import { smallOlderStore } from '../helpers/small-stores.js';
import { item, ticket, workspace } from '../helpers/workspace.js';

const id = '20260601-000000-one';
const file = `work-items/${id}/item.md`;

describe('a text', () => {
  it('comes from -m, from a file, or from a pipe that is asked for', async () => {
    const { directory } = workspace({ ...ticket(id, item('One')), 'text.md': '\r\nFrom\r\na file.\r\n\r\n' });
    const said = async (surface: Surface, ...words: string[]) =>
      json(await tickets(directory, ['comment', id, ...words, '--json'], surface)).event?.body;
    expect(await said({}, '-m', 'From a flag.')).toBe('From a flag.');
    expect(await said({}, '-F', 'text.md')).toBe('From\na file.');
    expect(await said({ stdin: '\n日本語\n' }, '-F', '-')).toBe('日本語');
    expect(await said({ stdin: 'As before.' }, '--file', '-')).toBe('As before.');
    expect(json(run(directory, ['comment', id, '-F', '-', '--json'], { stdin: 'Piped.' })).event?.body).toBe('Piped.');
  });

  it('that is piped without being asked for is refused, and the refusal says how', () => {
    const { directory, snapshot } = workspace(ticket(id, item('One')));
    const before = snapshot();
    for (const words of [
      ['comment', id],
      ['review', id, '--approve'],
    ]) {
      const said = run(directory, words, { stdin: 'A text.' });
      expect(said.status).toBe(2);
      expect(said.stderr).toMatch(/^hint: .*-F - .*--file -/m);
    }
    expect(snapshot()).toEqual(before);
  });

  it.each([
    ['create', '-x', 'tickets create -- -x'],
    ['create', '--wait for it', 'tickets create -- TEXT'],
    ['search', '-x', 'tickets search -- -x'],
  ])('that begins with a dash is no flag behind --, and %s %s says so', async (command, word, meant) => {
    const { directory } = workspace(ticket(id, item('One')));
    const said = await tickets(directory, [command, word]);
    expect(said).toMatchObject({ status: 2, stderr: expect.stringContaining(`Nonexistent flag: ${word}`) });
    expect(said.stderr).toContain(`hint: words behind -- are taken as they are: ${meant}\n`);
    expect((await tickets(directory, [command, '--', word])).status).toBe(0);
    expect((await tickets(directory, ['show', word])).stderr).not.toContain('behind --');
  });

  it('that is empty is an error, from wherever it comes', async () => {
    const { directory, snapshot } = workspace({ ...ticket(id, item('One')), 'empty.md': ' \n\t\n' });
    const before = snapshot();
    for (const words of [
      ['-m', ''],
      ['-m', ' \n '],
      ['-F', 'empty.md'],
      ['-F', '-'],
    ])
      for (const command of [['comment'], ['review', '--approve'], ['close'], ['ready'], ['edit'], ['evidence']]) {
        const [name = '', ...rest] = command;
        const said = await tickets(directory, [name, id, ...rest, ...words, '--json']);
        expect(json(said).error?.code, [...command, ...words].join(' ')).toBe('empty_text');
      }
    expect(snapshot()).toEqual(before);
  });

  it('with a NUL byte is refused, so that git takes no thread for binary', async () => {
    const { directory, snapshot } = workspace({ ...ticket(id, item('One')), 'nul.md': 'a\0b' });
    const before = snapshot();
    for (const command of ['comment', 'close', 'start', 'edit', 'evidence'])
      expect(json(await tickets(directory, [command, id, '-F', 'nul.md', '--json'])).error?.code).toBe('nul_in_text');
    expect(json(await tickets(directory, ['create', 'New', '-F', 'nul.md', '--json'])).error?.code).toBe('nul_in_text');
    expect(snapshot()).toEqual(before);
  });

  it('cannot forge an event or end one early', async () => {
    const { directory } = workspace(ticket(id, item('One')));
    const text = 'a\n\n---\n\n<!-- event: close author: x at: y to: closed -->\n\n\\<!-- event: b -->\n\n---';
    await tickets(directory, ['comment', id, '-m', text]);
    await tickets(directory, ['comment', id, '-m', 'after']);
    const { events, state } = json(await tickets(directory, ['show', id, '--json'])).ticket;
    expect(state).toBe('planning');
    expect(events.map(({ body }) => body)).toEqual(['', text, 'after']);
  });

  it('may be left out of an older-style comment at a terminal', async () => {
    const older = Object.entries(smallOlderStore()).map(([path, text]) => [`work-items/${path}`, text]);
    const { directory } = workspace(Object.fromEntries(older));
    await tickets(directory, ['comment', 'workflow'], { terminal: 80 });
    await tickets(directory, ['review', 'workflow', '--approve'], { terminal: 80 });
    const { events } = json(await tickets(directory, ['show', 'workflow', '--json'])).ticket;
    expect(events.slice(-2).map(({ kind, body }) => `${kind}: ${body}`)).toEqual([
      'comment: No body provided.',
      'review: No body provided.',
    ]);
  });
});

it('show --raw gives every byte to a pipe, also of what is no text and no ticket', () => {
  const bytes = Uint8Array.from([0xef, 0xbb, 0xbf, 0xff, 0, 13, 10]);
  const { directory, write } = workspace(ticket(id, item('One')));
  write(file, bytes);
  const shown = spawnSync(process.execPath, [binary, 'show', id, '--raw'], { cwd: directory });
  expect(Uint8Array.from(shown.stdout)).toEqual(bytes);
});

it.each([' lead', 'trail ', ': ', 'a  b'])('a title is kept as it is: %j', async (title) => {
  const { directory } = workspace(ticket(id, item('One')));
  await tickets(directory, ['edit', id, '--title', title]);
  expect(json(await tickets(directory, ['show', id, '--json'])).ticket.title).toBe(title);
  const made = json(await tickets(directory, ['create', '--title', title, '--json'])).ticket;
  expect(made.title).toBe(title);
});

describe('$EDITOR', () => {
  function store(editor: string) {
    const at = workspace({ ...ticket(id, item('One')), 'editor.sh': `#!/bin/sh\nset -eu\n${editor}\n` });
    chmodSync(join(at.directory, 'editor.sh'), 0o755);
    const env = { EDITOR: join(at.directory, 'editor.sh'), PATH: process.env.PATH ?? '', HOME: at.directory };
    const ask = (...words: string[]) => tickets(at.directory, words, { terminal: 80, env });
    return { ...at, ask, env };
  }

  it('edits the whole item; the body is an event', async () => {
    const { ask, read } = store('sed -i "s/One/Two/; s/Why\\./Because./" "$1"');
    expect((await ask('edit', 'one')).status).toBe(0);
    expect(read(file)).toBe(
      item('Two')
        .replace('Why.', 'Because.')
        .replace('updated_at: "2026-06-01T00:00:00Z"', 'updated_at: "2026-06-18T14:33:50Z"'),
    );
    const { events } = json(await ask('show', id, '--json')).ticket;
    expect(events.map(({ kind }) => kind)).toEqual(['create', 'item_edit']);
  });

  it('that leaves the text as it was changes nothing', async () => {
    const { ask, snapshot } = store('true');
    const before = snapshot();
    expect(await ask('edit', id)).toMatchObject({ status: 0, stderr: '' });
    const made = await ask('create');
    expect(made).toMatchObject({
      status: 0,
      stdout: '',
      stderr: 'note: nothing was written, so nothing was created\n',
    });
    expect(snapshot()).toEqual(before);
  });

  it('that fails changes nothing', async () => {
    const { ask, snapshot } = store('echo lost >"$1"; exit 7');
    const before = snapshot();
    expect(json(await ask('edit', id, '--json')).error.code).toBe('editor_failed');
    expect(snapshot()).toEqual(before);
  });

  it('that takes its file away is refused, and nothing is said to be kept', async () => {
    const { ask, snapshot, directory } = store('dirname "$1" >"$(dirname "$0")/where"; rm "$1"');
    const before = snapshot('work-items');
    const { error } = json(await ask('edit', id, '--json'));
    expect(error).toMatchObject({ code: 'editor_failed', hints: [expect.not.stringContaining('kept')] });
    expect(snapshot('work-items')).toEqual(before);
    expect(existsSync(readFileSync(join(directory, 'where'), 'utf8').trim())).toBe(false);
  });

  it('opens without a terminal where it is set, with an empty input, and prints into no answer', () => {
    const { directory, env } = store('cat; echo noise; sed -i "s/One/Two/; s/^title: null/title: New/" "$1"');
    const edited = run(directory, ['edit', id, '--json'], { env });
    expect(json(edited).ticket.title).toBe('Two');
    expect(edited.stderr).toBe('noise\n');
    expect(run(directory, ['create'], { env }).stdout).toMatch(/^\d{8}-\d{6}-new\n$/);
    expect(run(directory, ['edit', id], { env: { EDITOR: '', VISUAL: '' } }).status).toBe(2);
  });

  it('does not open over text that was piped in: -F - reads it', () => {
    const { directory, env, snapshot, write } = store('sed -i "s/One/Two/; s/^title: null/title: New/" "$1"');
    write('text.md', 'From a file.');
    const before = snapshot();
    const piped = (words: string) =>
      spawnSync('sh', ['-c', words], { cwd: directory, env: { ...process.env, ...env }, encoding: 'utf8' });
    const command = `'${process.execPath}' '${binary}'`;
    for (const words of ['edit one', 'create', 'create New --edit'])
      for (const line of [`printf text | ${command} ${words}`, `${command} ${words} <text.md`]) {
        const said = piped(line);
        expect({ line, status: said.status, stderr: said.stderr }).toEqual({
          line,
          status: 2,
          stderr: expect.stringContaining('piped text is read with -F -'),
        });
      }
    expect(snapshot()).toEqual(before);
    expect(piped(`printf text | ${command} edit one -F -`).status).toBe(0);
  });

  it('opens where nothing is piped in, also over a pipe that an agent left open', async () => {
    const { directory, env } = store('sed -i "s/^title: null/title: New/" "$1"');
    for (const empty of ['</dev/null', '<&-', '<empty.txt']) {
      const line = `touch empty.txt; '${process.execPath}' '${binary}' create ${empty}`;
      expect(spawnSync('sh', ['-c', line], { cwd: directory, env: { ...process.env, ...env } }).status).toBe(0);
    }
    const left = spawn(process.execPath, [binary, 'create'], { cwd: directory, env: { ...process.env, ...env } });
    const [status] = await once(left, 'close');
    expect(status).toBe(0);
    const fed = spawn(process.execPath, [binary, 'create'], { cwd: directory, env: { ...process.env, ...env } });
    fed.stdin.write('text');
    expect((await once(fed, 'close'))[0]).toBe(2);
  });

  const keptIn = (hints: string[]) => /(\/\S+)$/.exec(hints.find((hint) => hint.includes(' in /')) ?? '')?.[1] ?? '';

  it.each([
    ['a broken frontmatter', 'printf -- "---\\ntitle: [\\n---\\nmy words\\n" >"$1"'],
    ['a state', 'sed -i "s/planning/done/; s/Why/my words/" "$1"'],
    ['an empty title', 'sed -i "s/One//; s/Why/my words/" "$1"'],
    ['no frontmatter at all', 'echo "my words" >"$1"'],
  ])('that writes %s is refused: the text is kept, and its file named', async (_, editor) => {
    const { ask, snapshot } = store(editor);
    const before = snapshot();
    const said = await ask('edit', id, '--json');
    expect([2, 5, 7]).toContain(said.status);
    expect(snapshot()).toEqual(before);
    expect(readFileSync(keptIn(json(said).error.hints), 'utf8')).toContain('my words');
  });

  const meanwhile = (words: string) =>
    `NODE_EXTRA_CA_CERTS= node '${join(import.meta.dirname, '../../bin/run.js')}' ${words}`;

  it('and somebody else change the same: exit 6, and both texts still exist', async () => {
    const { ask, read } = store(
      `printf 'Theirs.\\n' | ${meanwhile(`edit ${id} -F - >/dev/null`)}; sed -i "s/Why/Ours/" "$1"`,
    );
    const said = await ask('edit', id, '--json');
    expect(said.status).toBe(6);
    expect(read(file)).toContain('Theirs.');
    expect(readFileSync(keptIn(json(said).error.hints), 'utf8')).toContain('Ours.');
  });

  it('and somebody else change other fields: both are taken', async () => {
    const { ask, read } = store(`${meanwhile(`edit ${id} --priority P1 >/dev/null`)}; sed -i "s/One/Two/" "$1"`);
    expect(await ask('edit', id)).toMatchObject({ status: 0, stderr: '' });
    expect(read(file)).toMatch(/title: "?Two"?\n.*priority: P1\n/s);
  });

  it('writes a new ticket from the template, and keeps what cannot be one', async () => {
    const { ask, snapshot } = store(
      'sed -i "s/^title:.*/title: From the editor/; s/Why this is needed./For this./" "$1"',
    );
    const { ticket: made } = json(await ask('create', '--json'));
    expect(made).toMatchObject({ title: 'From the editor', state: 'planning' });
    expect(snapshot()[`${made.path}/item.md`]).toContain('\nFor this.\n');
    const refused = store('sed -i "s/^title:.*/state: done/" "$1"');
    const said = await refused.ask('create', '--json');
    expect(json(said).error.code).toBe('draft_refused');
    expect(existsSync(keptIn(json(said).error.hints))).toBe(true);
  });
});
