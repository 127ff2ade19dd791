/**
 * Most items of a store are plain: every line of their frontmatter is a key, and a word, a quoted word or a list of
 * words. One pass over the bytes finds where these begin and end, and nothing is made of them but what is asked for.
 * What this reads, the full reader reads alike; of anything else it says that it is not sure
 * (test/tickets/plain-item.test.ts).
 */
export interface PlainItem {
  count: number;
  /** Five numbers a field: where its key begins and ends, one made of its letters, where its value begins and ends. */
  marks: Int32Array;
  /** Where the frontmatter ends, behind the line that closes it. */
  end: number;
  /** Whether a value holds more than ASCII. */
  isWide: boolean;
}

const [lineFeed, space, quote, hash, apostrophe, comma, dash, colon, backslash] = [10, 32, 34, 35, 39, 44, 45, 58, 92];
const [openBracket, closeBracket, underscore, letterA, letterZ, delete_] = [91, 93, 95, 97, 122, 127];
const [mostFields, longestKey] = [64, 40];
export const markSize = 5;

const startsWord = 1;
const inWord = 2;
const classes = new Uint8Array(256);
for (let code = 128; code < 256; code++) classes[code] = startsWord | inWord;
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./()+')
  classes[letter.charCodeAt(0)] = startsWord | inWord;
for (const letter of '@ -') classes[letter.charCodeAt(0)] = inWord;

/** What is filled again for each item: thousands are read one after the other. */
export function newPlainItem(): PlainItem {
  return { count: 0, marks: new Int32Array(mostFields * markSize), end: 0, isWide: false };
}

/**
 * Finds the fields of an item.md, or of its first bytes; false where not every line is plain, or none closes them. A NUL
 * must follow what is to be read, so that no step has to look whether there is more.
 */
export function scanPlainItem(item: PlainItem, bytes: Uint8Array): boolean {
  item.count = 0;
  item.isWide = false;
  if (!isFence(bytes, 0)) return false;
  let at = 4;
  while (at > 0 && bytes[at] !== dash) at = scanField(item, bytes, at);
  item.end = at + 4;
  return at > 0 && isFence(bytes, at);
}

function isFence(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === dash && bytes[at + 1] === dash && bytes[at + 2] === dash && bytes[at + 3] === lineFeed;
}

/** Answers where the next line begins; -1 where this one is not plain, or its key was there before. */
function scanField(item: PlainItem, bytes: Uint8Array, start: number): number {
  const { marks } = item;
  let at = start;
  let name = 0;
  for (let code = bytes[at] ?? 0; (code >= letterA && code <= letterZ) || code === underscore; code = bytes[++at] ?? 0)
    name = nextName(name, code);
  if (bytes[at] !== colon || at === start || at - start > longestKey) return -1;
  if (item.count === mostFields || hasName(item, name)) return -1;
  const mark = item.count++ * markSize;
  marks[mark] = start;
  marks[mark + 1] = at;
  marks[mark + 2] = name;
  const isEmpty = bytes[at + 1] === lineFeed;
  if (!isEmpty && bytes[at + 1] !== space) return -1;
  marks[mark + 3] = isEmpty ? at + 1 : at + 2;
  const end = isEmpty ? at + 1 : scanValue(item, bytes, at + 2);
  marks[mark + 4] = end;
  return end >= 0 && bytes[end] === lineFeed ? end + 1 : -1;
}

function nextName(name: number, code: number): number {
  return (name * 31 + code) | 0;
}

/** The number that a scan makes of a key. */
export function nameOf(key: string): number {
  let name = 0;
  for (let n = 0; n < key.length; n++) name = nextName(name, key.charCodeAt(n));
  return name;
}

/** Two keys that differ may share the number: then the full reader decides. */
function hasName({ marks, count }: PlainItem, name: number): boolean {
  for (let mark = 2; mark < count * markSize; mark += markSize) if (marks[mark] === name) return true;
  return false;
}

function scanValue(item: PlainItem, bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first === quote || first === apostrophe) return scanQuoted(item, bytes, at);
  if (first === openBracket) return scanList(item, bytes, at);
  return is(first, startsWord) ? scanWords(item, bytes, at) : -1;
}

/** A quoted text without escapes: where it ends. */
function scanQuoted(item: PlainItem, bytes: Uint8Array, start: number): number {
  const closing = bytes[start];
  let bits = 0;
  for (let at = start + 1; ; at++) {
    const code = bytes[at] ?? 0;
    if (code === closing) {
      item.isWide ||= bits > 127;
      return at + 1;
    }
    if (code < space || code === delete_ || (code === backslash && closing === quote)) return -1;
    bits |= code;
  }
}

/** Words up to the end of the line, among them nothing that could begin a comment or another value. */
function scanWords(item: PlainItem, bytes: Uint8Array, start: number): number {
  let bits = 0;
  for (let at = start; ; at++) {
    const code = bytes[at] ?? 0;
    if (code < space) {
      item.isWide ||= bits > 127;
      return at;
    }
    if (code === hash || code === delete_) return -1;
    if (code === colon && (bytes[at + 1] === space || (bytes[at + 1] ?? 0) < space)) return -1;
    bits |= code;
  }
}

function scanList(item: PlainItem, bytes: Uint8Array, start: number): number {
  let at = start + 1;
  if (bytes[at] === closeBracket) return at + 1;
  for (; ; at++) {
    while (bytes[at] === space) at++;
    at = scanListed(item, bytes, at);
    if (at < 0) return -1;
    if (bytes[at] === closeBracket) return at + 1;
    if (bytes[at] !== comma) return -1;
  }
}

function scanListed(item: PlainItem, bytes: Uint8Array, start: number): number {
  const first = bytes[start] ?? 0;
  if (first === quote || first === apostrophe) return scanQuoted(item, bytes, start);
  if (!is(first, startsWord)) return -1;
  let bits = 0;
  let at = start;
  for (let code = first; is(code, inWord); code = bytes[++at] ?? 0) bits |= code;
  item.isWide ||= bits > 127;
  return at;
}

function is(code: number, kind: number): boolean {
  return ((classes[code] ?? 0) & kind) !== 0;
}
