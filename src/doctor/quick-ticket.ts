import { isUtf8 } from 'node:buffer';
import { closeSync, constants, type Dirent, openSync, readdirSync, readSync } from 'node:fs';
import type { Place } from '../store/layout.js';
import type { Fields, FieldValue } from '../tickets/document.js';
import { isPriority } from '../tickets/priority.js';
import { quickItem } from '../tickets/quick-fields.js';
import { isPlainItem, learnShape, matchShape, openShapes, type Shapes } from '../tickets/quick-shapes.js';
import { type OrdinaryThread, quickThread } from '../tickets/quick-thread.js';
import { type Relation, type RelationKind, relationKinds } from '../tickets/relations.js';
import { type FieldSource, isState, type State, statusOf } from '../tickets/ticket.js';
import { isUtcTime } from '../tickets/time.js';
import type { Summary } from './check.js';
import { cutTitle, listFields, olderFields, plainFields } from './checks/fields.js';

/** What the quick look at many tickets needs: one piece of memory to read into, and how items were written so far. */
export interface QuickLook {
  block: Buffer;
  shapes: Shapes;
}

export function openQuickLook(): QuickLook {
  return { block: Buffer.allocUnsafeSlow(64 * 1024), shapes: openShapes() };
}

/**
 * Looks at a ticket in which everything is as it mostly is, and answers nothing where anything is not: then it is to be
 * examined, which says what is wrong, if anything is. No ticket that this passes has a finding of its own
 * (test/doctor/quick-ticket.test.ts).
 */
export function quickTicket(look: QuickLook, place: Place): Summary | undefined {
  const files = usualFiles(place);
  if (files === undefined) return undefined;
  const thread = readText(look, `${place.directory}/thread.md`);
  const told = thread === undefined ? undefined : quickThread(thread);
  const item = told && readItem(look, place);
  if (told === undefined || item === undefined) return undefined;
  const state = ordinaryState(item, place, told, files);
  if (state === undefined || !hasOrdinaryFields(item, place)) return undefined;
  if (state === 'closed' && !isSaid(readText(look, `${place.directory}/resolution.md`))) return undefined;
  return ordinarySummary(item, place);
}

type Files = { hasResolution: boolean };

/** The files of a ticket, where there are no others and all are what they must be. */
function usualFiles({ directory, folder }: Place): Files | undefined {
  const entries = readEntries(directory);
  if (entries === undefined) return undefined;
  let [known, hasResolution, hasArtifacts] = [0, false, false];
  for (const entry of entries) {
    const { name } = entry;
    const isFile = entry.isFile();
    if (isFile && (name === 'item.md' || name === 'thread.md')) known++;
    else if (isFile && name === 'resolution.md') hasResolution = true;
    else if (!isFile && name === 'artifacts' && hasPlainFiles(directory)) hasArtifacts = true;
    else return undefined;
  }
  return known === 2 && (hasArtifacts || folder === '') ? { hasResolution } : undefined;
}

function hasPlainFiles(directory: string): boolean {
  const entries = readEntries(`${directory}/artifacts`);
  return entries?.every((entry) => entry.isFile() && entry.name !== 'relations.json') ?? false;
}

function readEntries(directory: string): Dirent[] | undefined {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return undefined;
  }
}

const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** A small file as one character a byte, if it surely is UTF-8 with plain line ends and holds no conflict. */
function readText({ block }: QuickLook, path: string): string | undefined {
  let length = 0;
  try {
    const descriptor = openSync(path, openFlags);
    try {
      length = readSync(descriptor, block, 0, block.length, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
  if (length === block.length || !isUtf8(block.subarray(0, length))) return undefined;
  const text = block.toString('latin1', 0, length);
  for (const mark of odd) if (text.includes(mark)) return undefined;
  return text;
}

const odd = ['\r', '\0', '<<<<<<<', '>>>>>>>'] as const;

function readItem(look: QuickLook, { directory, folder }: Place): Fields | undefined {
  const text = readText(look, `${directory}/item.md`);
  if (text === undefined) return undefined;
  const isPlain = isPlainItem(text);
  const shaped = isPlain ? matchShape(look.shapes, text) : undefined;
  if (shaped !== undefined) return fieldsOf(shaped);
  if (!isPlain && folder !== '' && cutTitle.test(text)) return undefined;
  const item = quickItem(Buffer.from(text, 'latin1'));
  if (item === undefined || item.form !== 'yaml') return undefined;
  if (isPlain) learnShape(look.shapes, item);
  return item.fields;
}

function fieldsOf(source: FieldSource): Fields {
  const fields: Fields = Object.create(null);
  source.each((name, value) => {
    fields[name] = value;
  });
  return fields;
}

/** The state, where item, thread, status, directory and resolution all agree on it. */
function ordinaryState(
  { state: word, status, updated_at: updated }: Fields,
  { folder }: Place,
  thread: OrdinaryThread,
  { hasResolution }: Files,
): State | undefined {
  const state = typeof word === 'string' ? word : word == null && status === 'open' ? 'planning' : status;
  if (typeof state !== 'string' || !isState(state) || hasResolution !== (state === 'closed')) return undefined;
  const wanted = statusOf(state);
  const agrees = (status == null || status === wanted) && (folder === '' || folder === wanted);
  if (!agrees || (thread.state !== null && thread.state !== state)) return undefined;
  return typeof updated === 'string' && updated.length === thread.at.length && updated >= thread.at ? state : undefined;
}

function hasOrdinaryFields(fields: Fields, { id, folder }: Place): boolean {
  const { title, created_at: created, updated_at: updated } = fields;
  if (typeof title !== 'string' || title.trim() === '' || typeof created !== 'string' || typeof updated !== 'string')
    return false;
  if (!isUtcTime(created) || !isUtcTime(updated) || created.length !== updated.length || updated < created)
    return false;
  for (const name in fields) if (!isOrdinary(name, fields[name] ?? null, id)) return false;
  return folder === '' || olderFields.every((name) => fields[name] !== undefined);
}

function isOrdinary(name: string, value: FieldValue, id: string): boolean {
  if (value === null) return true;
  if (typeof value === 'string' ? lists.has(name) : plain.has(name) || !Array.isArray(value)) return false;
  if (name === 'priority') return isPriority(String(value));
  if (name === 'queued_at') return isUtcTime(String(value));
  return name !== 'id' || value === id;
}

const lists = new Set(listFields);
const plain = new Set([...plainFields, 'queued_at']);

function isSaid(resolution: string | undefined): boolean {
  return resolution !== undefined && resolution.trim() !== '';
}

/** Undefined where an id is not plain ASCII: then it is none, or was read by the byte. */
function ordinarySummary(fields: Fields, place: Place): Summary | undefined {
  const relations: Relation[] = [];
  for (const kind of relationKinds) if (!addRelations(relations, kind, fields[kind])) return undefined;
  const slug = fields.slug ?? null;
  const blocks = fields.blocks ?? [];
  if ((slug !== null && !isAscii(slug)) || !Array.isArray(blocks) || !blocks.every(isAscii)) return undefined;
  return {
    place,
    slug: slug && alone(slug),
    relations: relations.length === 0 ? none : relations,
    blocks: blocks.length === 0 ? none : blocks,
  };
}

const none: readonly never[] = [];

function addRelations(relations: Relation[], kind: RelationKind, value: unknown): boolean {
  if (value === undefined || value === null) return true;
  for (const target of Array.isArray(value) ? value : [value]) {
    if (!isAscii(target)) return false;
    relations.push({ kind, target: alone(target) });
  }
  return true;
}

/** The same letters without the file they were read from: a part of a string keeps the whole of it in memory. */
function alone(word: string): string {
  return Buffer.from(word, 'latin1').toString('latin1');
}

function isAscii(value: unknown): value is string {
  return typeof value === 'string' && /^[ -~]*$/.test(value);
}
