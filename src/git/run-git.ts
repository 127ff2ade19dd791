import { GitError, simpleGit } from 'simple-git';
import { TicketsError } from '../errors.js';

type Environment = Record<string, string | undefined>;

/** Asks git, in a directory, with words of ours alone; whatever a person typed follows `--end-of-options`. */
export type Git = (...words: string[]) => Promise<string>;

// A repository may have been made by anybody: nothing that it names is started, nothing is fetched.
const settings = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'protocol.allow=never', 'core.quotePath=false'];
const harmless = { allowUnsafeFsMonitor: true, allowUnsafeHooksPath: true, allowUnsafeProtocolOverride: true };
const kept = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'TMPDIR', 'SystemRoot', 'GIT_CEILING_DIRECTORIES'];

/** Only words that read objects or the index are meant for it: those that read files would run filters. */
export function openGit(directory: string, env: Environment): Git {
  const own = Object.fromEntries(kept.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  const options = { baseDir: directory, config: settings, trimmed: false, unsafe: harmless };
  const git = simpleGit(options).env({
    ...own,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
  });
  return async (...words) => {
    try {
      return await git.raw(words);
    } catch (error) {
      throw error instanceof GitError ? gitFailed(words, error.message) : error;
    }
  };
}

export function gitFailed(words: readonly string[], message: string): TicketsError {
  return new TicketsError({
    kind: 'unreadable',
    code: 'git_failed',
    message: `git ${words[0]} failed: ${message.trim().split('\n')[0]?.slice(0, 300)}`,
    hints: ['run it by hand in the store to see more'],
    data: { words },
  });
}
