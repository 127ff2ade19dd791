import { relative } from 'node:path';
import { findWorkTree, mayTrack } from '../../git/repository.js';
import type { StoreCheck } from '../check.js';
import { finding } from '../finding.js';

// Of emacs, vim, macOS, and of a patch or merge that did not fit. The last may be meant where they are artifacts.
const editors = /(?:^|\/)(?:[^/]*~|\.#[^/]*|#[^/]*#|\.[^/]*\.sw[a-p]|\.DS_Store)$/;
const merges = /^(?!.*\/artifacts\/).*\.(?:orig|rej)$/;
const signs = ['~\0', '/.#', '/#', '.sw', '.DS_Store\0', '.orig\0', '.rej\0'];

/** What git tracks and should not: the state of one machine, and what editors leave. */
export const checkTracked: StoreCheck = async ({ store, env }) => {
  const workTree = findWorkTree(store.root);
  if (workTree === undefined) return [];
  const below = relative(workTree.top, store.root);
  const state = `${below === '' ? '' : `${below}/`}.state/`;
  if (!mayTrack(workTree, [state, ...signs])) return [];
  const tracked = await listTracked(store.root, env);
  const ofState = tracked.filter((path) => path.startsWith('.state/'));
  return [
    ...ofState.slice(0, 1).map((path) =>
      finding(store, `${store.root}/${path}`, {
        code: 'tracked_state',
        message: `git tracks ${ofState.length} of the files in .state/, which belong to one machine`,
        hint: 'stop tracking them; the files themselves may stay, and .state/.gitignore hides them from git',
      }),
    ),
    ...tracked
      .filter((path) => !path.startsWith('.state/') && (editors.test(path) || merges.test(path)))
      .map((path) =>
        finding(store, `${store.root}/${path}`, {
          code: 'tracked_leftover',
          message: 'an editor or a merge has left this, and git tracks it',
          hint: 'stop tracking it, and put such names into .gitignore',
        }),
      ),
  ];
};

/** Where git cannot answer, this check has nothing to say: the others do not need it. */
async function listTracked(root: string, env: Record<string, string | undefined>): Promise<string[]> {
  const { openGit } = await import('../../git/run-git.js');
  try {
    return (await openGit(root, env)('ls-files', '--cached', '-z')).split('\0').filter((path) => path !== '');
  } catch {
    return [];
  }
}
