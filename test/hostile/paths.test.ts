import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { json, type Said, tickets } from '../helpers/command-line.js';
import { item, snapshot, type Workspace, workspace } from '../helpers/workspace.js';
import {
  artifactNames,
  askers,
  directoryNames,
  elsewhere,
  everything,
  good,
  guardedWorld,
  type Linked,
  links,
  nowhere,
  other,
  references,
  secret,
} from './path-cases.js';

function world(): Workspace & { outside: string } {
  const made = workspace(guardedWorld);
  return { ...made, outside: join(made.directory, 'outside') };
}

/** Nothing of the folder outside has been said, and nothing in it is changed; a failure has a name. */
function expectHarmless({ outside }: { outside: string }, before: Record<string, string>, words: unknown, said: Said) {
  expect({ words, said: `${said.stdout}${said.stderr}` }).toEqual({ words, said: expect.not.stringContaining(secret) });
  expect(snapshot(outside)).toEqual(before);
  expect({ words, status: said.status }).not.toEqual({ words, status: 70 });
  if (said.status !== 0 && !said.stdout.startsWith('{')) expect(said.stderr + said.stdout).toMatch(/error/);
}

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
  it.each(directoryNames)('named %j is listed as no ticket, and named by doctor', async (name) => {
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
  it.each(Object.entries(artifactNames))('named like %s is refused', async (_, name) => {
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
