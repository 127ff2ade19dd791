import { findCommit, findMergeBase, notInGit } from '../../git/history.js';
import { findWorkTree } from '../../git/repository.js';
import { openGit } from '../../git/run-git.js';
import type { Place } from '../../store/layout.js';
import type { TicketStore } from '../../store/ticket-store.js';
import { type Past, readPast } from './committed.js';

/**
 * What the store was where its history parted from `ref`, and at HEAD where that is another commit: so that neither what
 * others have committed meanwhile counts as lost here, nor an event is missed that came and went since.
 */
export async function openPast(
  store: TicketStore,
  env: Record<string, string | undefined>,
  ref: string,
  places: readonly Place[],
): Promise<Past[]> {
  if (findWorkTree(store.root) === undefined) throw notInGit(store.show(store.root));
  const git = openGit(store.root, env);
  const named = await findCommit(git, ref);
  const head = await findCommit(git, 'HEAD');
  const base = await findMergeBase(git, named, head);
  const past = await readPast(git, base, places);
  return head === base ? [past] : [past, await readPast(git, head, places)];
}
