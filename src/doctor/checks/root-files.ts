import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isStatusName } from '../../tickets/ticket.js';
import type { StoreCheck } from '../check.js';
import { finding } from '../finding.js';
import { specialAmong, strange } from './special-files.js';

/** What lies beside the tickets, and is neither one of them nor what a store has. */
export const checkRootFiles: StoreCheck = (patient) => {
  const { store, listing } = patient;
  const folders = listing.layout === 'flat' ? [''] : ['', 'open', 'pending', 'closed'];
  const entries = folders
    .flatMap((folder) => entriesOf(folder === '' ? store.root : join(store.root, folder)))
    .filter((one) => !one.isDirectory());
  const isFolderName = (name: string) => name === '.state' || (listing.layout !== 'flat' && isStatusName(name));
  const known = new Set(listing.strangers.map(({ path }) => join(store.root, path)));
  return [
    ...specialAmong(
      patient,
      entries.filter((entry) => !entry.isFile() && !known.has(join(entry.parentPath, entry.name))),
    ),
    ...entries
      .filter((entry) => entry.isFile() && entry.parentPath === store.root && isFolderName(entry.name))
      .map((entry) => strange(patient, entry, 'a file, where a directory of the store must be')),
    ...entries
      .filter(({ name, parentPath }) => misnamed.has(name) && parentPath === store.root)
      .map(({ name }) =>
        finding(store, join(store.root, name), {
          code: 'unread_config',
          message: 'nothing reads this file: the configuration is config.yaml',
          hint: 'rename it, or take it out',
        }),
      ),
  ];
};

const misnamed = new Set(['config.yml', 'config.json', 'config.toml', '.config.yaml', '.config.yml']);

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}
