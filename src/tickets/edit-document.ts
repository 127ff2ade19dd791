import { TicketsError } from '../errors.js';
import type { DocumentProblem, Fields } from './document.js';
import {
  type Change,
  changedFields,
  editFields,
  type FieldChanges,
  type FieldPlace,
  formatField,
  isSame,
  type Shape,
} from './edit-fields.js';
import { isTime } from './format-scalar.js';
import { findFrontmatter, largestFrontmatter } from './frontmatter.js';
import { quickItem } from './quick-fields.js';
import { fieldSize, itemSize, nextField, scanFields } from './scan-fields.js';
import { styles } from './scan-scalars.js';
import { normalizeBody } from './thread.js';

export { type Change, type FieldChanges, remove } from './edit-fields.js';

// By the numbers of `shapes`.
const shapeNames: readonly Shape[] = ['empty', 'plain', 'single', 'double', 'flow', 'block', 'raw'];

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * An item with fields changed and not one byte elsewhere, made without any library. Nothing where this is not sure to
 * be exact: then editItem is to be asked.
 */
export function quickEdit(bytes: Uint8Array, changes: FieldChanges): Uint8Array | undefined {
  const item = quickItem(bytes);
  const frontmatter = findFrontmatter(bytes);
  if (item === undefined || 'problem' in frontmatter) return undefined;
  const { start, end, lineEnd } = frontmatter;
  const text = utf8.decode(bytes.subarray(start, end));
  const places = quickPlaces(text, item.fields);
  if (places === undefined) return undefined;
  const edited = joinBytes(bytes.subarray(0, start), editFields(text, places, changes, lineEnd), bytes.subarray(end));
  const after = quickItem(edited);
  return after && isSame(after.fields, changedFields(item.fields, changes)) ? edited : undefined;
}

/** Where the fields of a text stand, which says `fields`; nothing where the quick reader is not sure. */
export function quickPlaces(text: string, fields: Fields): FieldPlace[] | undefined {
  const codes = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at++) codes[at] = text.charCodeAt(at);
  const scan = scanFields(codes, 0, text.length);
  if (scan === undefined) return undefined;
  const { marks } = scan;
  const numberAt = (at: number) => marks[at] ?? 0;
  const places: FieldPlace[] = [];
  for (let mark = 0; mark < marks.length; mark = nextField(marks, mark)) {
    const [keyStart, keyEnd] = [numberAt(mark), numberAt(mark + 1)];
    const key = text.slice(keyStart, keyEnd);
    const value = fields[key] ?? null;
    const items = (Array.isArray(value) ? value : []).map((word, n) => {
      const at = mark + fieldSize + itemSize * n;
      return { value: word, start: numberAt(at + 1), end: numberAt(at + 2) };
    });
    const shape = shapeNames[numberAt(mark + 3) & styles] ?? 'other';
    const end = shape === 'block' ? (items.at(-1)?.end ?? 0) : numberAt(mark + 5);
    places.push({ key, keyStart, colonEnd: keyEnd + 1, value, shape, start: numberAt(mark + 4), end, items });
  }
  return places;
}

export interface ItemStyle {
  /** As older stores have them: times, id, slug, status, kind and priority stand unquoted. */
  plainTimes?: boolean;
}

const plainFields = new Set(['id', 'slug', 'status', 'kind', 'priority', 'created_at', 'updated_at']);

/** A new item.md; `body` follows the closing line as it is. Throws `frontmatter_too_big`. */
export function formatItem(
  fields: ReadonlyArray<readonly [string, Change]>,
  body: string,
  style: ItemStyle = {},
): Uint8Array {
  const isBare = (key: string, value: Change) =>
    style.plainTimes && plainFields.has(key) && typeof value === 'string' && isWord(value);
  const lines = fields.map(([key, value]) => `${isBare(key, value) ? `${key}: ${value}` : formatField(key, value)}\n`);
  const item = new TextEncoder().encode(`---\n${lines.join('')}---\n${body}`);
  if ('problem' in findFrontmatter(item)) throw frontmatterTooBig();
  return item;
}

function isWord(text: string): boolean {
  return isTime(text) || (/^[0-9A-Za-z][0-9A-Za-z._-]*$/.test(text) && text !== 'null');
}

/**
 * An item with another body, every line of it ended as the file's first line is; the frontmatter and the blank lines
 * after it stay. The same body changes nothing.
 */
export function replaceBody(bytes: Uint8Array, body: string): Uint8Array {
  const frontmatter = findFrontmatter(bytes);
  if ('problem' in frontmatter) throw unreadableItem(frontmatter.problem);
  const { bodyOffset, lineEnd } = frontmatter;
  const head = bytes.subarray(0, bodyOffset);
  const old = new TextDecoder().decode(bytes.subarray(bodyOffset));
  const words = normalizeBody(body);
  if (words === normalizeBody(old)) return bytes;
  const blank = /^[ \t\r\n]*\n/.exec(old)?.[0] ?? (/[^\s]/.test(old) ? '' : lineEnd);
  const fenceEnd = bytes[bodyOffset - 1] === 10 ? '' : lineEnd;
  return joinBytes(head, words === '' ? fenceEnd : `${fenceEnd}${blank}${words.replaceAll('\n', lineEnd)}${lineEnd}`);
}

export function joinBytes(...parts: ReadonlyArray<Uint8Array | string>): Uint8Array {
  const chunks = parts.map((part) => (typeof part === 'string' ? new TextEncoder().encode(part) : part));
  const joined = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

export function unreadableItem(problem: DocumentProblem): TicketsError {
  return new TicketsError({
    kind: 'unreadable',
    code: 'unreadable_item',
    message: `its item.md cannot be read: line ${problem.line}: ${problem.message}`,
    hints: ['tickets doctor says what it expects; an item that cannot be read is never rewritten'],
    data: problem,
  });
}

export function frontmatterTooBig(): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'frontmatter_too_big',
    message: `the fields of a ticket hold ${largestFrontmatter / 1024} KiB at most: nothing was written`,
    hints: ['long text belongs into the body, a comment or artifacts/'],
  });
}
