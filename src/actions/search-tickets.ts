import { isAscii } from 'node:buffer';
import { TicketsError } from '../errors.js';
import { listPlaces, type Place } from '../store/layout.js';
import { type Part, readTexts, type TextBlock } from '../store/read-texts.js';
import { readTickets } from '../store/read-tickets.js';
import { type FoundLine, findLines, isWritten } from '../tickets/found-lines.js';
import { foldText, type Query } from '../tickets/query.js';
import type { OnProgress } from './check-store.js';
import { fitting } from './fitting.js';
import { listOf, type Match, placesOf, readable, type TicketList } from './list-tickets.js';
import type { App } from './open-app.js';

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
  const phrased = phrases.map((phrase) => foldText(phrase.trim())).filter((word) => word !== '');
  const words = [...new Set(phrased)];
  if (words.length === 0) throw emptySearch();
  const wanted = words.map((word) => ({ word, pattern: patternOf(word) }));
  const { places: all } = listPlaces(app.store.root);
  const holding = await readTickets(placesThatHold(all, wanted, onProgress));
  const fits = await fitting(app, query);
  const read = holding.flatMap((one) => fits(one) ?? []);
  const places = placesOf(read);
  const list = listOf(app.store, readable(read), read, places, limit);
  const shown = list.tickets.flatMap((ticket) => places.get(ticket) ?? []);
  const lines = linesOf(shown, wanted);
  for (const ticket of list.tickets) {
    const place = places.get(ticket);
    const found = place === undefined ? [] : (lines.get(place) ?? []);
    ticket.matches = found.map((match) => ({ ...match, file: app.store.show(match.file) }));
  }
  return list;
}

/** The tickets whose files together hold all the words. */
function placesThatHold(places: readonly Place[], wanted: readonly Wanted[], onProgress: OnProgress): Place[] {
  const holding: Place[] = [];
  let [current, held]: [Place | undefined, Set<string>] = [undefined, new Set()];
  for (const block of readTexts(places)) {
    for (const { place, found } of partsThatHold(block, wanted)) {
      if (place !== current) [current, held] = [place, new Set()];
      const heldBefore = held.size;
      for (const word of found) held.add(word);
      if (held.size > heldBefore && held.size === wanted.length) holding.push(place);
    }
    onProgress(block.before, places.length);
  }
  onProgress(places.length, places.length);
  return holding;
}

interface Wanted {
  word: string;
  pattern: RegExp | undefined;
}

/** What finds a word in a text of one character a byte; there is nothing for one that is not ASCII, or of two lines. */
function patternOf(word: string): RegExp | undefined {
  if (!isAscii(Buffer.from(word)) || word.includes('\n')) return undefined;
  return new RegExp(word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'gi');
}

/** The files of a block in which people have written some of the words; all are looked through at once. */
function* partsThatHold({ bytes, parts }: TextBlock, wanted: readonly Wanted[]): Generator<Part & { found: string[] }> {
  const text = bytes.toString('latin1');
  const finders = wanted.map(({ word, pattern }) => finderOf(text, word, pattern));
  const isPlain = isAscii(bytes);
  if (isPlain && finders.every((finder) => finder.isOver())) return;
  const words = wanted.map(({ word }) => word);
  for (const part of parts) {
    const { from, to, file } = part;
    const isItem = isItemFile(file);
    const raw = finders.filter((finder) => finder.isIn(from, to, isItem)).map(({ word }) => word);
    const found = isPlain || isAscii(bytes.subarray(from, to)) ? raw : wordsIn(bytes, part, raw, words);
    if (found.length > 0) yield { ...part, found };
  }
}

interface Finder {
  word: string;
  /** Whether the word stands nowhere from here on. */
  isOver: () => boolean;
  /** Whether somebody has written it between two places of the text; each is asked of once, in order. */
  isIn: (from: number, to: number, isItem: boolean) => boolean;
}

function finderOf(text: string, word: string, pattern: RegExp | undefined): Finder {
  const next = (from: number): number => {
    if (pattern === undefined) return Number.POSITIVE_INFINITY;
    pattern.lastIndex = from;
    return pattern.exec(text)?.index ?? Number.POSITIVE_INFINITY;
  };
  let at = next(0);
  const isIn = (from: number, to: number, isItem: boolean): boolean => {
    if (at < from) at = next(from);
    for (; at + word.length <= to; at = next(at + 1))
      if (isWritten(text.slice(from, to), at - from, isItem)) return true;
    return false;
  };
  return { word, isOver: () => at === Number.POSITIVE_INFINITY, isIn };
}

/** The words in a file that holds more than ASCII; only the lines that do need be brought into one form. */
function wordsIn(bytes: Buffer, { from, to, file }: Part, raw: readonly string[], words: readonly string[]): string[] {
  const wide = foldText(Buffer.from(wideLines(bytes.toString('latin1', from, to)), 'latin1').toString());
  if (raw.length === 0 && !words.some((word) => wide.includes(word))) return [];
  const lines = findLines(bytes.toString('utf8', from, to), words, isItemFile(file));
  return words.filter((word) => lines.some(({ found }) => found.includes(word)));
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

/** Of each ticket the lines that hold most of the words. */
function linesOf(places: readonly Place[], wanted: readonly Wanted[]): Map<Place, Match[]> {
  const best = new Map<Place, BestLine[]>();
  const words = wanted.map(({ word }) => word);
  for (const block of readTexts(places))
    for (const { place, file, from, to } of partsThatHold(block, wanted)) {
      const lines = findLines(block.bytes.toString('utf8', from, to), words, isItemFile(file), matchesPerTicket);
      best.set(
        place,
        bestOf([...(best.get(place) ?? []), ...lines.map((line) => ({ ...line, file, text: alone(line.text) }))]),
      );
    }
  const told = ({ file, line, text }: BestLine): Match => ({ file, line, text });
  return new Map(Array.from(best, ([place, lines]) => [place, lines.map(told)]));
}

interface BestLine extends FoundLine {
  file: string;
}

function bestOf(lines: readonly BestLine[]): BestLine[] {
  return lines.toSorted((a, b) => b.found.length - a.found.length).slice(0, matchesPerTicket);
}

function isItemFile(file: string): boolean {
  return file.endsWith('/item.md');
}

/** The same letters without the file they were read from: a part of a string keeps the whole of it in memory. */
function alone(text: string): string {
  return Buffer.from(text).toString();
}

function emptySearch(): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'empty_search',
    message: 'there is nothing to search for',
    hints: ['tickets search WORD'],
  });
}
