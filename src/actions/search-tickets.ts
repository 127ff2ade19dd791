import { isAscii } from 'node:buffer';
import { TicketsError } from '../errors.js';
import { listPlaces, type Place } from '../store/layout.js';
import { isInvalid } from '../store/read-item.js';
import { readTexts } from '../store/read-texts.js';
import { readTickets } from '../store/read-tickets.js';
import { foldText, matches, type Query } from '../tickets/query.js';
import type { OnProgress } from './check-store.js';
import { listOf, type Match, placesOf, readable, type TicketList } from './list-tickets.js';
import type { App } from './open-app.js';
import { related } from './relation-filter.js';

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
  const { places: all } = listPlaces(app.store.root);
  const found = findWords(all, words, onProgress);
  const holding = await readTickets([...found.keys()]);
  const fitting = holding.filter((one) => isInvalid(one) || matches(one.ticket, query));
  const read = await related(app, fitting, query.relation);
  const places = placesOf(read);
  const tickets = readable(read);
  const list = listOf(app.store, tickets, read, places, limit);
  for (const [i, ticket] of list.tickets.entries()) {
    const place = places.get(tickets[i] ?? ticket);
    const lines = place === undefined ? [] : (found.get(place) ?? []);
    ticket.matches = lines.map((match) => ({ ...match, file: app.store.show(match.file) }));
  }
  return list;
}

/** The lines that hold most of the words, of each ticket whose files together hold them all. */
function findWords(places: readonly Place[], words: readonly string[], onProgress: OnProgress): Map<Place, Match[]> {
  const best = new Map<Place, Match[]>();
  const plainWords = words.filter((word) => isAscii(Buffer.from(word)));
  let [current, hits]: [Place | undefined, Hit[]] = [undefined, []];
  /** The parts of a ticket follow each other, so that no more than one ticket's lines are ever held. */
  const settle = (next?: Place) => {
    if (current !== undefined && words.every((word) => hits.some(({ found }) => found.includes(word))))
      best.set(current, bestOf(hits));
    [current, hits] = [next, []];
  };
  for (const { bytes, parts, before } of readTexts(places)) {
    const mayBePlain = holdsPlain(bytes, plainWords);
    for (const { place, file, from, to } of parts) {
      const part = bytes.subarray(from, to);
      if (!(mayBePlain && holdsPlain(part, plainWords)) && !holdsWide(part, words)) continue;
      if (place !== current) settle(place);
      hits = hits.concat(hitsIn(file, part.toString(), words));
    }
    onProgress(before, places.length);
  }
  settle();
  onProgress(places.length, places.length);
  return best;
}

function bestOf(hits: readonly Hit[]): Match[] {
  return hits
    .toSorted((a, b) => b.found.length - a.found.length)
    .slice(0, matchesPerTicket)
    .map(({ match }) => match);
}

/** Whether the text holds a word of ASCII: read as one character a byte, all of it is quickly brought into one case. */
function holdsPlain(bytes: Buffer, plainWords: readonly string[]): boolean {
  if (plainWords.length === 0) return false;
  const text = bytes.toString('latin1').toLowerCase();
  return plainWords.some((word) => text.includes(word));
}

/** Only lines that hold more than ASCII need be brought into one form, which takes long. */
function holdsWide(bytes: Buffer, words: readonly string[]): boolean {
  if (isAscii(bytes)) return false;
  const folded = foldText(Buffer.from(wideLines(bytes.toString('latin1')), 'latin1').toString('utf8'));
  return words.some((word) => folded.includes(word));
}

/** The lines of a text of one character a byte that hold more than ASCII. */
function wideLines(text: string): string {
  let lines = '';
  const wide = /[\x80-\xff]/g;
  while (wide.test(text)) {
    const start = text.lastIndexOf('\n', wide.lastIndex - 1) + 1;
    const end = text.indexOf('\n', wide.lastIndex);
    lines += text.slice(start, end < 0 ? text.length : end + 1);
    if (end < 0) break;
    wide.lastIndex = end + 1;
  }
  return lines;
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
