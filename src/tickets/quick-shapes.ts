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
  /** What keeps all that is written, and what keeps only what tells the state. */
  whole: Pattern;
  standing: Pattern;
}

/** `keys` are those whose values it keeps, `places` where each stands among them. */
interface Pattern {
  keys: readonly string[];
  places: ReadonlyMap<string, number>;
  match: RegExp;
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
  return firstMatch(shapes, 'whole', text);
}

/** What tells the state of such an item. */
export function matchStanding(shapes: Shapes, text: string): Pick<FieldSource, 'get'> | undefined {
  return firstMatch(shapes, 'standing', text);
}

function firstMatch({ known }: Shapes, kind: 'whole' | 'standing', text: string): FieldSource | undefined {
  for (const shape of known) {
    const pattern = shape[kind];
    const written = pattern.match.exec(text);
    if (written !== null) return new WrittenFields(written, pattern);
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
  return { keys, whole: patternOf(keys, keys), standing: patternOf(keys, standingKeys) };
}

function patternOf(keys: readonly string[], kept: readonly string[]): Pattern {
  const lines = keys.map((key) => `(?:${key}:${kept.includes(key) ? '(.*)' : '.*'}\\n)?`);
  return {
    keys: kept,
    places: new Map(kept.map((key, n) => [key, n])),
    match: new RegExp(`^---\\n${lines.join('')}---\\n`),
  };
}

/** The fields that a pattern has kept, each of which is read when it is asked for. */
class WrittenFields implements FieldSource {
  constructor(
    private readonly written: RegExpExecArray,
    private readonly pattern: Pattern,
  ) {}

  get(name: string): FieldValue | undefined {
    const at = this.pattern.places.get(name);
    const text = at === undefined ? undefined : this.written[at + 1];
    return text === undefined ? undefined : readValue(text);
  }

  each(take: (name: string, value: FieldValue) => void): void {
    for (const [at, name] of this.pattern.keys.entries()) {
      const text = this.written[at + 1];
      if (text !== undefined) take(name, readValue(text));
    }
  }

  lineOf(name: string): number | undefined {
    const at = this.pattern.places.get(name);
    if (at === undefined || this.written[at + 1] === undefined) return undefined;
    return 2 + this.written.slice(1, at + 1).filter((text) => text !== undefined).length;
  }
}

const [space, doubleQuote, singleQuote, bracket] = [32, 34, 39, 91];

/** What stands between a colon and the end of its line. */
function readValue(text: string): FieldValue {
  if (text === '') return null;
  return text.charCodeAt(1) === bracket ? readList(text) : readScalar(text, 1, text.length);
}

/** The words of a list; where none is quoted, each ends at a comma. */
function readList(text: string): FieldValue[] {
  if (/["']/.test(text)) return (text.match(everyWord) ?? []).map((one) => readScalar(one, 0, one.length));
  const words: FieldValue[] = [];
  const last = text.length - 1;
  for (let from = 2; from < last; ) {
    const comma = text.indexOf(',', from);
    const end = comma < 0 ? last : comma;
    while (text.charCodeAt(from) === space) from++;
    words.push(readScalar(text, from, end));
    from = end + 1;
  }
  return words;
}

const everyWord = new RegExp(word, 'g');

function readScalar(text: string, from: number, to: number): string | null {
  let end = to;
  while (text.charCodeAt(end - 1) === space) end--;
  const first = text.charCodeAt(from);
  if (first === doubleQuote || first === singleQuote) return text.slice(from + 1, end - 1);
  const words = text.slice(from, end);
  return words === 'null' ? null : words;
}
