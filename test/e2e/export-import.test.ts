import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { json, run, tickets } from '../helpers/command-line.js';
import { openCorpora } from '../helpers/corpus.js';
import { item, snapshot, ticket, workspace } from '../helpers/workspace.js';

const id = '20260601-000000-one';

/** A document of one ticket with these files, in the form of docs/export.md. */
function documentOf(files: unknown[], name = id): string {
  const front = { path: 'item.md', executable: false, text: item('One') };
  return JSON.stringify({ schema_version: 1, kind: 'export', tickets: [{ id: name, files: [front, ...files] }] });
}

const { corpora, remove } = openCorpora();
afterAll(remove);

describe.each(corpora)('the $layout corpus', ({ layout, root }) => {
  it('comes through export and import with every byte', async () => {
    const { directory, read } = workspace({ 'work-items/config.yaml': '' });
    if (layout === 'by-status') mkdirSync(join(directory, 'work-items/open'));
    const env = { WORK_ITEMS_DIR: root };
    expect((await tickets(directory, ['export', '-o', 'all.json'], { env })).status).toBe(0);
    expect((await tickets(directory, ['import', 'all.json'])).status).toBe(0);
    const files = Object.entries(snapshot(root)).filter(([path]) =>
      /^(?:(?:open|closed|pending)\/)?[0-9][^/]*\//.test(path),
    );
    const { 'config.yaml': _, ...after } = snapshot(join(directory, 'work-items'));
    expect(after).toEqual(Object.fromEntries(files));
    const again = json(await tickets(directory, ['import', 'all.json', '--json']));
    expect(again).toMatchObject({ kind: 'import', changed: false, created: [] });
    expect((await tickets(directory, ['export', '--all'])).stdout).toBe(read('all.json'));
  });
});

it('text stays text, bytes are base64, and what could be run can be run afterwards', async () => {
  const from = workspace(ticket(id, item('One')));
  const files: Record<string, Uint8Array> = {
    'artifacts/.gitkeep': new Uint8Array(),
    'artifacts/crlf.txt': Buffer.from('\uFEFFa\r\nb\r'),
    'artifacts/deep/er/日本.md': Buffer.from('日本\u2028\u202e\n'),
    'artifacts/logo.png': Uint8Array.from({ length: 256 }, (_, n) => n),
    'artifacts/run.sh': Buffer.from('#!/bin/sh\n'),
    'notes.txt': Buffer.from('unknown'),
  };
  for (const [path, bytes] of Object.entries(files)) from.write(`work-items/${id}/${path}`, bytes);
  chmodSync(join(from.directory, `work-items/${id}/artifacts/run.sh`), 0o755);
  const exported = (await tickets(from.directory, ['export', id])).stdout;
  expect(exported).not.toMatch(/[\u2028\u202e]/);
  const [one] = JSON.parse(exported).tickets;
  const kinds = one.files.map((file: { path: string }) => [file.path, 'text' in file ? 'text' : 'base64']);
  expect(Object.fromEntries(kinds)).toMatchObject({
    'artifacts/crlf.txt': 'text',
    'artifacts/logo.png': 'base64',
    'item.md': 'text',
  });
  const to = workspace({ 'work-items/config.yaml': '' });
  await tickets(to.directory, ['import', '-'], { stdin: exported });
  expect(to.snapshot(`work-items/${id}`)).toEqual(from.snapshot(`work-items/${id}`));
  const modeOf = (path: string) => statSync(join(to.directory, `work-items/${id}`, path)).mode & 0o100;
  expect([modeOf('artifacts/run.sh'), modeOf('notes.txt')]).toEqual([0o100, 0]);
});

it('any bytes at all come through', async () => {
  const bytes = fc.uint8Array({ maxLength: 40 });
  const text = fc.string({ unit: 'binary', maxLength: 20 }).map((one) => new TextEncoder().encode(one));
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, text), fc.boolean(), async (content, isExecutable) => {
      const from = workspace({ ...ticket(id, item('One')), [`work-items/${id}/artifacts/x`]: content });
      if (isExecutable) chmodSync(join(from.directory, `work-items/${id}/artifacts/x`), 0o755);
      const to = workspace({ 'work-items/config.yaml': '' });
      await tickets(to.directory, ['import', '-'], { stdin: (await tickets(from.directory, ['export'])).stdout });
      const path = join(to.directory, `work-items/${id}/artifacts/x`);
      expect(new Uint8Array(readFileSync(path))).toEqual(content);
      expect((statSync(path).mode & 0o100) !== 0).toBe(isExecutable);
    }),
    { numRuns: 60 },
  );
});

it('a ticket that is here already to the byte is skipped; one that differs stops all before anything is written', async () => {
  const two = '20260602-000000-two';
  const from = workspace({ ...ticket(id, item('One')), ...ticket(two, item('Two')) });
  const exported = (await tickets(from.directory, ['export'])).stdout;
  const same = workspace(ticket(id, item('One')));
  const done = json(await tickets(same.directory, ['import', '-', '--json'], { stdin: exported }));
  expect(done).toMatchObject({ created: [{ id: two, path: `work-items/${two}` }], skipped: [{ id }] });
  const others = [
    ticket(id, item('Another')),
    ticket(id.toUpperCase(), item('One')),
    { ...ticket(id, item('One')), [`work-items/${id}/artifacts/more`]: '' },
  ];
  for (const files of others) {
    const { directory, snapshot: look } = workspace(files);
    const before = look();
    expect(json(await tickets(directory, ['import', '-', '--json'], { stdin: exported })).error).toMatchObject({
      kind: 'refused',
      code: 'import_conflict',
    });
    expect(look()).toEqual(before);
  }
});

it('a ticket that nobody can read goes and comes as it is, and is said; a directory without an item is no ticket', async () => {
  const broken = '---\ntitle: *alias\n---\n';
  const from = workspace({ [`work-items/${id}/item.md`]: broken, 'work-items/empty/x.txt': '' });
  const exported = await tickets(from.directory, ['export']);
  expect(exported.stderr).toBe('warning: work-items/empty: no item.md, so this is no ticket: left out\n');
  const to = workspace({ 'work-items/config.yaml': '' });
  const said = await tickets(to.directory, ['import', '-'], { stdin: exported.stdout });
  expect(said).toMatchObject({ status: 0, stdout: `${id}\n` });
  expect(said.stderr).toContain(`work-items/${id}/item.md:2`);
  expect(to.read(`work-items/${id}/item.md`)).toBe(broken);
});

it('a link or a special file in a ticket stops its export: it could not come through', async () => {
  const { directory } = workspace(ticket(id, item('One')));
  symlinkSync('/etc/passwd', join(directory, `work-items/${id}/secret`));
  const said = await tickets(directory, ['export', '--json']);
  expect(said.status).toBe(7);
  expect(json(said).error.code).toBe('symbolic_link');
});

const file = (path: string, more: object = { text: 'x' }) => ({ path, executable: false, ...more });

it.each<[string, string, string]>([
  ['nothing', '', 'export_unreadable'],
  ['no JSON', '{', 'export_unreadable'],
  ['another document', '{"schema_version":1,"kind":"ticket-list","tickets":[]}', 'export_unreadable'],
  ['a form of tomorrow', '{"schema_version":2,"kind":"export","tickets":[]}', 'export_unreadable'],
  ['no tickets', '{"schema_version":1,"kind":"export"}', 'export_unreadable'],
  ['a ticket that is null', '{"schema_version":1,"kind":"export","tickets":[null]}', 'export_unreadable'],
  ['an id that leads away', documentOf([], '../away'), 'unsafe_path'],
  ['an absolute id', documentOf([], '/tmp/away'), 'unsafe_path'],
  ['the state directory', documentOf([], '.state'), 'unsafe_path'],
  ['a status word', documentOf([], 'open'), 'unsafe_path'],
  ['a path that leads away', documentOf([file('../../away')]), 'unsafe_path'],
  ['a path through artifacts', documentOf([file('artifacts/../../../away')]), 'unsafe_path'],
  ['an absolute path', documentOf([file('/etc/away')]), 'unsafe_path'],
  ['a NUL', documentOf([file('a\0b')]), 'unsafe_path'],
  ['a git directory', documentOf([file('artifacts/.GIT/config')]), 'unsafe_path'],
  ['an empty name', documentOf([file('')]), 'unsafe_path'],
  ['a name that no disk holds', documentOf([file('a'.repeat(300))]), 'unsafe_path'],
  ['a file twice', documentOf([file('a'), file('a')]), 'export_unreadable'],
  ['a file twice in other letters', documentOf([file('a'), file('A')]), 'export_unreadable'],
  ['a file twice in another normal form', documentOf([file('\u00e9'), file('e\u0301')]), 'export_unreadable'],
  ['a file that is a directory too', documentOf([file('a'), file('a/b')]), 'export_unreadable'],
  [
    'no item',
    JSON.stringify({ schema_version: 1, kind: 'export', tickets: [{ id, files: [file('thread.md')] }] }),
    'export_unreadable',
  ],
  ['two contents', documentOf([file('a', { text: '', base64: '' })]), 'export_unreadable'],
  ['no content', documentOf([file('a', {})]), 'export_unreadable'],
  ['no base64', documentOf([file('a', { base64: 'ä' })]), 'export_unreadable'],
  ['a number for a text', documentOf([file('a', { text: 1 })]), 'export_unreadable'],
  ['a word for a mode', documentOf([file('a', { text: '', executable: 'yes' })]), 'export_unreadable'],
  ['__proto__ for a name that is taken twice', documentOf([file('__proto__'), file('__proto__')]), 'export_unreadable'],
])('an import of %s is refused, and nothing is written anywhere', async (_, text, code) => {
  const { directory, snapshot: look } = workspace(ticket('other', item('Other')));
  const before = look();
  const { error } = json(await tickets(directory, ['import', '-', '--json'], { stdin: text }));
  expect(error.code).toBe(code);
  expect(look()).toEqual(before);
});

it('an older store takes a ticket into the directory of its state, a mixed one takes none', async () => {
  const from = workspace(ticket(id, item('Closed', 'closed')));
  const exported = (await tickets(from.directory, ['export'])).stdout;
  const older = workspace({ 'work-items/open/.gitkeep': '' });
  expect((await tickets(older.directory, ['import', '-'], { stdin: exported })).status).toBe(0);
  expect(older.read(`work-items/closed/${id}/item.md`)).toContain('Closed');
  const mixed = workspace({ 'work-items/open/x/item.md': item('x'), ...ticket('y', item('y')) });
  expect(json(await tickets(mixed.directory, ['import', '-', '--json'], { stdin: exported })).error.code).toBe(
    'mixed_layout',
  );
});

it('what is asked of export: some by reference, a file that is replaced whole, not both ids and --all', async () => {
  const two = '20260602-000000-two';
  const { directory, read, write } = workspace({ ...ticket(id, item('One')), ...ticket(two, item('Two')) });
  const ids = (text: string) => JSON.parse(text).tickets.map((one: { id: string }) => one.id);
  expect(ids((await tickets(directory, ['export', 'two', '20260602'])).stdout)).toEqual([two]);
  expect(ids((await tickets(directory, ['export', '--all', '--json'])).stdout)).toEqual([id, two]);
  expect((await tickets(directory, ['export', 'one', '--all'])).status).toBe(2);
  expect((await tickets(directory, ['export', 'nowhere'])).status).toBe(3);
  write('out.json', 'old');
  expect(json(await tickets(directory, ['export', '-o', 'out.json', '--json']))).toMatchObject({
    kind: 'exported',
    count: 2,
  });
  expect(ids(read('out.json'))).toEqual([id, two]);
  expect((await tickets(directory, ['export', '-o', 'no/such/out.json'])).status).toBe(7);
  const empty = workspace({ 'work-items/config.yaml': '' });
  expect(ids((await tickets(empty.directory, ['export'])).stdout)).toEqual([]);
});

it('a pipe from one store into another is enough', () => {
  const from = workspace(ticket(id, item('One')));
  const to = workspace({ 'work-items/config.yaml': '' });
  const { stdout } = run(from.directory, ['export', '--all']);
  expect(run(to.directory, ['import', '-'], { stdin: stdout })).toMatchObject({ status: 0, stdout: `${id}\n` });
  cpSync(join(from.directory, 'work-items', id), join(from.directory, 'copy'), { recursive: true });
  expect(to.snapshot(`work-items/${id}`)).toEqual(from.snapshot('copy'));
  writeFileSync(join(to.directory, 'x.json'), stdout);
  expect(run(to.directory, ['import', 'x.json'])).toMatchObject({ status: 0, stdout: '' });
});

it('names that only some systems know come back as well', async () => {
  const from = workspace({ 'work-items/a/item.md': item('a'), 'work-items/a/thread.md': '' });
  for (const name of ['back\\slash', 'a\tb', 'a\nb', '\x1b[31m']) from.write(`work-items/a/artifacts/${name}`, name);
  const exported = await tickets(from.directory, ['export', '--all']);
  const to = workspace({ 'work-items/config.yaml': '' });
  const { status } = await tickets(to.directory, ['import', '-'], { stdin: exported.stdout });
  expect(status).toBe(0);
  expect(readdirSync(join(to.directory, 'work-items/a/artifacts'))).toEqual(
    readdirSync(join(from.directory, 'work-items/a/artifacts')),
  );
});
