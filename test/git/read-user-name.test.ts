import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readUserName } from '../../src/git/read-user-name.js';
import { workspace } from '../helpers/workspace.js';

const included = { 'home/who': '[user]\nname = Included\n', 'home/again': '[include]\npath = who\n' };

/** Both names of a person whose ~/.gitconfig says `text`, in the repository ~/work/shop: as git says it, and as we do. */
function names(text: (home: string) => string, own = ''): [git: string, ours: string | undefined] {
  const { directory, write } = workspace(included);
  const home = join(realpathSync(directory), 'home');
  write('home/.gitconfig', text(home));
  const env = { PATH: process.env.PATH ?? '', HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
  const shop = join(home, 'work/shop');
  execFileSync('git', ['init', '-q', shop], { env });
  write('home/work/shop/.git/more', '[user]\nname = Of the repository\n');
  if (own !== '') write('home/work/shop/.git/config', own);
  const said = execFileSync('git', ['config', '--default', '', 'user.name'], { cwd: shop, env, encoding: 'utf8' });
  return [said.trim(), readUserName(shop, env)];
}

it.each<[what: string, text: (home: string) => string, own?: string]>([
  ['a plain value', () => '[user]\n\tname = Mira Hare ; a remark\n'],
  ['quotes and backslashes', () => '[user] name = "Mira # \\"Hare\\"" # a remark\n'],
  ['a line that goes on', () => '[user]\n# not here \\\nname = Mira \\\nHare\n'],
  ['other capitals', () => '[USER]\nNAME = Mira\n'],
  ['a subsection', () => '[user]\nname = Mira\n[user "other"]\nname = Nobody\n'],
  ['the last of two', () => '[user]\nname = First\n[core]\nx = y\n[user]\nname = Second\n'],
  ['a file that is included', () => '[user]\nname = Mira\n[include]\npath = who\n'],
  ['a file that includes another', () => '[include]\npath = ~/again\n'],
  ['what stands after an included file', () => '[include]\npath = who\n[user]\nname = Mira\n'],
  ['a file that includes itself, and one that is not there', () => '[user]\nname = Mira\n[include]\npath = nosuch\n'],
  ['a condition that holds', () => '[user]\nname = Mira\n[includeIf "gitdir:~/work/"]\npath = who\n'],
  ['a condition on a whole path', (home) => `[includeIf "gitdir:${home}/work/*/.git"]\npath = who\n`],
  ['a condition on a part of a path', () => '[user]\nname = Mira\n[includeIf "gitdir:work/**/.git"]\npath = who\n'],
  ['a condition beside the file', () => '[user]\nname = Mira\n[includeIf "gitdir:./work/"]\npath = who\n'],
  ['a condition in other capitals', () => '[user]\nname = Mira\n[includeIf "gitdir/i:~/WORK/"]\npath = who\n'],
  ['a condition that does not hold', () => '[user]\nname = Mira\n[includeIf "gitdir:~/play/"]\npath = who\n'],
  [
    'a pattern that only looks like a condition',
    () => '[user]\nname = Mira\n[includeIf "gitdir:~/w.rk/"]\npath = who\n',
  ],
  ['the file of the repository', () => '[user]\nname = Mira\n', '[include]\npath = more\n'],
])('%s is read as git reads it', (_, text, own) => {
  const [git, ours] = names(text, own);
  expect(git).not.toBe('');
  expect(ours).toBe(git);
});

it('a file that includes itself over and over is read once', () => {
  const { directory } = workspace({
    'home/.gitconfig': `[user]\nname = Mira\n${'[include]\npath = .gitconfig\n'.repeat(50)}`,
  });
  expect(readUserName(directory, { HOME: join(directory, 'home'), GIT_CONFIG_NOSYSTEM: '1' })).toBe('Mira');
});
