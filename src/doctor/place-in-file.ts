import { TicketsError } from '../errors.js';
import { readRegularFileIfPresent } from '../files/safe-path.js';
import type { Place } from '../store/layout.js';
import { readFields } from '../store/read-item.js';
import type { FieldValue } from '../tickets/document.js';
import { olderEntries } from '../tickets/older-relations.js';
import { placesInJson } from './json-places.js';

export interface PlaceInFile {
  path: string;
  line: number | null;
}

/** Where a ticket says what was found: read again, as of clean stores nobody asks. */
export async function fieldPlace(place: Place, name: string, word?: string): Promise<PlaceInFile> {
  return (await openItem(place))(name, word);
}

/** Where a relation stands: in the frontmatter, or in an older relations.json. */
export type FindRelation = (kind: string, target: string) => PlaceInFile;

/** The relations of one ticket, whose files are read once however many of its relations are asked for. */
export async function openRelations(place: Place): Promise<FindRelation> {
  const inItem = await openItem(place);
  const path = `${place.directory}/artifacts/relations.json`;
  let inOlder: ((kind: string, target: string) => number) | null | undefined;
  return (kind, target) => {
    const found = inItem(kind, target);
    if (found.line !== null) return found;
    if (inOlder === undefined) inOlder = openOlder(readQuietly(path));
    return inOlder === null ? found : { path, line: inOlder(kind, target) };
  };
}

async function openItem(place: Place): Promise<(name: string, word?: string) => PlaceInFile> {
  const path = `${place.directory}/item.md`;
  const bytes = readQuietly(path);
  const item = bytes && (await readFields(bytes));
  if (bytes === undefined || item === undefined || 'problem' in item) return () => ({ path, line: null });
  const texts = new TextDecoder().decode(bytes).split('\n');
  return (name, word) => {
    const line = item.lines[name];
    if (line === undefined || (word !== undefined && !holds(item.fields[name], word))) return { path, line: null };
    return { path, line: word === undefined ? line : lineWith(texts, word, line) };
  };
}

function openOlder(bytes: Uint8Array | undefined): ((kind: string, target: string) => number) | null {
  if (bytes === undefined) return null;
  const text = new TextDecoder().decode(bytes);
  const [entries, { lines }] = [olderEntries(text), placesInJson(text)];
  return (kind, target) => lines.get(`relations.${entries.get(`${kind} ${target}`)}.target`) ?? 1;
}

function holds(value: FieldValue | undefined, word: string): boolean {
  return value === word || (Array.isArray(value) && value.includes(word));
}

/** The first line from `from` on that has the word, else `from`. */
function lineWith(lines: readonly string[], word: string, from: number): number {
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
