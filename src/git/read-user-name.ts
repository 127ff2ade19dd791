import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findCommonDir } from './find-common-dir.js';

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
  const directory = findCommonDir(cwd)?.path;
  return [
    ...(directory === undefined ? [] : [join(directory, 'config')]),
    ...(env.GIT_CONFIG_GLOBAL === undefined
      ? [join(home, '.gitconfig'), join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'git', 'config')]
      : [env.GIT_CONFIG_GLOBAL]),
    '/etc/gitconfig',
  ];
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
