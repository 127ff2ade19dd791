import type { Fields, FieldValue, ParsedItem } from './document.js';
import { byteOrderMarkLength } from './frontmatter.js';
import { fieldSize, isFence, itemSize, nextField, type Scan, scanFields } from './scan-fields.js';
import { escaped, shapes, styles, wide } from './scan-scalars.js';

const largest = 60_000;
const carriageReturn = 13;

let decoder: InstanceType<typeof TextDecoder> | undefined;

/** Throws where the bytes are no UTF-8. Made when the first wide character is met: most items have none. */
function decode(bytes: Uint8Array): string {
  decoder ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return decoder.decode(bytes);
}

/**
 * What parseItem would answer for an item.md, or for its first bytes where the frontmatter ends within them, read
 * without any library. Nothing where this reader is not sure: then parseItem is to be asked.
 */
export function quickItem(bytes: Uint8Array): ParsedItem | undefined {
  const scan = quickScan(bytes);
  return scan && itemIn(bytes, scan);
}

/** Looks at the frontmatter of a file once, for itemIn to read from. */
function quickScan(bytes: Uint8Array): Scan | undefined {
  const opening = byteOrderMarkLength(bytes);
  if (!isFence(bytes, opening)) return undefined;
  const scan = scanFields(bytes, lineAfterFence(bytes, opening), bytes.length, 2);
  if (scan === undefined || scan.at - scan.from > largest || !isFence(bytes, scan.at)) return undefined;
  return scan.bits > 127 && !isUtf8(bytes.subarray(scan.from, scan.at)) ? undefined : scan;
}

function lineAfterFence(bytes: Uint8Array, at: number): number {
  return at + (bytes[at + 3] === carriageReturn ? 5 : 4);
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    decode(bytes);
    return true;
  } catch {
    return false;
  }
}

export function itemIn(bytes: Uint8Array, scan: Scan): ParsedItem {
  const { marks, from, at } = scan;
  const text = new TextDecoder('latin1').decode(bytes.subarray(from, at));
  const fields: Fields = Object.create(null);
  const lines: Record<string, number> = Object.create(null);
  for (let mark = 0; mark < marks.length; mark = nextField(marks, mark)) {
    const key = text.slice((marks[mark] ?? 0) - from, (marks[mark + 1] ?? 0) - from);
    fields[key] = readValue(bytes, scan, mark, text);
    lines[key] = marks[mark + 2] ?? 0;
  }
  return { fields, lines, bodyOffset: lineAfterFence(bytes, at), form: scan.isFlat ? 'flat' : 'yaml' };
}

/** The value of the field at `mark`. `text`, one character a byte, spares decoding each ASCII value by itself. */
function readValue(bytes: Uint8Array, scan: Scan, mark: number, text: string): FieldValue {
  const { marks } = scan;
  if (!isList(marks[mark + 3])) return readScalar(bytes, scan, mark + 3, text);
  const items: FieldValue[] = [];
  const end = nextField(marks, mark);
  for (let item = mark + fieldSize; item < end; item += itemSize) items.push(readScalar(bytes, scan, item, text));
  return items;
}

function readScalar(bytes: Uint8Array, { marks, from }: Scan, mark: number, text: string): string | null {
  const shape = marks[mark] ?? 0;
  const style = shape & styles;
  const quotes = style === shapes.single || style === shapes.double ? 1 : 0;
  const start = (marks[mark + 1] ?? 0) + quotes;
  const end = (marks[mark + 2] ?? 0) - quotes;
  const words = (shape & wide) !== 0 ? decode(bytes.subarray(start, end)) : text.slice(start - from, end - from);
  if (quotes === 0) return words === '' || words === 'null' || words === '~' ? null : words;
  if ((shape & escaped) === 0) return words;
  return style === shapes.double ? JSON.parse(`"${words}"`) : words.replaceAll("''", "'");
}

function isList(shape: number | undefined): boolean {
  return shape === shapes.flow || shape === shapes.block;
}
