import { TicketsError } from '../errors.js';
import { isResolved, type State, type Ticket } from './ticket.js';

/** The kinds that are stored, always on the ticket that they speak of. */
export const relationKinds = ['depends_on', 'related', 'supersedes', 'duplicate_of', 'parent'] as const;
export type RelationKind = (typeof relationKinds)[number];

/** How a relation is called from its other end. */
export const inverseNames: Record<RelationKind, string> = {
  depends_on: 'blocks',
  related: 'related',
  supersedes: 'superseded_by',
  duplicate_of: 'duplicated_by',
  parent: 'children',
};

/** Words for the other end, and the kind that is stored for them there. */
export const inverseKinds: Record<string, RelationKind | undefined> = {
  blocks: 'depends_on',
  superseded_by: 'supersedes',
  duplicated_by: 'duplicate_of',
  parent_of: 'parent',
};

export interface Relation {
  kind: RelationKind;
  target: string;
}

/** What stands in a ticket's way; `state` is null for a ticket that is missing or invalid, and `problem` says which. */
export interface Blocker {
  id: string;
  title: string | null;
  state: State | null;
  problem: 'missing' | 'invalid' | null;
}

export function isRelationKind(word: string): word is RelationKind {
  return relationKinds.some((kind) => kind === word);
}

/** A ticket's relations: its frontmatter's, then those that an older relations.json adds. */
export function relationsOf(ticket: Ticket, older: readonly Relation[] = []): Relation[] {
  const relations: Relation[] = relationKinds.flatMap((kind) =>
    targetsOf(ticket, kind).map((target) => ({ kind, target })),
  );
  if (older.length === 0) return relations;
  const known = new Set(relations.map(keyOf));
  for (const relation of older) {
    if (!known.has(keyOf(relation))) relations.push(relation);
    known.add(keyOf(relation));
  }
  return relations;
}

function keyOf({ kind, target }: Relation): string {
  return `${kind} ${target.toLowerCase()}`;
}

export function targetsOf(ticket: Ticket, kind: RelationKind): readonly string[] {
  const value = ticket[kind];
  return value === null ? [] : typeof value === 'string' ? [value] : value;
}

/** A relation of one ticket is written as a list, of another as a word. */
export function holdsMany(kind: RelationKind): boolean {
  return kind !== 'duplicate_of' && kind !== 'parent';
}

export function sameId(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

/** The dependencies that are not done or closed; `stateOf` knows the other tickets. */
export function blockersOf(
  dependencies: readonly string[],
  lookUp: (id: string) => Pick<Ticket, 'title' | 'state'> | 'missing' | 'invalid',
): Blocker[] {
  return dependencies.flatMap((id): Blocker[] => {
    const found = lookUp(id);
    if (typeof found === 'string') return [{ id, title: null, state: null, problem: found }];
    return isResolved(found.state) ? [] : [{ id, title: found.title, state: found.state, problem: null }];
  });
}

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

/** Which of its entries says this. */
export function olderEntry(text: string, kind: string, target: string): number {
  const entries = readOlderFile(text)?.relations ?? [];
  return entries.findIndex((entry) => {
    const fields: Record<string, unknown> = { ...Object(entry) };
    return fields.kind === kind && fields.target === target;
  });
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

/** The way from `from` back to `to` along one kind of relation: what a new relation to -> from would close. */
export function findPath(from: string, to: string, targets: (id: string) => readonly string[]): string[] | undefined {
  const goal = to.toLowerCase();
  const seen = new Set<string>();
  const open: string[][] = [[from]];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const here = path.at(-1) ?? from;
    if (here.toLowerCase() === goal) return path;
    if (seen.has(here.toLowerCase())) continue;
    seen.add(here.toLowerCase());
    for (const next of targets(here)) open.push([...path, next]);
  }
  return undefined;
}

export function relationCycle(path: readonly string[], kind: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'relation_cycle',
    message: `that would make a cycle of ${kind}: ${path.join(' -> ')}`,
    hints: [`tickets relate --graph ${path[0]}`],
    data: { path, kind },
  });
}

export function selfRelation(id: string, kind: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'self_relation',
    message: `${id} cannot have the relation ${kind} to itself`,
    hints: ['name another ticket'],
    data: { id, kind },
  });
}
