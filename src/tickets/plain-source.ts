import type { FieldValue } from './document.js';
import { markSize, nameOf, type PlainItem } from './plain-item.js';
import { type FieldSource, knownFields, type State, stateOfStatus, states, statuses } from './ticket.js';

/** By the number that a scan makes of a key: names that are met in every item need not be made of its bytes again. */
const known = new Map(knownFields.map((name) => [nameOf(name), name]));

/**
 * The fields that a scan has found, each read when it is asked for; `text` is what was scanned, one character a byte,
 * and `decode` makes words of such characters. It is good until the next scan.
 */
export function plainSource(item: PlainItem, text: string, decode = asIs): FieldSource {
  const names: string[] = [];
  for (let n = 0; n < item.count; n++) names.push(nameIn(item, text, n));
  const read = item.isWide ? decode : asIs;
  return {
    names,
    get: (name) => {
      const n = names.indexOf(name);
      return n < 0 ? undefined : valueIn(item, text, n, read);
    },
    lineOf: (name) => {
      const n = names.indexOf(name);
      return n < 0 ? undefined : n + 2;
    },
  };
}

function asIs(word: string): string {
  return word;
}

function nameIn({ marks }: PlainItem, text: string, n: number): string {
  const start = marks[n * markSize] ?? 0;
  const end = marks[n * markSize + 1] ?? 0;
  const name = known.get(marks[n * markSize + 2] ?? 0);
  return name?.length === end - start && text.startsWith(name, start) ? name : text.slice(start, end);
}

function valueIn({ marks }: PlainItem, text: string, n: number, read: (word: string) => string): FieldValue {
  const start = marks[n * markSize + 3] ?? 0;
  const end = marks[n * markSize + 4] ?? 0;
  if (start === end) return null;
  return text[start] === '[' ? listIn(text, start + 1, end - 1, read) : scalarIn(text, start, end, read);
}

function scalarIn(text: string, start: number, end: number, read: (word: string) => string): string | null {
  const first = text[start];
  if (first === '"' || first === "'") return read(text.slice(start + 1, end - 1));
  let last = end;
  while (text[last - 1] === ' ') last--;
  const words = text.slice(start, last);
  return words === 'null' ? null : read(words);
}

function listIn(text: string, start: number, end: number, read: (word: string) => string): Array<string | null> {
  const items: Array<string | null> = [];
  for (let at = start; at < end; at++) {
    while (text[at] === ' ') at++;
    const first = text[at];
    const isQuoted = first === '"' || first === "'";
    const comma = isQuoted ? text.indexOf(first, at + 1) + 1 : text.indexOf(',', at);
    const after = comma < 0 || comma > end ? end : comma;
    items.push(scalarIn(text, at, after, read));
    at = after;
  }
  return items;
}

const [state, status] = [nameOf('state'), nameOf('status')];

/** The state of a scanned item from its bytes alone; undefined where it is told in an unusual way, or not at all. */
export function plainState(item: PlainItem, bytes: Uint8Array): State | undefined {
  const n = fieldAt(item, bytes, state, 'state');
  if (n >= 0) return states.find((word) => isValue(item, bytes, n, word));
  const m = fieldAt(item, bytes, status, 'status');
  const found = m < 0 ? undefined : statuses.find((word) => isValue(item, bytes, m, word));
  return found && stateOfStatus[found];
}

function fieldAt({ marks, count }: PlainItem, bytes: Uint8Array, number: number, name: string): number {
  for (let n = 0; n < count; n++) {
    const mark = n * markSize;
    if (marks[mark + 2] === number && isWord(bytes, marks[mark] ?? 0, marks[mark + 1] ?? 0, name)) return n;
  }
  return -1;
}

function isValue({ marks }: PlainItem, bytes: Uint8Array, n: number, word: string): boolean {
  return isWord(bytes, marks[n * markSize + 3] ?? 0, marks[n * markSize + 4] ?? 0, word);
}

function isWord(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let n = 0; n < word.length; n++) if (bytes[start + n] !== word.charCodeAt(n)) return false;
  return true;
}
