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
  const still = new Set(leftoversIn(store.stateDirectory).map(({ name }) => name));
  return found
    .filter(({ name }) => still.has(name))
    .map(({ name, what }) =>
      finding(store, join(store.stateDirectory, name), {
        code: 'leftover',
        message: `${what} that a killed writer has left`,
        hint: 'the next command that writes clears it away, tickets doctor --fix as well',
        fixable: true,
      }),
    );
};
