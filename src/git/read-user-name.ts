import { below } from '../files/below.js';
import { findCommonDir } from './find-common-dir.js';
import { readConfigValue } from './read-config.js';

type Environment = Record<string, string | undefined>;

/**
 * `user.name` as git would say it, read from its configuration files without starting git: the repository's own, then
 * the user's, then the system's.
 */
export function readUserName(cwd: string, env: Environment): string | undefined {
  const home = env.HOME ?? process.getBuiltinModule('node:os').homedir();
  const gitDir = findCommonDir(cwd)?.path;
  for (const file of configFiles(home, gitDir, env)) {
    const name = readConfigValue(file, 'user', 'name', { home, gitDir });
    if (name) return name;
  }
  return undefined;
}

function configFiles(home: string, gitDir: string | undefined, env: Environment): string[] {
  return [
    ...(gitDir === undefined ? [] : [below(gitDir, 'config')]),
    ...(env.GIT_CONFIG_GLOBAL === undefined
      ? [below(home, '.gitconfig'), below(env.XDG_CONFIG_HOME ?? below(home, '.config'), 'git', 'config')]
      : [env.GIT_CONFIG_GLOBAL]),
    '/etc/gitconfig',
  ];
}
