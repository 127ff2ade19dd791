import { join } from 'node:path';
import type { Diagnostic } from '../diagnostic.js';
import { unfinishedJournals } from '../files/found-journals.js';
import { type ExportedTicket, exportTicket, isTicketPath } from '../store/exported.js';
import { exists, listPlaces, type Place } from '../store/layout.js';
import { resolve } from '../store/resolve-reference.js';
import { listFiles, readFiles } from '../store/ticket-files.js';
import type { App } from './open-app.js';

export { type ExportedTicket, exportHead, exportTail } from '../store/exported.js';

export interface Export {
  count: number;
  /** Read one by one as they are asked for, so that a store need not fit into memory. */
  tickets: Iterable<ExportedTicket>;
  diagnostics: Diagnostic[];
}

/** Whole tickets, every file of theirs to the byte; all of them where no reference is given. */
export async function exportTickets(app: App, references: readonly string[] = []): Promise<Export> {
  const found = references.length > 0 ? await resolveAll(app, references) : listPlaces(app.store.root).places;
  const [places, without] = [found.filter(hasItem), found.filter((place) => !hasItem(place))];
  const odd = places.flatMap((place) =>
    listFiles(place).flatMap((path) => (isTicketPath(path) ? [] : [join(place.directory, path)])),
  );
  const warn = (path: string, text: string): Diagnostic => ({
    level: 'warning',
    source: path,
    text: `${path}: ${text}`,
  });
  return {
    count: places.length,
    tickets: read(places),
    diagnostics: [
      ...without.map(({ directory }) => warn(app.store.show(directory), 'no item.md, so this is no ticket: left out')),
      ...odd.map((path) => warn(app.store.show(path), 'no import takes a file of this name: give it a plain one')),
      ...unfinishedJournals(app.store.stateDirectory).map(({ directory }) =>
        warn(app.store.show(directory), 'a change is recorded and not complete: what it names is exported as it is'),
      ),
    ],
  };
}

function* read(places: readonly Place[]): Iterable<ExportedTicket> {
  for (const place of places) yield exportTicket(place.id, readFiles(place));
}

function hasItem({ directory }: Place): boolean {
  return exists(join(directory, 'item.md'));
}

async function resolveAll(app: App, references: readonly string[]): Promise<Place[]> {
  const places = new Map<string, Place>();
  for (const reference of references) {
    const place = await resolve(app.store, reference);
    places.set(place.directory, place);
  }
  return [...places.values()];
}
