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
