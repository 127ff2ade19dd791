import { join } from 'node:path';
import { leftoversIn } from '../../files/leftovers.js';
import type { StoreCheck } from '../check.js';
import { finding } from '../finding.js';

/** What a killed writer leaves in the state directory besides its journal. */
export const checkLeftovers: StoreCheck = ({ store }) =>
  leftoversIn(store.stateDirectory).map(({ name, what }) =>
    finding(store, join(store.stateDirectory, name), {
      code: 'leftover',
      message: `${what} that a killed writer has left`,
      hint: 'the next command that writes clears it away, tickets doctor --fix as well',
      fixable: true,
    }),
  );
