import { TicketsError } from '../errors.js';
import type { Git } from './run-git.js';

/** A file of a commit: its path below the directory that git was asked in, and the name of its content. */
export interface CommittedFile {
  path: string;
  content: string;
}

/** The commit that a person names. Throws `unknown_commit`. */
export async function findCommit(git: Git, typed: string): Promise<string> {
  const found = await quietly(() => git('rev-parse', '--verify', '--quiet', '--end-of-options', `${typed}^{commit}`));
  const [commit] = found.match(/^[0-9a-f]{40,64}$/m) ?? [];
  if (commit === undefined) throw unknownCommit(typed);
  return commit;
}

/** Where two lines of history parted; what the other has seen since is none of ours. */
export async function findMergeBase(git: Git, one: string, other: string): Promise<string> {
  const found = await quietly(() => git('merge-base', one, other));
  return found.match(/^[0-9a-f]{40,64}$/m)?.[0] ?? one;
}

/** Every file of a commit below the directory. */
export async function listCommitted(git: Git, commit: string): Promise<CommittedFile[]> {
  const listed = await git('ls-tree', '-r', '-z', commit);
  return listed.split('\0').flatMap((line) => {
    const [, content = '', path = ''] = /^\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return path === '' ? [] : [{ path, content }];
  });
}

const atOnce = 200;

/** The texts of files as a commit has them, by path. Only objects are read, so no filter of the repository runs. */
export async function readCommitted(git: Git, commit: string, paths: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (paths.length === 0) return texts;
  const nothing = (await git('hash-object', '-t', 'tree', '/dev/null')).trim();
  const plainly = [
    '--text',
    '--no-ext-diff',
    '--no-textconv',
    '--no-renames',
    '--no-color',
    '--full-index',
    '--relative',
  ];
  for (let from = 0; from < paths.length; from += atOnce) {
    const some = paths.slice(from, from + atOnce);
    const patch = await git('diff-tree', '-p', '-r', ...plainly, nothing, commit, '--', ...some);
    for (const [path, text] of textsIn(patch)) texts.set(path, text);
  }
  return texts;
}

/** A patch against nothing holds every line of a file, counted in the head of its one hunk. */
function textsIn(patch: string): Map<string, string> {
  const texts = new Map<string, string>();
  const lines = patch.split('\n');
  for (let n = 0; n < lines.length; n++) {
    const [, path] = /^\+\+\+ b\/(.+?)\t?$/.exec(lines[n] ?? '') ?? [];
    const [, count = '1'] = /^@@ -0,0 \+1(?:,(\d+))? @@/.exec(lines[n + 1] ?? '') ?? [];
    if (path === undefined) continue;
    const start = n + 2;
    n = start + Number(count) - 1;
    const text = lines.slice(start, n + 1).map((line) => line.slice(1));
    texts.set(path, `${text.join('\n')}${lines[n + 1]?.startsWith('\\') ? '' : '\n'}`);
  }
  return texts;
}

async function quietly(ask: () => Promise<string>): Promise<string> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof TicketsError) return '';
    throw error;
  }
}

export function unknownCommit(typed: string): TicketsError {
  return new TicketsError({
    kind: 'not_found',
    code: 'unknown_commit',
    message: `git knows no commit ${JSON.stringify(typed.slice(0, 128))} here`,
    hints: ['name a branch, a tag or a commit; in a shallow clone, fetch it first'],
    data: { ref: typed.slice(0, 128) },
  });
}

export function notInGit(directory: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'not_in_git',
    message: `${directory} is in no git repository, so nothing is known of its history`,
    hints: ['leave --since out'],
    data: { directory },
  });
}
