import { join } from 'node:path';
import { TicketsError } from '../../errors.js';
import { olderRelationsFile } from '../../store/ticket-store.js';
import { secondRelations, unreadRelations } from '../../tickets/older-relations.js';
import type { TicketCheck } from '../check.js';
import { type Finding, finding } from '../finding.js';
import { placesInJson } from '../json-places.js';

/** An older relations.json can be read, and each entry of it says something. */
export const checkOlderRelations: TicketCheck = ({ store }, { place, below, ticket }) => {
  const directory = join(place.directory, 'artifacts');
  if (!below.some(({ name, parentPath }) => name === 'relations.json' && parentPath === directory)) return [];
  const path = join(directory, 'relations.json');
  const wrong = (line: number, message: string, severity?: Finding['severity']) =>
    finding(store, path, { code: 'wrong_relations', line, severity, message, hint });
  const text = read(() => olderRelationsFile(place));
  if (text === null) return [wrong(1, 'it cannot be read')];
  const unread =
    text === undefined
      ? []
      : [...unreadRelations(text, place.id), ...(ticket === null ? [] : secondRelations(text, ticket))];
  if (text === undefined || unread.length === 0) return [];
  const { lines, brokenAt } = placesInJson(text);
  const lineOf = (at: string) => brokenAt ?? lines.get(at) ?? lines.get(at.replace(/\.\w+$/, '')) ?? 1;
  return unread.map(({ at, message, isForeign }) => wrong(lineOf(at), message, isForeign ? 'warning' : undefined));
};

const hint = 'it holds {"version": 1, "relations": [{"ticket_id", "kind", "target", …}]}';

/** Null where it cannot be read. Of links and special files another check speaks. */
function read(file: () => string | undefined): string | null | undefined {
  try {
    return file();
  } catch (error) {
    if (error instanceof TicketsError) return error.code === 'unreadable_file' ? null : undefined;
    throw error;
  }
}
