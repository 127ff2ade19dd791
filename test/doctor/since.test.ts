import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { json, tickets } from '../helpers/command-line.js';
import { workspace } from '../helpers/workspace.js';
import { alpha, beta, cleanFlat, cleanOlder, delta, gamma } from './clean-stores.js';
import { writeFiles } from './faults.js';

function repository(store = cleanFlat, folder = '.') {
  const made = workspace({ 'README.md': 'x\n' });
  const directory = `${made.directory}/${folder}`;
  const root = `${directory}/work-items`;
  writeFiles(root, store);
  const git = (...words: string[]) => {
    const own = ['-c', 'user.name=hare', '-c', 'user.email=hare@example.org', '-c', 'init.defaultBranch=main'];
    const ran = spawnSync('git', [...own, ...words], { cwd: made.directory, encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(ran.stderr);
    return ran.stdout.trim();
  };
  const commit = () => {
    git('add', '-A');
    git('commit', '-q', '-m', 'a commit');
  };
  const rewrite = (path: string, from: string | RegExp, to: string) => {
    const before = made.read(`${folder}/work-items/${path}`);
    const after = before.replace(from, () => to);
    expect(after).not.toBe(before);
    made.write(`${folder}/work-items/${path}`, after);
  };
  const since = async (ref: string, ...more: string[]) => {
    const { findings, checked } = json(await tickets(directory, ['doctor', '--since', ref, ...more, '--json']));
    return { checked, found: findings.map(({ code, path, line }) => `${code} ${path}:${line}`) };
  };
  git('init', '-q');
  commit();
  return { ...made, directory, root, git, commit, rewrite, since };
}

it('nothing is found where nothing has changed, and only what has changed is looked at', async () => {
  const { since, rewrite, commit, directory } = repository();
  expect(await since('HEAD')).toEqual({ checked: 0, found: [] });
  rewrite(`${beta}/item.md`, '"Beta"', '""');
  rewrite(`${alpha}/item.md`, 'planning', 'nonsense');
  commit();
  rewrite(`${gamma}/item.md`, '"Gamma"', '"Third"');
  expect(await since('HEAD~1')).toMatchObject({ checked: 3 });
  expect(await since('HEAD')).toEqual({ checked: 1, found: [] });
  expect((await tickets(directory, ['doctor'])).status).toBe(1);
});

it('an event that was committed and edited is an error, in every way to name the commit', async () => {
  const { since, rewrite, git } = repository();
  git('tag', 'before');
  rewrite(`${beta}/thread.md`, 'First.', 'Furst.');
  const found = [`event_edited work-items/${beta}/thread.md:7`];
  for (const ref of ['HEAD', 'before', 'main', git('rev-parse', 'HEAD')])
    expect((await since(ref)).found).toEqual(found);
});

it('an event that was committed and removed is an error where it stood', async () => {
  const { since, rewrite, commit } = repository();
  rewrite(`${beta}/thread.md`, /<!-- event: comment[\s\S]*?\n---\n\n/, '');
  const wanted = { checked: 1, found: [`event_removed work-items/${beta}/thread.md:5`] };
  expect(await since('HEAD')).toEqual(wanted);
  commit();
  expect(await since('HEAD~1')).toEqual(wanted);
  expect(await since('HEAD')).toEqual({ checked: 0, found: [] });
});

it('an event that came and went since is missed, too', async () => {
  const { since, commit, directory, git } = repository();
  await tickets(directory, ['comment', alpha, '-m', 'Between.']);
  commit();
  git('checkout', '-q', 'HEAD~1', '--', 'work-items');
  expect((await since('HEAD~1')).found).toEqual([expect.stringContaining('event_removed')]);
});

it('a state that no new event leads to is a jump, even if the thread was rewritten to fit', async () => {
  const { since, rewrite } = repository();
  rewrite(`${alpha}/item.md`, 'planning', 'done');
  expect((await since('HEAD')).found).toContain(`state_jump work-items/${alpha}/item.md:3`);
  rewrite(`${alpha}/item.md`, 'done', 'planning');
  rewrite(`${delta}/item.md`, 'done', 'queued');
  rewrite(`${delta}/thread.md`, /<!-- event: state_changed id: aaaa0005[\s\S]*/, '');
  expect((await since('HEAD')).found).toEqual([
    expect.stringContaining(`event_removed work-items/${delta}`),
    expect.stringContaining(`event_removed work-items/${delta}`),
    `state_jump work-items/${delta}/item.md:3`,
  ]);
});

it('a ticket that was committed and is gone is an error, one that moved is none', async () => {
  const flat = repository();
  rmSync(`${flat.root}/${delta}`, { recursive: true });
  expect((await flat.since('HEAD')).found).toEqual([`ticket_removed work-items/${delta}:null`]);
  const older = repository(cleanOlder);
  expect((await tickets(older.directory, ['status', alpha, 'closed'])).status).toBe(0);
  expect(await older.since('HEAD')).toEqual({ checked: 1, found: [] });
  renameSync(`${older.root}/closed/${gamma}`, `${older.root}/open/${gamma}`);
  expect((await older.since('HEAD')).found).toEqual([`directory_mismatch work-items/open/${gamma}/item.md:5`]);
});

it('all that commands do is clean, on branches whose other side went on as well', async () => {
  const { since, directory, git, commit } = repository(cleanFlat, 'sub/folder');
  git('checkout', '-q', '-b', 'work');
  for (const words of [
    ['start', alpha],
    ['comment', beta, '-m', 'x'],
    ['reopen', gamma],
    ['create', 'New'],
    ['done', alpha],
  ])
    expect((await tickets(directory, words)).status).toBe(0);
  commit();
  git('checkout', '-q', 'main');
  await tickets(directory, ['comment', beta, '-m', 'Meanwhile, elsewhere.']);
  commit();
  git('checkout', '-q', 'work');
  expect(await since('main')).toEqual({ checked: 4, found: [] });
});

it('named tickets and a commit together are those of both', async () => {
  const { since, rewrite } = repository();
  rewrite(`${beta}/item.md`, '"Beta"', '""');
  rewrite(`${alpha}/item.md`, '"Alpha"', '""');
  expect(await since('HEAD', beta)).toEqual({ checked: 1, found: [`missing_field work-items/${beta}/item.md:2`] });
});

it('line ends that a checkout has made are no change', async () => {
  const { since, rewrite } = repository();
  rewrite(`${alpha}/item.md`, /[\s\S]*/, (cleanFlat[`${alpha}/item.md`] ?? '').replaceAll('\n', '\r\n'));
  expect(await since('HEAD')).toEqual({ checked: 0, found: [] });
});

it('a commit that there is not, options in its place, and a store without git are refused by name', async () => {
  const { directory } = repository();
  for (const ref of ['nowhere', '--output=stolen', '--upload-pack=touch stolen', 'HEAD; touch stolen', '']) {
    const said = await tickets(directory, ['doctor', `--since=${ref}`, '--json']);
    expect({ status: said.status, code: json(said).error?.code }).toEqual({ status: 3, code: 'unknown_commit' });
  }
  expect(existsSync(`${directory}/stolen`)).toBe(false);
  const bare = workspace();
  writeFiles(`${bare.directory}/work-items`, cleanFlat);
  const said = await tickets(bare.directory, ['doctor', '--since', 'HEAD', '--json']);
  expect({ status: said.status, code: json(said).error?.code }).toEqual({ status: 5, code: 'not_in_git' });
});

it('a hostile clone runs nothing: no monitor, hook, filter, external diff or text conversion', async () => {
  const { since, rewrite, git, directory, write } = repository();
  write('evil.sh', '#!/bin/sh\necho ran >>"$(git rev-parse --show-toplevel)/ran"\ncat\n');
  chmodSync(`${directory}/evil.sh`, 0o755);
  write('.gitattributes', '*.md filter=evil diff=evil merge=evil\n');
  git('add', '.gitattributes', 'evil.sh');
  git('commit', '-q', '-m', 'evil');
  const evil = `${directory}/evil.sh`;
  for (const key of [
    'core.fsmonitor',
    'filter.evil.clean',
    'filter.evil.smudge',
    'filter.evil.process',
    'diff.evil.command',
  ])
    git('config', key, evil);
  for (const key of [
    'diff.evil.textconv',
    'diff.external',
    'core.pager',
    'core.editor',
    'core.sshCommand',
    'alias.ls-tree',
  ])
    git('config', key, evil);
  rewrite(`${beta}/thread.md`, 'First.', 'Furst.');
  rmSync(`${directory}/ran`, { force: true });
  write('work-items/.state/x', 'x');
  expect((await since('HEAD~1')).found).toContain(`event_edited work-items/${beta}/thread.md:7`);
  await tickets(directory, ['doctor']);
  expect(existsSync(`${directory}/ran`)).toBe(false);
});

it('a jump that an event without an id tells of is an error where the event is new', async () => {
  const { since, rewrite, read, write, commit } = repository();
  const thread = `work-items/${alpha}/thread.md`;
  const line = read(thread).split('\n').length + 1;
  const at = '2027-01-01T00:00:00Z';
  write(
    thread,
    `${read(thread)}\n<!-- event: state_changed author: h at: ${at} from: planning to: done field: state -->\n\n---\n`,
  );
  rewrite(`${alpha}/item.md`, 'state: planning', 'state: done');
  rewrite(`${alpha}/item.md`, /updated_at: .*/, `updated_at: "${at}"`);
  expect((await since('HEAD')).found).toContain(`state_jump ${thread}:${line}`);
  commit();
  expect((await since('HEAD')).found).toEqual([]);
});
