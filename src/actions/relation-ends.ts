import { TicketsError } from '../errors.js';
import { findPlaceAnyCase } from '../store/layout.js';
import { isInvalid } from '../store/read-item.js';
import { resolve } from '../store/resolve-reference.js';
import { withRelations } from '../store/scan.js';
import { lookUp, readStored, type TicketStore } from '../store/ticket-store.js';
import {
  inverseKinds,
  isRelationKind,
  type Relation,
  type RelationKind,
  relationKinds,
  sameId,
} from '../tickets/relations.js';
import { idOrTyped } from './fitting.js';
import type { App } from './open-app.js';
import { type ChangeOptions, checkRevision } from './steps.js';

/** The words that `relate` understands: the stored kinds, and the same seen from the other end. */
export const relationWords = [...relationKinds, ...Object.keys(inverseKinds)] as const;

/** A relation as it is stored, on its owner. */
export interface Directed {
  owner: string;
  kind: RelationKind;
  target: string;
  /** The one of the two that was named first. */
  first: string;
}

/** Whether a word stands for a relation, as people spell it. */
export function isRelationWord(word: string): boolean {
  return isRelationKind(kindWord(word)) || Object.hasOwn(inverseKinds, kindWord(word));
}

function kindWord(word: string): string {
  return word.toLowerCase().replaceAll('-', '_');
}

/** What two names and a word between them mean; `mayBeGone` also takes the id of a ticket that is no more. */
export async function direct(app: App, from: string, word: string, to: string, mayBeGone = false): Promise<Directed> {
  const wanted = kindWord(word);
  const inverse = Object.hasOwn(inverseKinds, wanted) ? inverseKinds[wanted] : undefined;
  if (!isRelationKind(wanted) && inverse === undefined) throw unknownRelation(word);
  const first = inverse !== undefined && mayBeGone ? await idOrTyped(app, from) : (await resolve(app.store, from)).id;
  const second = inverse === undefined && mayBeGone ? await idOrTyped(app, to) : (await resolve(app.store, to)).id;
  if (isRelationKind(wanted)) return { owner: first, kind: wanted, target: second, first };
  return { owner: second, kind: inverse ?? 'related', target: first, first };
}

/** `related` says the same from both ends and is stored on one alone: the end that has it already speaks for both. */
export async function storedSide(
  store: TicketStore,
  typed: Directed,
  kinds: readonly RelationKind[] = [typed.kind],
): Promise<Directed> {
  const { owner, kind, target, first } = typed;
  if (kind !== 'related' || (await isStored(store, owner, kinds, target))) return typed;
  return (await isStored(store, target, [kind], owner)) ? { owner: target, kind, target: owner, first } : typed;
}

async function isStored(
  store: TicketStore,
  owner: string,
  kinds: readonly RelationKind[],
  target: string,
): Promise<boolean> {
  const relations = await storedRelations(store, owner);
  return relations.some((relation) => kinds.includes(relation.kind) && sameId(relation.target, target));
}

export async function storedRelations(store: TicketStore, id: string): Promise<readonly Relation[]> {
  const ticket = await lookUp(store, id);
  const place = findPlaceAnyCase(store.root, id);
  if (typeof ticket === 'string' || place === undefined) return [];
  const found = withRelations({ place, ticket });
  return isInvalid(found) ? [] : found.relations;
}

/** A revision that was given is that of the ticket named first, whichever of the two holds the relation. */
export async function checkFirst({ store }: App, first: string, { ifRevision }: ChangeOptions): Promise<void> {
  if (ifRevision === undefined) return;
  checkRevision(await readStored(store, await resolve(store, first)), ifRevision);
}

function unknownRelation(word: string): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'unknown_relation',
    message: `${JSON.stringify(word.slice(0, 40))} is no relation`,
    hints: [`one of ${relationWords.join(', ')}`],
  });
}
