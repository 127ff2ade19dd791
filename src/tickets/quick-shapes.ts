import type { FieldValue, ParsedItem } from './document.js';
import type { FieldSource } from './ticket.js';

/**
 * Items of one store are mostly written alike: keys in one order, some of them absent, plain values. Once the quick
 * reader has understood a few, one regular expression reads all others, which costs a tenth of looking at each
 * character. What it reads, the quick reader reads alike (test/tickets/quick-shapes.test.ts).
 */
export interface Shapes {
  known: Shape[];
}

/** Keys in the order in which they were met, and what matches items that have some of them in this order. */
interface Shape {
  keys: string[];
  /** Where each key stands among them. */
  places: ReadonlyMap<string, number>;
  pattern: RegExp;
}

/** An item's fields as they are written: the whole frontmatter, then what follows each key's colon. */
export interface Shaped {
  shape: Shape;
  written: readonly (string | undefined)[];
}

const mostShapes = 8;
const mostKeys = 32;

// Values that surely are scalars of one line, and lists of such words; a `#` or `: ` in them is left to other readers.
const plain = '[A-Za-z0-9_./()+\\x80-\\uffff](?:[^\\x00-\\x1f\\x7f#:]|:(?=[^ \\n\\r]))*';
const quoted = '"[^"\\\\\\x00-\\x1f\\x7f]*"|\'[^\'\\x00-\\x1f\\x7f]*\'';
const word = `(?:[A-Za-z0-9_./()+\\x80-\\uffff][A-Za-z0-9_./()+@\\x80-\\uffff -]*|${quoted})`;
const list = `\\[(?:${word}(?:, *${word})*)?\\]`;
const value = `(?: (?:${quoted}|${list}|${plain}))?`;

export function openShapes(): Shapes {
  return { known: [] };
}

/** Reads an item.md if it is written as others that were met before, and if it surely was UTF-8. */
export function matchShape(shapes: Shapes, text: string): Shaped | undefined {
  for (const shape of shapes.known) {
    const written = shape.pattern.exec(text);
    if (written !== null) return written[0].includes('\uFFFD') ? undefined : { shape, written };
  }
  return undefined;
}

/** Remembers how an item is written that another reader has understood. */
export function learnShape(shapes: Shapes, item: ParsedItem): void {
  const keys = Object.keys(item.fields);
  if (item.form !== 'yaml' || !keys.every((key, n) => /^[a-z_]{1,40}$/.test(key) && item.lines[key] === n + 2)) return;
  for (const [n, shape] of shapes.known.entries()) {
    const merged = mergeKeys(shape.keys, keys);
    if (merged === undefined || merged.length > mostKeys) continue;
    if (merged.length > shape.keys.length) shapes.known[n] = shapeOf(merged);
    return;
  }
  if (shapes.known.length < mostShapes && keys.length <= mostKeys) shapes.known.push(shapeOf(keys));
}

/** Both orders in one; undefined where they disagree. */
function mergeKeys(known: readonly string[], keys: readonly string[]): string[] | undefined {
  const merged = [...known];
  let from = 0;
  for (const key of keys) {
    const at = merged.indexOf(key);
    if (at >= 0 && at < from) return undefined;
    if (at < 0) merged.splice(from, 0, key);
    from = at < 0 ? from + 1 : at + 1;
  }
  return merged;
}

function shapeOf(keys: string[]): Shape {
  const places = new Map(keys.map((key, n) => [key, n]));
  return {
    keys,
    places,
    pattern: new RegExp(`^---\\n${keys.map((key) => `(?:${key}:(${value})\\n)?`).join('')}---\\n`),
  };
}

/** The same without the file it was read from: a part of a string keeps the whole of it in memory. */
export function detached({ shape, written }: Shaped): Shaped {
  const copy = Buffer.from(written[0] ?? '').toString();
  return { shape, written: shape.pattern.exec(copy) ?? written };
}

/** The fields of an item, each read when it is asked for. */
export function shapedSource({ shape, written }: Shaped): FieldSource {
  const placeOf = (name: string) => {
    const at = shape.places.get(name);
    return at === undefined || written[at + 1] === undefined ? undefined : at;
  };
  return {
    names: shape.keys.filter((_, n) => written[n + 1] !== undefined),
    get: (name) => {
      const at = placeOf(name);
      return at === undefined ? undefined : readValue(written[at + 1] ?? '');
    },
    lineOf: (name) => {
      const at = placeOf(name);
      return at === undefined ? undefined : 2 + written.slice(1, at + 1).filter((text) => text !== undefined).length;
    },
  };
}

/** What stands between a colon and the end of its line. */
function readValue(text: string): FieldValue {
  if (text === '') return null;
  const first = text.charCodeAt(1);
  if (first !== 91) return readScalar(text.slice(1), first);
  return (text.match(everyWord) ?? []).map((one) => readScalar(one, one.charCodeAt(0)));
}

const everyWord = new RegExp(word, 'g');

function readScalar(text: string, first: number): string | null {
  const words = text.replace(/ +$/, '');
  if (first === 34 || first === 39) return words.slice(1, -1);
  return words === 'null' ? null : words;
}
