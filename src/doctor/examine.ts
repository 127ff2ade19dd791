import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TicketsError } from '../errors.js';
import { readRegularFileIfPresent } from '../files/safe-path.js';
import type { Place } from '../store/layout.js';
import { readFields } from '../store/read-item.js';
import { olderRelations } from '../store/ticket-store.js';
import type { ParsedItem } from '../tickets/document.js';
import { type Relation, relationsOf } from '../tickets/relations.js';
import { replay } from '../tickets/replay.js';
import { parseThread } from '../tickets/thread.js';
import { type ItemProblem, sourceOf, type Ticket, ticketOf } from '../tickets/ticket.js';
import type { Examined, ReadFile, Summary } from './check.js';

/** Reads all of a ticket, whatever state it is in: what cannot be read stands in the answer. */
export async function examine(place: Place): Promise<Examined> {
  const unlisted: string[] = [];
  const list = (directory: string, recursive: boolean): readonly Dirent[] => {
    const listed = listEntries(directory, recursive);
    if (listed === null) unlisted.push(directory);
    return listed ?? [];
  };
  const entries = list(place.directory, false);
  const folders = entries.filter((entry) => entry.isDirectory());
  const below = folders.flatMap(({ name }) => list(join(place.directory, name), true));
  const item = readFile(place, 'item.md');
  const thread = readFile(place, 'thread.md');
  const events = thread.bytes && parseThread(new TextDecoder().decode(thread.bytes));
  return {
    place,
    entries,
    below,
    unlisted,
    item,
    thread,
    resolution: readFile(place, 'resolution.md'),
    ...(await understand(place, item)),
    events,
    replay: events && replay(events.events),
    older: readOlder(place),
  };
}

/** The same ticket, were its item to say this. */
export async function withItem(examined: Examined, bytes: Uint8Array): Promise<Examined> {
  const item = { ...examined.item, bytes, problem: null };
  return { ...examined, item, ...(await understand(examined.place, item)) };
}

/** What is to be compared with other tickets. */
export function summaryOf({ place, ticket, older }: Pick<Examined, 'place' | 'ticket' | 'older'>): Summary {
  const relations = ticket === null ? older : relationsOf(ticket, older);
  return { place, slug: ticket?.slug ?? null, relations, blocks: ticket?.blocks ?? [] };
}

interface Understood {
  parsed: ParsedItem | null;
  ticket: Ticket | null;
  problem: ItemProblem | null;
}

export async function understand({ id }: Place, { bytes, problem }: ReadFile): Promise<Understood> {
  const nothing = { parsed: null, ticket: null };
  if (bytes === null)
    return { ...nothing, problem: problem ?? { code: 'missing_item', line: 1, message: 'no item.md' } };
  const parsed = await readFields(bytes);
  if ('problem' in parsed) return { ...nothing, problem: parsed.problem };
  const ticket = ticketOf(id, sourceOf(parsed));
  return 'problem' in ticket ? { parsed, ticket: null, problem: ticket.problem } : { parsed, ticket, problem: null };
}

export function readFile({ directory }: Place, name: string): ReadFile {
  const path = `${directory}/${name}`;
  try {
    return { name, path, bytes: readRegularFileIfPresent(path) ?? null, problem: null };
  } catch (error) {
    if (!(error instanceof TicketsError)) throw error;
    return { name, path, bytes: null, problem: { code: error.code, line: 1, message: error.message } };
  }
}

/** What is wrong with that file, a check of its own tells. */
export function readOlder(place: Place): Relation[] {
  try {
    return olderRelations(place);
  } catch (error) {
    if (error instanceof TicketsError) return [];
    throw error;
  }
}

function listEntries(directory: string, recursive: boolean): Dirent[] | null {
  try {
    return readdirSync(directory, { withFileTypes: true, recursive });
  } catch {
    return null;
  }
}
