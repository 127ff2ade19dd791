import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { olderRelationsPath } from '../../store/ticket-store.js';
import type { TicketCheck, Ward } from '../check.js';
import { type Finding, finding } from '../finding.js';

const read = new Set(['item.md', 'thread.md', 'resolution.md']);

/** Links, pipes, sockets and devices below a ticket: nothing follows them, and nothing should find them. */
export const checkSpecialFiles: TicketCheck = (ward, { place, entries, below }) => [
  ...specialAmong(
    ward,
    entries.filter(({ name }) => !read.has(name)),
  ),
  ...entries
    .filter((entry) => entry.name === 'artifacts' && entry.isFile())
    .map((entry) => strange(ward, entry, 'a file, where the directory of artifacts must be')),
  ...below
    .filter((entry) => entry.isDirectory() && join(entry.parentPath, entry.name) === olderRelationsPath(place))
    .map((entry) => strange(ward, entry, 'a directory, where the file of relations must be')),
  ...specialAmong(ward, below),
];

/** What is neither a plain file nor a directory. */
export function specialAmong(ward: Pick<Ward, 'store'>, entries: readonly Dirent[]): Finding[] {
  return entries
    .filter((entry) => !entry.isFile() && !entry.isDirectory())
    .map((entry) =>
      entry.isSymbolicLink() ? linked(ward, entry) : strange(ward, entry, 'a pipe, socket or device, no plain file'),
    );
}

function linked({ store }: Pick<Ward, 'store'>, entry: Dirent): Finding {
  return finding(store, join(entry.parentPath, entry.name), {
    code: 'symbolic_link',
    message: 'a symbolic link, which is not followed',
    hint: 'put the file or directory itself in its place',
  });
}

/** What is something else than must stand there. */
export function strange({ store }: Pick<Ward, 'store'>, entry: Dirent, message: string): Finding {
  const path = join(entry.parentPath, entry.name);
  return finding(store, path, { code: 'not_a_file', message, hint: 'ls -ld shows what it is; move it elsewhere' });
}
