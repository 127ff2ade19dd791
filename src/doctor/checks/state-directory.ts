import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreCheck } from '../check.js';
import { specialAmong, strange } from './special-files.js';

/** What writers leave; what looks at it closely is loaded only where there is something to look at. */
export const checkStateDirectory: StoreCheck = async (patient) => {
  const { stateDirectory } = patient.store;
  const entries = [...entriesIn(stateDirectory), ...entriesIn(join(stateDirectory, 'tmp'))];
  const isUsual = (entry: Dirent) => (entry.name === 'tmp' ? entry.isDirectory() : entry.name === '.gitignore');
  if (entries.every(isUsual)) return [];
  const { checkJournals } = await import('./journals.js');
  const { checkLeftovers } = await import('./leftovers.js');
  return [
    ...specialAmong(patient, entries),
    ...entries
      .filter((entry) => entry.name === 'tmp' && entry.isFile())
      .map((entry) => strange(patient, entry, 'a file, where a directory must be')),
    ...entries
      .filter((entry) => entry.name === 'lock' && entry.isDirectory())
      .map((entry) =>
        strange(patient, entry, 'a directory, where the lock of writers must be: nothing can be written'),
      ),
    ...(await checkJournals(patient)),
    ...(await checkLeftovers(patient)),
  ];
};

/** Nothing of what is no directory, or cannot be listed: of that, the check of the files of the root speaks. */
function entriesIn(directory: string): Dirent[] {
  try {
    return lstatSync(directory).isDirectory() ? readdirSync(directory, { withFileTypes: true }) : [];
  } catch {
    return [];
  }
}
