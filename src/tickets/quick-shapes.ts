import type { FieldValue, ParsedItem } from './document.js';
import type { FieldSource } from './ticket.js';

/**
 * Items of one store are mostly written alike: keys in one order, some of them absent, plain values. Once the quick
 * reader has understood a few, two regular expressions read all others, which costs a tenth of looking at each
 * character: one sees that every line is plain, one takes the lines apart. What they read, the quick reader reads alike
 * (test/tickets/quick-shapes.test.ts).
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
  /** The keys that tell the state, and what matches the same items and keeps only these of them. */
  standingKeys: string[];
  standing: RegExp;
}

const mostShapes = 8;
const mostKeys = 32;

// Values that surely are scalars of one line, and lists of such words; a `#` or `: ` in them is left to other readers.
const plain = '[A-Za-z0-9_./()+\\x80-\\uffff](?:[^\\x00-\\x1f\\x7f#:]|:(?=[^ \\n\\r]))*';
const quoted = '"[^"\\\\\\x00-\\x1f\\x7f]*"|\'[^\'\\x00-\\x1f\\x7f]*\'';
const word = `(?:[A-Za-z0-9_./()+\\x80-\\uffff][A-Za-z0-9_./()+@\\x80-\\uffff -]*|${quoted})`;
const list = `\\[(?:${word}(?:, *${word})*)?\\]`;
const plainLines = new RegExp(`^---\\n(?:[a-z_]{1,40}:(?: (?:${quoted}|${list}|${plain}))?\\n)*---\\n`);

/** How our own writers and the older ones write: where a store is like that, nothing has to be learned first. */
const usualKeys = [
  `title state kind priority labels assignee readiness risk_flags depends_on related supersedes duplicate_of parent
  queued_by queued_at created_at updated_at`,
  'id slug title status state kind priority labels created_at updated_at assignee legacy_ticket queued_by queued_at',
];

export function openShapes(): Shapes {
  return { known: usualKeys.map((keys) => shapeOf(keys.split(/\s+/))) };
}

/** Whether every line is a key and a value of the plainest kinds, and surely was UTF-8; of no other text ask more. */
export function isPlainItem(text: string): boolean {
  return plainLines.test(text) && !text.includes('\uFFFD');
}

/** The fields of a plain item, each read when it is asked for, if it is written as others that were met before. */
export function matchShape(shapes: Shapes, text: string): FieldSource | undefined {
  for (const { keys, places, pattern } of shapes.known) {
    const written = pattern.exec(text);
    if (written !== null) return sourceIn(written, keys, places);
  }
  return undefined;
}

/** What tells the state of such an item. */
export function matchStanding(shapes: Shapes, text: string): Pick<FieldSource, 'get'> | undefined {
  for (const { standingKeys, standing } of shapes.known) {
    const written = standing.exec(text);
    if (written !== null) return { get: (name) => valueAt(written, standingKeys.indexOf(name)) };
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
  const standingKeys = keys.filter((key) => key === 'state' || key === 'status');
  const frontmatter = (kept: readonly string[]) =>
    new RegExp(`^---\\n${keys.map((key) => `(?:${key}:${kept.includes(key) ? '(.*)' : '.*'}\\n)?`).join('')}---\\n`);
  return {
    keys,
    places: new Map(keys.map((key, n) => [key, n])),
    pattern: frontmatter(keys),
    standingKeys,
    standing: frontmatter(standingKeys),
  };
}

function sourceIn(written: RegExpExecArray, keys: readonly string[], places: ReadonlyMap<string, number>): FieldSource {
  return {
    names: keys.filter((_, n) => written[n + 1] !== undefined),
    get: (name) => valueAt(written, places.get(name) ?? -1),
    lineOf: (name) => {
      const at = places.get(name);
      if (at === undefined || written[at + 1] === undefined) return undefined;
      return 2 + written.slice(1, at + 1).filter((text) => text !== undefined).length;
    },
  };
}

/** Of what a pattern has kept, the first of which is the whole. */
function valueAt(written: readonly (string | undefined)[], at: number): FieldValue | undefined {
  const text = at < 0 ? undefined : written[at + 1];
  return text === undefined ? undefined : readValue(text);
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
  let end = text.length;
  while (text.charCodeAt(end - 1) === 32) end--;
  const words = text.slice(0, end);
  if (first === 34 || first === 39) return words.slice(1, -1);
  return words === 'null' ? null : words;
}
