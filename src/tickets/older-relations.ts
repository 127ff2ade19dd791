import {
  holdsMany,
  isRelationKind,
  type Relation,
  type RelationKind,
  relationKinds,
  sameId,
  targetsOf,
} from './relations.js';
import type { Ticket } from './ticket.js';

/** Reads artifacts/relations.json of older flat stores: `{version, relations: [{ticket_id, kind, target, …}]}`. */
export function parseOlderRelations(text: string, id: string): Relation[] {
  const file = readOlderFile(text);
  if (file === undefined || 'migrated' in file) return [];
  return file.relations.flatMap((entry) => {
    const relation = olderRelation(entry, id);
    return relation === undefined ? [] : [relation];
  });
}

export interface OlderRelations {
  isMigrated: boolean;
  relations: Relation[];
  /** Entries of another ticket, or of a kind that nobody knows. */
  others: number;
}

/** All that such a file says; undefined for what is none. */
export function readOlderRelations(text: string, id: string): OlderRelations | undefined {
  const file = readOlderFile(text);
  if (file === undefined) return undefined;
  const relations = file.relations.flatMap((entry) => olderRelation(entry, id) ?? []);
  return { isMigrated: 'migrated' in file, relations, others: file.relations.length - relations.length };
}

/** The same text, saying that its relations stand in the frontmatter now; it stays for its notes, authors and times. */
export function markOlderRelations(text: string, at: string): string {
  return text.replace('{', `{\n  "migrated": ${JSON.stringify(at)},`);
}

/** The number of the first entry that says it, by kind and target with a space between. */
export function olderEntries(text: string): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const [n, entry] of (readOlderFile(text)?.relations ?? []).entries()) {
    const { kind, target }: Record<string, unknown> = { ...Object(entry) };
    const said = `${kind} ${target}`;
    if (!numbers.has(said)) numbers.set(said, n);
  }
  return numbers;
}

/** What in such a file says nothing to us; `at` is the path of the value, like `relations.0.kind`. */
export interface UnreadRelation {
  at: string;
  message: string;
  /** Whether it may mean something to another tool. */
  isForeign: boolean;
}

/** All of them; of a file whose relations have been taken over into frontmatter nothing is asked any more. */
export function unreadRelations(text: string, id: string): UnreadRelation[] {
  const value = parseJson(text);
  if (value === undefined) return [{ at: '', message: 'it is no JSON', isForeign: false }];
  if (!isOlderFile(value)) return [{ at: 'relations', message: 'it has no list of relations', isForeign: false }];
  if ('migrated' in value) return [];
  const { version } = value;
  const message = `its version is ${shown(version)}: it is read as one of version 1`;
  return [
    ...(version === 1 ? [] : [{ at: 'version', message, isForeign: true }]),
    ...value.relations.flatMap((entry, n) => unreadEntry(entry, `relations.${n}`, id)),
  ];
}

function unreadEntry(entry: unknown, at: string, id: string): UnreadRelation[] {
  const fields = typeof entry === 'object' && entry !== null ? { ...entry } : {};
  const { kind, target, ticket_id: owner = id }: Record<string, unknown> = fields;
  const of = (key: string, message: string, isForeign = false) => [{ at: `${at}.${key}`, message, isForeign }];
  if (typeof kind !== 'string') return of('kind', 'this relation has no kind, and is not read');
  if (typeof target !== 'string') return of('target', 'this relation has no target, and is not read');
  if (typeof owner !== 'string' || !sameId(owner, id))
    return of('ticket_id', `this relation is one of ${shown(owner)}, and is not read`);
  if (isRelationKind(kind)) return [];
  return of('kind', `nobody knows relations of the kind ${shown(kind)}: this one is not read`, true);
}

/** Relations of which a ticket has one, where such a file names another than the frontmatter or an entry before it. */
export function secondRelations(text: string, ticket: Ticket): UnreadRelation[] {
  const file = readOlderFile(text);
  if (file === undefined || 'migrated' in file) return [];
  const first = new Map(relationKinds.map((kind) => [kind, targetsOf(ticket, kind)[0]]));
  return file.relations.flatMap((entry, n) => {
    const relation = olderRelation(entry, ticket.id);
    if (relation === undefined || holdsMany(relation.kind)) return [];
    const before = first.get(relation.kind);
    first.set(relation.kind, before ?? relation.target);
    if (before === undefined || sameId(before, relation.target)) return [];
    const message = `its ${relation.kind} is ${before} already, and there can be one`;
    return [{ at: `relations.${n}.target`, message, isForeign: false }];
  });
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 80);
}

/** The text of relations.json without the relations to `target`; undefined where it has none. */
export function withoutOlderRelation(
  text: string,
  id: string,
  kinds: readonly RelationKind[],
  target: string,
): string | undefined {
  const file = readOlderFile(text);
  if (file === undefined || 'migrated' in file) return undefined;
  const left = file.relations.filter((entry) => {
    const relation = olderRelation(entry, id);
    return relation === undefined || !kinds.includes(relation.kind) || !sameId(relation.target, target);
  });
  return left.length === file.relations.length
    ? undefined
    : `${JSON.stringify({ ...file, relations: left }, null, 2)}\n`;
}

interface OlderFile {
  version?: unknown;
  relations: unknown[];
}

function readOlderFile(text: string): OlderFile | undefined {
  const value = parseJson(text);
  return isOlderFile(value) ? value : undefined;
}

function isOlderFile(value: unknown): value is OlderFile {
  return typeof value === 'object' && value !== null && 'relations' in value && Array.isArray(value.relations);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function olderRelation(entry: unknown, id: string): Relation | undefined {
  if (typeof entry !== 'object' || entry === null || !('kind' in entry) || !('target' in entry)) return undefined;
  const { kind, target } = entry;
  const owner = 'ticket_id' in entry ? entry.ticket_id : id;
  if (typeof kind !== 'string' || typeof target !== 'string' || typeof owner !== 'string') return undefined;
  return isRelationKind(kind) && sameId(owner, id) ? { kind, target } : undefined;
}
