import { isCollection, isMap, isPair, isScalar, isSeq } from 'yaml';
import { TicketsError } from '../errors.js';
import {
  decodeFrontmatter,
  type Fields,
  type FieldValue,
  flatLine,
  type ParsedItem,
  parseItem,
  trimBlankEnd,
} from './document.js';
import { frontmatterTooBig, joinBytes, quickPlaces, unreadableItem } from './edit-document.js';
import {
  changedFields,
  editFields,
  type FieldChanges,
  type FieldPlace,
  type ItemPlace,
  isSame,
  type Shape,
} from './edit-fields.js';
import { formatScalar } from './format-scalar.js';
import { findFrontmatter } from './frontmatter.js';
import { parseGuarded } from './yaml-reader.js';

/**
 * An item with fields changed and not one byte elsewhere. Throws `unreadable_item`, `frontmatter_not_in_lines`,
 * `frontmatter_too_big`, and `edit_not_exact` where the outcome would not say exactly what was asked for.
 */
export function editItem(bytes: Uint8Array, changes: FieldChanges): Uint8Array {
  return rewrite(bytes, (fields, text, places, lineEnd) => ({
    text: editFields(text, places, changes, lineEnd),
    fields: changedFields(fields, changes),
  }));
}

/** An item in which YAML refuses some lines, with the values of these lines quoted; any other item as it is. */
export function quoteRawFields(bytes: Uint8Array): Uint8Array {
  return rewrite(bytes, (fields, text, places) => ({ text: quoteRaw(text, places), fields }));
}

type Rewrite = (
  fields: Fields,
  text: string,
  places: readonly FieldPlace[],
  lineEnd: '\n' | '\r\n',
) => { text: string; fields: Fields };

/** Nothing is handed out that does not read as the fields that were meant. */
function rewrite(bytes: Uint8Array, work: Rewrite): Uint8Array {
  const item = parseItem(bytes);
  if ('problem' in item) throw unreadableItem(item.problem);
  const frontmatter = findFrontmatter(bytes);
  if ('problem' in frontmatter) throw unreadableItem(frontmatter.problem);
  const { start, end, lineEnd } = frontmatter;
  const text = decodeFrontmatter(bytes, frontmatter);
  if (typeof text !== 'string') throw unreadableItem(text.problem);
  const places = item.form === 'flat' ? flatPlaces(text, item.fields) : yamlPlaces(text, item.fields);
  if (places === undefined) throw frontmatterNotInLines();
  const meant = work(item.fields, text, places, lineEnd);
  const edited = joinBytes(bytes.subarray(0, start), meant.text, bytes.subarray(end));
  const after = parseItem(edited);
  if ('problem' in after && after.problem.code === 'frontmatter_too_big') throw frontmatterTooBig();
  if ('problem' in after || !isSame(after.fields, meant.fields)) throw editNotExact(item.form);
  return edited;
}

function quoteRaw(text: string, places: readonly FieldPlace[]): string {
  return places
    .filter(({ shape }) => shape === 'raw')
    .reduceRight(
      (quoted, { start, end, value }) =>
        quoted.slice(0, start) + formatScalar(String(value), 'double') + quoted.slice(end),
      text,
    );
}

function yamlPlaces(text: string, fields: Fields): FieldPlace[] | undefined {
  const parsed = parseGuarded(text);
  if ('problem' in parsed) return undefined;
  const { contents } = parsed.document;
  if (contents === null || (isScalar(contents) && contents.source === '')) return [];
  if (!isMap(contents) || contents.flow) return undefined;
  const places = contents.items.map(({ key, value, srcToken }) => {
    const colon = srcToken?.sep?.find(({ type }) => type === 'map-value-ind');
    if (!isScalar(key) || !key.range || colon === undefined) return undefined;
    const name = String(key.value);
    return { key: name, keyStart: key.range[0], ...placeOf(text, value, colon.offset + 1, fields[name] ?? null) };
  });
  return places.every((place) => place !== undefined) ? places : undefined;
}

type ValuePlace = Pick<FieldPlace, 'colonEnd' | 'value' | 'shape' | 'start' | 'end' | 'items'>;

function placeOf(text: string, node: unknown, colonEnd: number, value: FieldValue): ValuePlace {
  const [start, end] = rangeOf(text, node);
  const place = (shape: Shape, items: ItemPlace[] = []) => ({ colonEnd, value, shape, start, end, items });
  if (start === end) return { ...place('empty'), start: colonEnd, end: colonEnd };
  if (isScalar(node)) return place(shapeOf(text.slice(start, end), node.type));
  const items = isSeq(node) && Array.isArray(value) ? itemPlaces(text, node.items, value) : undefined;
  if (isCollection(node) && node.flow) return place('flow', items);
  return items?.every((item) => isAloneOnLine(text, item)) ? place('block', items) : place('other');
}

function shapeOf(source: string, type: string | undefined): Shape {
  if (source.includes('\n') || type?.startsWith('BLOCK')) return 'other';
  return type === 'QUOTE_SINGLE' ? 'single' : type === 'QUOTE_DOUBLE' ? 'double' : 'plain';
}

function itemPlaces(text: string, nodes: readonly unknown[], values: readonly FieldValue[]): ItemPlace[] | undefined {
  const items = nodes.map((node, n) => {
    const [start, end] = rangeOf(text, node);
    return { value: values[n] ?? null, start, end };
  });
  const isWord = ({ start, end }: ItemPlace) => start < end && !text.slice(start, end).includes('\n');
  return nodes.every(isScalar) && items.every(isWord) ? items : undefined;
}

function isAloneOnLine(text: string, { start }: ItemPlace): boolean {
  return /^ *- +$/.test(text.slice(text.lastIndexOf('\n', start - 1) + 1, start));
}

/** From a node's first character to its last, without the line end of a block scalar or the blanks of an empty item. */
function rangeOf(text: string, node: unknown): [number, number] {
  if (isPair(node)) return rangeOf(text, node.value ?? node.key);
  if (!isScalar(node) && !isCollection(node)) return [0, 0];
  const [start, end] = node.range ?? [0, 0];
  if (isScalar(node))
    return [start, end > start && text[end - 1] === '\n' ? end - (text[end - 2] === '\r' ? 2 : 1) : end];
  if (node.flow) return [start, end];
  return [start, trimBlankEnd(text.slice(0, rangeOf(text, node.items.at(-1))[1])).length];
}

/** Each line by itself: as the quick reader takes it, else as YAML does, else its words. */
function flatPlaces(text: string, fields: Fields): FieldPlace[] {
  const places: FieldPlace[] = [];
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf('\n', at) + 1;
    const row = trimBlankEnd(text.slice(at, next).replace(/\r?\n$/, ''));
    const [place] = quickPlaces(`${row}\n`, fields) ?? yamlPlaces(`${row}\n`, fields) ?? rawPlaces(row, fields);
    if (place) places.push(moveBy(place, at));
    at = next;
  }
  return places;
}

function rawPlaces(row: string, fields: Fields): FieldPlace[] {
  const [, key, words = ''] = flatLine.exec(row) ?? [];
  if (key === undefined) return [];
  const [start, end, colonEnd] = [row.length - words.length, row.length, key.length + 1];
  return [{ key, keyStart: 0, colonEnd, value: fields[key] ?? null, shape: 'raw', start, end, items: [] }];
}

function moveBy(place: FieldPlace, by: number): FieldPlace {
  return {
    ...place,
    keyStart: place.keyStart + by,
    colonEnd: place.colonEnd + by,
    start: place.start + by,
    end: place.end + by,
    items: place.items.map((item) => ({ ...item, start: item.start + by, end: item.end + by })),
  };
}

function frontmatterNotInLines(): TicketsError {
  return new TicketsError({
    kind: 'unwritable',
    code: 'frontmatter_not_in_lines',
    message: 'its frontmatter is not written as one "key: value" after the other: a field cannot be changed by itself',
    hints: ['write the frontmatter in lines like "title: Fix the login", then try again'],
  });
}

function editNotExact(form: ParsedItem['form']): TicketsError {
  return new TicketsError({
    kind: 'unwritable',
    code: 'edit_not_exact',
    message: 'this edit would have changed how other lines of the frontmatter are read: nothing was written',
    hints: [
      form === 'flat'
        ? 'first put quotes round the values that YAML does not take; tickets doctor names the file'
        : 'change the field in an editor',
    ],
  });
}
