import { TicketsError } from '../errors.js';
import { readRegularFileIfPresent } from '../files/safe-path.js';
import type { Place } from '../store/layout.js';
import { readFields } from '../store/read-item.js';
import type { FieldValue } from '../tickets/document.js';
import { olderEntry } from '../tickets/older-relations.js';
import { placesInJson } from './json-places.js';

export interface PlaceInFile {
  path: string;
  line: number | null;
}

/** Where a ticket says what was found: read again, as of clean stores nobody asks. */
export async function fieldPlace(place: Place, name: string, word?: string): Promise<PlaceInFile> {
  const path = `${place.directory}/item.md`;
  const bytes = readQuietly(path);
  const item = bytes && (await readFields(bytes));
  if (bytes === undefined || item === undefined || 'problem' in item) return { path, line: null };
  const line = item.lines[name];
  if (line === undefined || (word !== undefined && !holds(item.fields[name], word))) return { path, line: null };
  return { path, line: word === undefined ? line : lineWith(bytes, word, line) };
}

/** The same of a relation, which may stand in the frontmatter or in an older relations.json. */
export async function relationPlace(place: Place, kind: string, target: string): Promise<PlaceInFile> {
  const inItem = await fieldPlace(place, kind, target);
  if (inItem.line !== null) return inItem;
  const path = `${place.directory}/artifacts/relations.json`;
  const bytes = readQuietly(path);
  return bytes === undefined ? inItem : { path, line: lineOfEntry(new TextDecoder().decode(bytes), kind, target) };
}

function lineOfEntry(text: string, kind: string, target: string): number {
  const entry = olderEntry(text, kind, target);
  return placesInJson(text).lines.get(`relations.${entry}.target`) ?? 1;
}

function holds(value: FieldValue | undefined, word: string): boolean {
  return value === word || (Array.isArray(value) && value.includes(word));
}

/** The first line from `from` on that has the word, else `from`. */
function lineWith(bytes: Uint8Array, word: string, from: number): number {
  const lines = new TextDecoder().decode(bytes).split('\n');
  const found = lines.findIndex((line, n) => n >= from - 1 && line.includes(word));
  return found === -1 ? from : found + 1;
}

/** The bytes of a file, if that can be read. */
export function readQuietly(path: string): Uint8Array | undefined {
  try {
    return readRegularFileIfPresent(path);
  } catch (error) {
    if (error instanceof TicketsError) return undefined;
    throw error;
  }
}
