import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

type Environment = Record<string, string | undefined>;

/**
 * `user.name` as git would say it, read from its configuration files without starting git: the repository's own, then
 * the user's, then the system's. Conditional includes are not followed.
 */
export function readUserName(cwd: string, env: Environment): string | undefined {
  for (const file of configFiles(cwd, env)) {
    const name = findUserName(readText(file) ?? '');
    if (name) return name;
  }
  return undefined;
}

function configFiles(cwd: string, env: Environment): string[] {
  const home = env.HOME ?? process.getBuiltinModule('node:os').homedir();
  const directory = findCommonDirectory(cwd);
  return [
    ...(directory === undefined ? [] : [join(directory, 'config')]),
    ...(env.GIT_CONFIG_GLOBAL === undefined
      ? [join(home, '.gitconfig'), join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'git', 'config')]
      : [env.GIT_CONFIG_GLOBAL]),
    '/etc/gitconfig',
  ];
}

/** The git directory that all worktrees of a repository share. */
function findCommonDirectory(cwd: string): string | undefined {
  for (let here = cwd; ; here = dirname(here)) {
    const git = join(here, '.git');
    const found = statSync(git, { throwIfNoEntry: false });
    if (found?.isDirectory()) return git;
    if (found?.isFile()) return followGitFile(here, git);
    if (dirname(here) === here) return undefined;
  }
}

function followGitFile(top: string, file: string): string | undefined {
  const target = /^gitdir: (.*)$/m.exec(readText(file) ?? '')?.[1];
  if (target === undefined) return undefined;
  const own = resolve(top, target.trim());
  const common = readText(join(own, 'commondir'));
  return common === undefined ? own : resolve(own, common.trim());
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** The last `name` of the `[user]` sections, as git-config(1) describes the syntax. */
function findUserName(text: string): string | undefined {
  let section = '';
  let name: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const opened = /^\s*\[\s*([^\]\s"]+)\s*("[^"]*")?\s*\]\s*(.*)$/.exec(line);
    if (opened) section = opened[2] === undefined ? (opened[1] ?? '').toLowerCase() : '';
    const assignment = /^\s*name\s*=\s*(.*?)\s*$/i.exec(opened ? (opened[3] ?? '') : line)?.[1];
    if (section === 'user' && assignment !== undefined) name = unquote(assignment);
  }
  return name;
}

function unquote(value: string): string {
  let text = '';
  let isQuoted = false;
  for (let i = 0; i < value.length; i++) {
    const letter = value.charAt(i);
    if (letter === '"') isQuoted = !isQuoted;
    else if (letter === '\\') text += value.charAt(++i);
    else if (!isQuoted && (letter === '#' || letter === ';')) break;
    else text += letter;
  }
  return text.trim();
}
