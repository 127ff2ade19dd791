import type { Fields, FieldValue } from './document.js';
import { formatList, formatScalar, isTime, type ScalarStyle } from './format-scalar.js';

/** A field's new value; null writes the word `null` where the field stands, and nothing where it does not. */
export type Change = string | string[] | null;

/** Takes a field's lines out. */
export const remove = Symbol('remove');
export type FieldChanges = Record<string, Change | typeof remove>;

/** How a value is written; `other`: in several lines that are no list of words, and replaced as a whole. */
export type Shape = 'empty' | 'plain' | 'single' | 'double' | 'raw' | 'flow' | 'block' | 'other';

export interface ItemPlace {
  value: FieldValue;
  start: number;
  end: number;
}

/** Where a field stands in the lines of frontmatter: its key, the end of its colon, and its value. */
export interface FieldPlace {
  key: string;
  keyStart: number;
  colonEnd: number;
  value: FieldValue;
  shape: Shape;
  start: number;
  end: number;
  items: ItemPlace[];
}

interface Splice {
  from: number;
  to: number;
  words: string;
}

/** The lines of frontmatter with the changes made, each within the lines of its field; new fields come last. */
export function editFields(
  text: string,
  places: readonly FieldPlace[],
  changes: FieldChanges,
  lineEnd: '\n' | '\r\n',
): string {
  let edited = text;
  for (const place of places.toReversed()) {
    const change = Object.hasOwn(changes, place.key) ? changes[place.key] : undefined;
    const splice = change === undefined ? undefined : spliceField(text, place, change, lineEnd);
    if (splice) edited = edited.slice(0, splice.from) + splice.words + edited.slice(splice.to);
  }
  const firstKey = places[0]?.keyStart ?? 0;
  const indent = text.slice(lineStart(text, firstKey), firstKey);
  const known = new Set(places.map(({ key }) => key));
  for (const [key, change] of Object.entries(changes))
    if (!known.has(key) && change !== null && change !== remove) edited += indent + formatField(key, change) + lineEnd;
  return edited;
}

/** The fields that the changes must lead to. */
export function changedFields(fields: Fields, changes: FieldChanges): Fields {
  const after: Fields = Object.assign(Object.create(null), fields);
  for (const [key, change] of Object.entries(changes)) {
    if (change === remove) delete after[key];
    else if (change !== null || key in after) after[key] = change;
  }
  return after;
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function formatField(key: string, change: Change): string {
  return `${formatScalar(key)}: ${formatChange(change)}`;
}

function formatChange(change: Change): string {
  if (change === null) return 'null';
  return typeof change === 'string' ? formatScalar(change) : formatList(change);
}

function spliceField(
  text: string,
  place: FieldPlace,
  change: Change | typeof remove,
  lineEnd: string,
): Splice | undefined {
  const { shape, colonEnd, start, end, value } = place;
  if (change === remove) return { from: lineStart(text, place.keyStart), to: nextLine(text, end), words: '' };
  if (isSame(value, change)) return undefined;
  if (Array.isArray(change) && change.length > 0 && place.items.length > 0)
    return shape === 'block' ? spliceBlock(text, place, change, lineEnd) : spliceFlow(text, place, change);
  const words = typeof change === 'string' ? formatLike(text.slice(start, end), change) : formatChange(change);
  return shape === 'empty' || shape === 'block' || shape === 'other'
    ? { from: colonEnd, to: end, words: ` ${words}` }
    : { from: start, to: end, words };
}

/** In the quotes of what stood there; a plain time stays plain. */
function formatLike(source: string, change: string, inFlow = false): string {
  if (isTime(source) && isTime(change)) return change;
  const style: ScalarStyle = source.startsWith("'") ? 'single' : source.startsWith('"') ? 'double' : 'plain';
  return formatScalar(change, style, inFlow);
}

/** Items that stay keep their lines, with quotes and comments. */
function spliceBlock(text: string, { items, end }: FieldPlace, change: readonly string[], lineEnd: string): Splice {
  const starts = items.map((item) => lineStart(text, item.start));
  const ends = [...starts.slice(1), nextLine(text, end)];
  const from = starts[0] ?? end;
  const to = ends.at(-1) ?? end;
  const [first] = items;
  const marker = text.slice(from, first?.start);
  const kept = keptSources(items, (n) => text.slice(starts[n], ends[n]));
  const lines = change.map((item) => kept.get(item)?.shift() ?? marker + formatItemLike(text, first, item) + lineEnd);
  return { from, to, words: lines.join('') };
}

/** Items that stay keep their quotes, and the list its spaces, unless comments stand between. */
function spliceFlow(text: string, { items, start, end }: FieldPlace, change: readonly string[]): Splice {
  const [first, second] = items;
  const gaps = items.map((item, n) => text.slice(item.end, items[n + 1]?.start ?? end - 1));
  const opening = text.slice(start + 1, first?.start);
  const closing = gaps.at(-1) ?? '';
  if ([opening, ...gaps].some((gap) => gap.includes('#'))) return { from: start, to: end, words: formatList(change) };
  const kept = keptSources(items, (n) => text.slice(items[n]?.start, items[n]?.end));
  const words = change.map((item) => kept.get(item)?.shift() ?? formatItemLike(text, first, item, true));
  const separator = second ? gaps[0] : ', ';
  return { from: start, to: end, words: `[${opening}${words.join(separator)}${closing}]` };
}

function formatItemLike(text: string, sibling: ItemPlace | undefined, item: string, inFlow = false): string {
  return formatLike(text.slice(sibling?.start, sibling?.end), item, inFlow);
}

function keptSources(items: readonly ItemPlace[], sourceOf: (n: number) => string): Map<FieldValue, string[]> {
  const sources = new Map<FieldValue, string[]>();
  for (const [n, { value }] of items.entries()) sources.set(value, [...(sources.get(value) ?? []), sourceOf(n)]);
  return sources;
}

function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

function nextLine(text: string, at: number): number {
  return text.indexOf('\n', at) + 1 || text.length;
}
