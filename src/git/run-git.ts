import { GitError, simpleGit } from 'simple-git';
import { TicketsError } from '../errors.js';

type Environment = Record<string, string | undefined>;

/** Asks git, in a directory, with words of ours alone; whatever a person typed follows `--end-of-options`. */
export type Git = (...words: string[]) => Promise<string>;

// A repository may have been made by anybody: nothing that it names is started, nothing is fetched.
const settings = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'protocol.allow=never', 'core.quotePath=false'];
const harmless = { allowUnsafeFsMonitor: true, allowUnsafeHooksPath: true, allowUnsafeProtocolOverride: true };
const kept = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'TMPDIR', 'SystemRoot'];
const ours = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_LITERAL_PATHSPECS: '1',
};

/** Only words that read objects or the index are meant for it: those that read files would run filters. */
export function openGit(directory: string, env: Environment): Git {
  const given = Object.entries({ PATH: process.env.PATH, ...env }).filter(([name]) => kept.includes(name));
  const git = simpleGit({
    baseDir: directory,
    config: settings,
    trimmed: false,
    unsafe: harmless,
    allowEnvironment: Object.keys(ours),
  }).env({ ...Object.fromEntries(given), ...ours });
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
