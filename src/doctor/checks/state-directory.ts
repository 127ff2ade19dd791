import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreCheck } from '../check.js';

/** What writers leave; what looks at it closely is loaded only where there is something to look at. */
export const checkStateDirectory: StoreCheck = async (patient) => {
  const { stateDirectory } = patient.store;
  const names = [...namesIn(stateDirectory), ...namesIn(join(stateDirectory, 'tmp'))];
  if (names.every((name) => name === '.gitignore' || name === 'tmp')) return [];
  const { checkJournals } = await import('./journals.js');
  const { checkLeftovers } = await import('./leftovers.js');
  return [...(await checkJournals(patient)), ...(await checkLeftovers(patient))];
};

/** Nothing of what is no directory, or cannot be listed: of that, the check of the files of the root speaks. */
function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
