import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';
import { recoveryStopped, stuckJournals } from '../files/found-journals.js';
import { commitSteps } from '../files/journal.js';
import type { DirectoryContent, Step } from '../files/journal-record.js';
import { statusOf } from '../tickets/ticket.js';
import { lockStore, scopeOf } from './change-ticket.js';
import type { GivenTicket } from './exported.js';
import { exists, listPlaces, mixedLayout, type Place } from './layout.js';
import { readItem } from './read-item.js';
import { readFiles } from './ticket-files.js';
import type { TicketStore } from './ticket-store.js';

export interface Imported {
  created: Place[];
  /** Those that are here already, to the byte. */
  skipped: Place[];
}

/**
 * Puts whole tickets into the store, all or none: one change in the journal. What is here already is never written
 * over. Throws `import_conflict`, `mixed_layout`.
 */
export async function importTickets(
  store: TicketStore,
  find: () => Promise<readonly GivenTicket[]>,
): Promise<Imported> {
  return lockStore(store, async () => {
    const tickets = await find();
    const imported = await sortOut(store, tickets);
    refuseStopped(store, imported.created);
    const contents = new Map(tickets.map(({ id, content }) => [id, content]));
    const steps = imported.created.map(({ id, directory }): Step => {
      return { kind: 'create', path: directory.slice(store.root.length + 1), content: contents.get(id) ?? {} };
    });
    if (steps.length > 0) commitSteps({ ...scopeOf(store), steps });
    return imported;
  });
}

/** Which of them are new and where they will lie, which are here, and whether any stands against one that is here. */
async function sortOut(store: TicketStore, tickets: readonly GivenTicket[]): Promise<Imported> {
  const { layout, places } = listPlaces(store.root);
  if (layout === 'mixed') throw mixedLayout();
  const known = new Map(places.map((place) => [place.id.toLowerCase(), place]));
  const imported: Imported = { created: [], skipped: [] };
  const conflicts: string[] = [];
  for (const { id, content } of tickets) {
    const place = known.get(id.toLowerCase());
    const planned = await placeFor(store, id, content, layout === 'by-status');
    if (place === undefined && !exists(planned.directory)) imported.created.push(planned);
    else if (place?.id === id && isSame(place, content)) imported.skipped.push(place);
    else conflicts.push(store.show(place?.directory ?? planned.directory));
  }
  if (conflicts.length > 0) throw importConflict(conflicts);
  return imported;
}

async function placeFor(store: TicketStore, id: string, content: DirectoryContent, isOlder: boolean): Promise<Place> {
  const flat: Place = { id, folder: '', directory: below(store.root, id) };
  if (!isOlder) return flat;
  const read = await readItem(flat, bytesOf(content['item.md']));
  const folder = 'problem' in read ? 'open' : statusOf(read.ticket.state);
  return { id, folder, directory: below(store.root, folder, id) };
}

function isSame(place: Place, content: DirectoryContent): boolean {
  const files = readFiles(place);
  return (
    files.length === Object.keys(content).length &&
    files.every(({ path, bytes, executable }) => {
      const other = content[path];
      const isAlike = other !== undefined && other instanceof Uint8Array !== executable;
      return isAlike && Buffer.compare(bytes, bytesOf(other)) === 0;
    })
  );
}

export function bytesOf(file: DirectoryContent[string] | undefined): Uint8Array {
  if (file === undefined) return new Uint8Array();
  return file instanceof Uint8Array ? file : file.executable;
}

/** What an unfinished change names stays as it is until somebody has looked at it. */
function refuseStopped(store: TicketStore, created: readonly Place[]): void {
  const ids = new Set(created.map(({ id }) => id));
  const isNamed = (path: string) => path.split('/').some((part) => ids.has(part));
  const stopped = stuckJournals(store.stateDirectory).find(({ paths }) => paths.some(isNamed));
  if (stopped !== undefined) throw recoveryStopped(stopped);
}

function importConflict(paths: readonly string[]): TicketsError {
  const more = paths.length - 10;
  return new TicketsError({
    kind: 'refused',
    code: 'import_conflict',
    message: `${paths.length === 1 ? 'a ticket is' : `${paths.length} tickets are`} here already and not the same: nothing was imported`,
    hints: [
      ...paths.slice(0, 10).map((path) => `${path} stays as it is`),
      ...(more > 0 ? [`and ${more} more`] : []),
      'export the others by their ids, or bring these together by hand',
    ],
    data: { paths },
  });
}
