import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { digestOfHooks, hookFiles } from '../../src/hooks/hook-programs.js';
import { listTrust, recordTrust, revokeTrust, trustDirectory, trustOf } from '../../src/hooks/trust.js';
import type { HookConfig } from '../../src/tickets/config.js';
import { workspace } from '../helpers/workspace.js';

const at = '2026-06-18T14:33:50Z';
const hook = (...run: string[]): HookConfig => ({ on: ['close'], when: 'tell', run });

function trusted(hooks: HookConfig[], files: Record<string, string> = { 'store/notify.sh': 'echo told' }) {
  const { directory, write } = workspace(files);
  const root = join(directory, 'store');
  mkdirSync(root, { recursive: true });
  const env = { XDG_STATE_HOME: join(directory, 'state') };
  recordTrust(env, { root, digest: digestOfHooks(root, hooks), at });
  return { root, env, write, directory, file: join(trustDirectory(env), readdirSync(trustDirectory(env))[0] ?? '') };
}

describe('trust', () => {
  it('holds for the hooks that were looked at, in the store they were looked at in', () => {
    const { root, env } = trusted([hook('./notify.sh')]);
    expect(trustOf(env, root, [hook('./notify.sh')])).toBe('trusted');
    expect(trustOf(env, join(root, '..'), [hook('./notify.sh')])).toBe('none');
    expect(trustOf({ ...env, XDG_STATE_HOME: root }, root, [hook('./notify.sh')])).toBe('none');
  });

  it.each<[string, HookConfig[]]>([
    ['another argument', [hook('./notify.sh', '--all')]],
    ['another event', [{ ...hook('./notify.sh'), on: ['close', 'state'] }]],
    ['a say in the matter', [{ ...hook('./notify.sh'), when: 'ask' }]],
    ['more time', [{ ...hook('./notify.sh'), timeout_seconds: 600 }]],
    ['a second hook', [hook('./notify.sh'), hook('true')]],
    ['words that are split elsewhere', [hook('./notify.sh ')]],
    ['no hook', []],
  ])('ends with %s', (_, hooks) => {
    const { root, env } = trusted([hook('./notify.sh')]);
    expect(trustOf(env, root, hooks)).toBe('changed');
  });

  it.each([
    ['the program', ['./notify.sh'], 'store/notify.sh'],
    ['the script of an interpreter', ['sh', 'notify.sh'], 'store/notify.sh'],
    ['a file behind an option', ['node', '--import=./notify.sh', 'x'], 'store/notify.sh'],
    ['a file in a line of shell', ['sh', '-c', 'cat x;./notify.sh "$@"'], 'store/notify.sh'],
    ['a file beside the store', ['node', '../tool.js'], 'tool.js'],
    ['a file that was not there', ['sh', './later.sh'], 'store/later.sh'],
  ])('ends when %s has other bytes', (_, run, file) => {
    const { root, env, write } = trusted([hook(...run)]);
    expect(trustOf(env, root, [hook(...run)])).toBe('trusted');
    write(file, 'echo hacked');
    expect(trustOf(env, root, [hook(...run)])).toBe('changed');
  });

  it('ends when a link leads to other bytes, or a file goes away', () => {
    const run = ['./link.sh'];
    const { root, env, directory } = trusted([hook(...run)], { 'store/a.sh': 'a', 'b.sh': 'b' });
    symlinkSync('a.sh', join(root, 'link.sh'));
    recordTrust(env, { root, digest: digestOfHooks(root, [hook(...run)]), at });
    rmSync(join(root, 'link.sh'));
    expect(trustOf(env, root, [hook(...run)])).toBe('changed');
    symlinkSync(join(directory, 'b.sh'), join(root, 'link.sh'));
    expect(trustOf(env, root, [hook(...run)])).toBe('changed');
  });

  it('looks at plain files alone, and waits for none', () => {
    const { root } = trusted([], { 'store/a.sh': 'a', 'store/folder/x': '' });
    const words = ['./a.sh', 'folder', '/dev/zero', '/dev/null', 'a\0b', 'a.sh/b', 'x'.repeat(5000)];
    const digests = hookFiles(root, [hook(...words)]).map(({ digest }) => digest);
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(digests.slice(1, 4)).toEqual(['no file', 'no file', 'no file']);
    expect(digests.slice(4).filter((digest) => digest !== 'absent' && digest !== 'unreadable')).toEqual([]);
  });

  it('is a file of ours alone, and taken from nobody else', () => {
    const { root, env, file } = trusted([hook('./notify.sh')]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(trustDirectory(env)).mode & 0o777).toBe(0o700);
    chmodSync(file, 0o666);
    expect(trustOf(env, root, [hook('./notify.sh')])).toBe('none');
  });

  it.each(['', '{', '[]', '{"root": 1}', 'null'])('is not in a record that holds %j', (text) => {
    const { root, env, file } = trusted([hook('./notify.sh')]);
    writeFileSync(file, text);
    expect(trustOf(env, root, [hook('./notify.sh')])).toBe('none');
    expect(listTrust(env)).toEqual([]);
  });

  it('does not go to another store whose record was put in its place', () => {
    const { root, env, file, write, directory } = trusted([hook('true')]);
    const other = join(directory, 'other');
    const digest = digestOfHooks(other, [hook('true')]);
    write(file.slice(directory.length + 1), JSON.stringify({ root: other, digest, at }));
    chmodSync(file, 0o600);
    expect(trustOf(env, root, [hook('true')])).toBe('none');
  });

  it('can be listed and taken back', () => {
    const { root, env } = trusted([hook('./notify.sh')]);
    expect(listTrust(env).map((record) => record.root)).toEqual([root]);
    expect(revokeTrust(env, root)).toBe(true);
    expect(revokeTrust(env, root)).toBe(false);
    expect(trustOf(env, root, [hook('./notify.sh')])).toBe('none');
    expect(listTrust(env)).toEqual([]);
  });

  it('is kept where XDG says, else below HOME, and in no directory of the moment', () => {
    expect(trustDirectory({ XDG_STATE_HOME: '/x', HOME: '/h' })).toBe('/x/tickets/trust');
    expect(trustDirectory({ XDG_STATE_HOME: 'x', HOME: '/h' })).toBe('/h/.local/state/tickets/trust');
    expect(trustDirectory({ HOME: '/h' })).toBe('/h/.local/state/tickets/trust');
  });
});
