import { join } from 'node:path';
import type { Diagnostic } from '../diagnostic.js';
import { parseExport } from '../store/exported.js';
import { importTickets as importInto } from '../store/import-tickets.js';
import type { Place } from '../store/layout.js';
import { isInvalid, readTicket } from '../store/read-item.js';
import type { App } from './open-app.js';

export interface ImportedTicket {
  id: string;
  path: string;
}

export interface Import {
  changed: boolean;
  created: ImportedTicket[];
  /** Those that were here already, to the byte. */
  skipped: ImportedTicket[];
  diagnostics: Diagnostic[];
}

/**
 * Puts the tickets of an export into the store, all or none, and never over one that is here. Throws
 * `export_unreadable`, `unsafe_path`, `import_conflict`, `mixed_layout`.
 */
export async function importTickets(app: App, text: string): Promise<Import> {
  const tickets = parseExport(text);
  const { created, skipped } = await importInto(app.store, async () => tickets);
  const shown = ({ id, directory }: Place) => ({ id, path: app.store.show(directory) });
  return {
    changed: created.length > 0,
    created: created.map(shown),
    skipped: skipped.map(shown),
    diagnostics: (await Promise.all(created.map((place) => remarksOn(app, place)))).flat(),
  };
}

/** What cannot be read is kept as it is all the same. */
async function remarksOn(app: App, place: Place): Promise<Diagnostic[]> {
  const read = await readTicket(place);
  if (!isInvalid(read)) return [];
  const source = app.store.show(join(place.directory, 'item.md'));
  const { line, message } = read.problem;
  return [{ level: 'warning', source, text: `${source}:${line}: ${message}: imported as it is` }];
}
