import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCommonDir } from '../../src/git/find-common-dir.js';
import { workspace } from '../helpers/workspace.js';

/** A folder with git at hand, and with nobody's settings. */
function gitSpace() {
  const { directory } = workspace();
  const top = realpathSync(directory);
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  const git = (folder: string, ...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=hare', '-c', 'user.email=hare@forest.example', ...words], {
      cwd: join(top, folder),
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const repository = (folder: string) => {
    mkdirSync(join(top, folder), { recursive: true });
    git(folder, 'init', '-q', '-b', 'main');
    git(folder, 'commit', '-q', '--allow-empty', '-m', 'first');
  };
  return { top, git, repository, find: (folder: string) => findCommonDir(join(top, folder)) };
}

describe('the directory that all worktrees share', () => {
  it('is found from the top, from below, and from every worktree', () => {
    const { top, git, repository, find } = gitSpace();
    repository('my forest');
    mkdirSync(join(top, 'my forest/work-items/a'), { recursive: true });
    git('my forest', 'worktree', 'add', '-q', '../den', '-b', 'den');
    git('my forest', 'worktree', 'add', '-q', 'inner/nest', '-b', 'nest');
    const shared = { path: join(top, 'my forest/.git'), folderName: 'my forest' };
    for (const folder of ['my forest', 'my forest/work-items/a', 'den', 'my forest/inner/nest'])
      expect(find(folder), folder).toEqual(shared);
  });

  it('is the one that git names: with a bare repository, apart from its files, or in a submodule', () => {
    const { top, git, repository } = gitSpace();
    repository('forest');
    git('.', 'clone', '-q', '--bare', 'forest', 'wood.git');
    git('wood.git', 'worktree', 'add', '-q', '../hut', 'main');
    git('.', 'clone', '-q', '--bare', 'forest', 'farm/.bare');
    git('farm/.bare', 'worktree', 'add', '-q', '../barn', 'main');
    git('.', 'clone', '-q', '--separate-git-dir=kept.git', 'forest', 'apart');
    repository('whole');
    git('whole', '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', join(top, 'forest'), 'part');
    const cases: [string, string][] = [
      ['hut', 'wood'],
      ['farm/barn', 'farm'],
      ['apart', 'kept'],
      ['whole/part', 'part'],
    ];
    for (const [folder, folderName] of cases) {
      const path = realpathSync(git(folder, 'rev-parse', '--path-format=absolute', '--git-common-dir'));
      expect(findCommonDir(join(top, folder)), folder).toEqual({ path, folderName });
    }
  });

  it('is found through links, under its real name', () => {
    const { top, repository, find } = gitSpace();
    repository('forest');
    symlinkSync(join(top, 'forest'), join(top, 'alias'));
    expect(find('alias')).toEqual({ path: join(top, 'forest/.git'), folderName: 'forest' });
  });

  it('is nowhere outside of a repository, nor where a worktree has lost its own', () => {
    const { top, git, repository, find } = gitSpace();
    mkdirSync(join(top, 'field/deep'), { recursive: true });
    expect(find('field/deep')).toBeUndefined();
    repository('forest');
    git('forest', 'worktree', 'add', '-q', '../den', '-b', 'den');
    renameSync(join(top, 'forest'), join(top, 'moved'));
    expect(find('den')).toBeUndefined();
  });
});

describe('a .git that is no repository', () => {
  const bare = (top: string) => {
    mkdirSync(join(top, 'target/objects'), { recursive: true });
    writeFileSync(join(top, 'target/HEAD'), 'ref: refs/heads/main\n');
  };

  it.each([
    ['nothing in it', ''],
    ['no such line', 'target\n'],
    ['an empty target', 'gitdir: \n'],
    ['a target that is not there', 'gitdir: /nowhere/at/all\n'],
    ['a folder that is no repository', 'gitdir: field\n'],
    ['a NUL', 'gitdir: \0target\n'],
    ['more than any git writes', `gitdir: target\n${'x'.repeat(20_000)}`],
  ])('but a file with %s leads nowhere', (_, text) => {
    const { directory } = workspace({ 'field/a': '' });
    bare(directory);
    writeFileSync(join(directory, '.git'), text);
    expect(findCommonDir(directory)).toBeUndefined();
  });

  it('but a link leads to a repository alone, or nowhere', () => {
    const { directory } = workspace({ 'elsewhere/a': '' });
    bare(directory);
    symlinkSync('elsewhere', join(directory, '.git'));
    expect(findCommonDir(directory)).toBeUndefined();
    renameSync(join(directory, 'target'), join(directory, 'elsewhere/.git'));
    symlinkSync('.git', join(directory, 'elsewhere/linked'));
    mkdirSync(join(directory, 'other'));
    symlinkSync('../elsewhere/linked', join(directory, 'other/.git'));
    const path = realpathSync(join(directory, 'elsewhere/.git'));
    expect(findCommonDir(join(directory, 'other'))).toEqual({ path, folderName: 'elsewhere' });
  });

  it('but a device or a fifo leads nowhere, and nobody waits for it', () => {
    const { directory } = workspace();
    execFileSync('mkfifo', [join(directory, '.git')]);
    expect(findCommonDir(directory)).toBeUndefined();
  });

  it('names a shared directory that cannot be used: nowhere', () => {
    const { directory, write } = workspace({ '.git': 'gitdir: target\n' });
    bare(directory);
    expect(findCommonDir(directory)).toEqual({ path: realpathSync(join(directory, 'target')), folderName: 'target' });
    write('target/commondir', '/nowhere\n');
    expect(findCommonDir(directory)).toBeUndefined();
  });
});
