import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { leftoversIn } from '../../files/leftovers.js';
import type { StoreCheck } from '../check.js';
import { finding } from '../finding.js';

/** What a killed writer leaves in the state directory besides its journal. */
export const checkLeftovers: StoreCheck = async ({ store }) => {
  const found = leftoversIn(store.stateDirectory);
  if (found.length === 0) return [];
  // The very first writer stages a file before it has the lock: what lives is gone a moment later.
  await sleep(150);
  const still = new Set(leftoversIn(store.stateDirectory).map((one) => JSON.stringify(one)));
  return found
    .filter((one) => still.has(JSON.stringify(one)))
    .map(({ name, what, isSwept }) =>
      finding(store, join(store.stateDirectory, name), {
        code: 'leftover',
        message: isSwept ? `${what} that a killed writer has left` : `${what}: a killed writer may have left it`,
        hint: isSwept
          ? 'the next command that writes clears it away, tickets doctor --fix as well'
          : 'every writer waits for it: make sure that no other tickets command runs, then move it elsewhere',
        fixable: isSwept,
      }),
    );
};
