import { TicketsError } from '../errors.js';
import { type ParsedItem, parseItem } from './document.js';
import { type FieldChanges, quickEdit } from './edit-document.js';
import { editItem, quoteRawFields } from './edit-with-yaml.js';
import { markOlderRelations, readOlderRelations } from './older-relations.js';
import { quickItem } from './quick-fields.js';
import { holdsMany, type Relation, sameId, targetsOf } from './relations.js';
import { type State, type Status, sourceOf, stateOf, stateOfStatus, statusOf, ticketOf } from './ticket.js';

/** A ticket as it lies in an older store. */
export interface OlderFiles {
  id: string;
  item: Uint8Array;
  /** The status directory that it is to leave; null where it lies at the top already. */
  status: Status | null;
  /** Its artifacts/relations.json. */
  relations: string | null;
}

/** What migrating makes of a ticket's files; what is as before is null. */
export interface FlatFiles {
  item: Uint8Array | null;
  relations: string | null;
  /** The fields whose values were no YAML and are quoted. */
  quoted: string[];
  /** The state that is written, where only the status said it, or the directory alone. */
  state: State | null;
  copied: Relation[];
  /** What stays as it is, and why. */
  notes: string[];
  /** What has to be settled before anything can be migrated. */
  conflict: { code: string; line: number; message: string } | null;
}

/** The files of a ticket of the flat layout: what says the same already stays to the byte. */
export function flattenTicket(older: OlderFiles, at: string): FlatFiles {
  const nothing = { item: null, relations: null, quoted: [], state: null, copied: [], notes: [], conflict: null };
  const flat: FlatFiles = nothing;
  const parsed = quickItem(older.item) ?? parseItem(older.item);
  if ('problem' in parsed) {
    const { line, message } = parsed.problem;
    flat.notes.push(`item.md:${line} cannot be read (${message}): it stays as it is`);
    return flat;
  }
  flat.conflict = directoryMismatch(parsed, older.status);
  const quoted = older.status !== null && parsed.form === 'flat' ? quote(older.item, flat) : older.item;
  const edited = edit(quoted, stateChange(parsed, older.status, flat), flat, 'its state is not written');
  const related = copyRelations(edited, parsed, older, at, flat);
  if (related !== older.item) flat.item = related;
  return flat;
}

/** The directory goes away, so what it alone says would be lost. */
function directoryMismatch(parsed: ParsedItem, status: Status | null): FlatFiles['conflict'] {
  const state = stateOf(sourceOf(parsed));
  if (status === null || state === undefined || statusOf(state) === status) return null;
  const line = parsed.lines.state ?? parsed.lines.status ?? 1;
  return { code: 'directory_mismatch', line, message: `the ticket is ${statusOf(state)} and lies in ${status}/` };
}

function quote(item: Uint8Array, flat: FlatFiles): Uint8Array {
  const quoted = attempt(() => quoteRawFields(item), flat, 'its values are not quoted') ?? item;
  const [before, after] = [item, quoted].map((bytes) => new TextDecoder().decode(bytes).split('\n'));
  flat.quoted = (after ?? []).flatMap((line, n) => (line === before?.[n] ? [] : [line.slice(0, line.indexOf(':'))]));
  return quoted;
}

function stateChange({ fields }: ParsedItem, status: Status | null, flat: FlatFiles): FieldChanges {
  if (status === null || (fields.state !== undefined && fields.state !== null)) return {};
  const known = fields.status ?? null;
  const state = known === null ? stateOfStatus[status] : stateOf({ get: (name) => fields[name] });
  if (state === undefined) flat.notes.push('its status is no status: no state is written');
  flat.state = state ?? null;
  return state === undefined ? {} : { state };
}

function edit(item: Uint8Array, changes: FieldChanges, flat: FlatFiles, otherwise: string): Uint8Array {
  if (Object.keys(changes).length === 0) return item;
  const edited = attempt(() => quickEdit(item, changes) ?? editItem(item, changes), flat, otherwise);
  if (edited === undefined) flat.state = null;
  return edited ?? item;
}

function copyRelations(item: Uint8Array, parsed: ParsedItem, older: OlderFiles, at: string, flat: FlatFiles) {
  if (older.relations === null) return item;
  const file = readOlderRelations(older.relations, older.id);
  if (file === undefined) flat.notes.push('artifacts/relations.json cannot be read: it stays as it is');
  if (file === undefined || file.isMigrated || file.relations.length === 0) return item;
  if (file.others > 0)
    flat.notes.push(
      `${file.others} entries of artifacts/relations.json are no relations of this ticket: they stay there`,
    );
  const changes = relationChanges(parsed, older, file.relations, flat);
  if (flat.conflict !== null) return item;
  const edited = attempt(
    () => quickEdit(item, changes) ?? editItem(item, changes),
    flat,
    'its relations stay in artifacts/relations.json',
  );
  if (edited === undefined) {
    flat.copied = [];
    return item;
  }
  flat.relations = markOlderRelations(older.relations, at);
  return edited;
}

function relationChanges(parsed: ParsedItem, older: OlderFiles, relations: readonly Relation[], flat: FlatFiles) {
  const ticket = ticketOf(older.id, { ...sourceOf(parsed), get: (name) => parsed.fields[name] ?? stateFor(name) });
  const changes: Record<string, string | string[]> = {};
  if ('problem' in ticket) return changes;
  for (const relation of relations) {
    const { kind, target } = relation;
    const value = changes[kind] ?? targetsOf(ticket, kind);
    const have = typeof value === 'string' ? [value] : value;
    if (have.some((id) => sameId(id, target))) continue;
    if (!holdsMany(kind) && have.length > 0) {
      const message = `its ${kind} is ${have[0]}, and artifacts/relations.json says ${target}`;
      flat.conflict ??= { code: 'relation_conflict', line: parsed.lines[kind] ?? 1, message };
      continue;
    }
    changes[kind] = holdsMany(kind) ? [...have, target] : target;
    flat.copied.push(relation);
  }
  return changes;
}

/** Relations are those of an item whatever its state is. */
function stateFor(name: string): string | undefined {
  return name === 'state' ? 'planning' : undefined;
}

/** An item that cannot be edited by itself stays as it is; nothing else waits for it. */
function attempt(work: () => Uint8Array, flat: FlatFiles, otherwise: string): Uint8Array | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TicketsError)) throw error;
    flat.notes.push(`${otherwise}: ${error.message}`);
    return undefined;
  }
}
