import { constants, readFileSync } from 'node:fs';
import { TicketsError } from '../errors.js';
import { listPlaces, type Place } from '../store/layout.js';
import { readTickets } from '../store/read-tickets.js';
import { foldText, matches, type Query } from '../tickets/query.js';
import type { OnProgress } from './check-store.js';
import { listOf, type Match, placesOf, readable, type TicketList } from './list-tickets.js';
import type { App } from './open-app.js';
import { related } from './relation-filter.js';

const searched = ['item.md', 'thread.md', 'resolution.md'];
const matchesPerTicket = 5;

/**
 * Tickets whose item, thread or resolution hold every one of the phrases (compatible characters alike, case ignored),
 * and up to five lines of each. A file is parsed only where its text was found; an invalid ticket that holds
 * the words stands in `invalid`.
 */
export async function searchTickets(
  app: App,
  phrases: readonly string[],
  query: Query,
  limit: number,
  onProgress: OnProgress = () => {},
): Promise<TicketList> {
  const words = phrases.map((phrase) => foldText(phrase.trim())).filter((word) => word !== '');
  if (words.length === 0) throw emptySearch();
  const found = new Map<Place, Match[]>();
  const anyWord = new RegExp(words.map(escaped).join('|'), 'i');
  const { places: all } = listPlaces(app.store.root);
  for (const [n, place] of all.entries()) {
    const lines = searchFiles(place.directory, words, anyWord);
    if (lines !== undefined) found.set(place, lines);
    onProgress(n + 1, all.length);
  }
  const read = await related(app, await readTickets([...found.keys()]), query.relation);
  const places = placesOf(read);
  const tickets = readable(read).filter((ticket) => matches(ticket, query));
  const list = listOf(app.store, tickets, read, places, limit);
  for (const [i, ticket] of list.tickets.entries()) {
    const place = places.get(tickets[i] ?? ticket);
    const lines = place === undefined ? [] : (found.get(place) ?? []);
    ticket.matches = lines.map((match) => ({ ...match, file: app.store.show(match.file) }));
  }
  return list;
}

/** The lines that hold most of the words, if the files together hold them all. */
function searchFiles(directory: string, words: readonly string[], anyWord: RegExp): Match[] | undefined {
  const hits: Hit[] = [];
  for (const name of searched) {
    const file = `${directory}/${name}`;
    const text = readText(file);
    if (text !== undefined && holdsAny(text, words, anyWord)) hits.push(...hitsIn(file, text, words));
  }
  if (!words.every((word) => hits.some(({ found }) => found.includes(word)))) return undefined;
  return hits
    .sort((a, b) => b.found.length - a.found.length)
    .slice(0, matchesPerTicket)
    .map(({ match }) => match);
}

/** Plain ASCII, which most texts are, need not be brought into one form to be searched without regard to case. */
function holdsAny(text: string, words: readonly string[], anyWord: RegExp): boolean {
  if (Buffer.byteLength(text) === text.length) return anyWord.test(text);
  const folded = foldText(text);
  return words.some((word) => folded.includes(word));
}

function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

interface Hit {
  match: Match;
  /** The words that the line holds. */
  found: string[];
}

/** The lines that a person has written: not the keys of fields, nor the headers of events. */
function hitsIn(file: string, text: string, words: readonly string[]): Hit[] {
  const lines = text.split('\n');
  const close = file.endsWith('item.md') ? lines.findIndex((line, i) => i > 0 && /^---\r?$/.test(line)) : -1;
  return lines.flatMap((line, i): Hit[] => {
    if (line.startsWith('<!-- event: ')) return [];
    const said = i < close ? line.replace(/^[\w-]+:/, '') : line;
    const folded = foldText(said);
    const found = words.filter((word) => folded.includes(word));
    return found.length === 0 ? [] : [{ match: { file, line: i + 1, text: around(line.trim(), found) }, found }];
  });
}

const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** In one call, the fastest there is. What cannot be read holds nothing that could be found; doctor speaks of it. */
function readText(file: string): string | undefined {
  try {
    // A flag may be a number, which its type does not say.
    return readFileSync(file, { encoding: 'utf8', flag: openFlags as unknown as string });
  } catch {
    return undefined;
  }
}

/** At most 160 characters of a line, with its first word of interest in them. */
function around(line: string, words: readonly string[]): string {
  if (line.length <= 160) return line;
  const folded = foldText(line);
  const at = Math.min(...words.map((word) => folded.indexOf(word)).filter((i) => i >= 0));
  const from = Math.max(0, Math.min(at - 40, line.length - 160));
  return `${from > 0 ? '…' : ''}${line.slice(from, from + 158)}…`;
}

function emptySearch(): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'empty_search',
    message: 'there is nothing to search for',
    hints: ['tickets search WORD'],
  });
}
