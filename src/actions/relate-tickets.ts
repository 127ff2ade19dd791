import { TicketsError } from '../errors.js';
import { findPlaceAnyCase } from '../store/layout.js';
import { isInvalid } from '../store/read-item.js';
import { resolve } from '../store/resolve-reference.js';
import { withRelations } from '../store/scan.js';
import {
  lookUp,
  olderRelations,
  olderRelationsFile,
  type StoredTicket,
  type TicketStore,
} from '../store/ticket-store.js';
import type { Draft } from '../tickets/draft.js';
import { remove } from '../tickets/edit-document.js';
import { checkPlainList } from '../tickets/field-rules.js';
import { withoutOlderRelation } from '../tickets/older-relations.js';
import { bounded } from '../tickets/reference.js';
import {
  findPath,
  holdsMany,
  inverseKinds,
  isRelationKind,
  type Relation,
  type RelationKind,
  relationCycle,
  relationKinds,
  relationsOf,
  sameId,
  selfRelation,
  targetsOf,
} from '../tickets/relations.js';
import type { Ticket } from '../tickets/ticket.js';
import type { App } from './open-app.js';
import { idOrTyped } from './relation-filter.js';
import { answer, type Change, type ChangeOptions, read, unchanged, write } from './steps.js';

/** The words that `relate` understands: the stored kinds, and the same seen from the other end. */
export const relationWords = [...relationKinds, ...Object.keys(inverseKinds)] as const;

interface Directed {
  owner: string;
  kind: RelationKind;
  target: string;
}

/**
 * Relates two tickets; only the forward side is written (`A blocks B` is B's `depends_on`). Refuses itself, cycles and
 * unknown tickets.
 */
export async function relateTickets(
  app: App,
  from: string,
  word: string,
  to: string,
  options: ChangeOptions = {},
): Promise<Change> {
  const { owner, kind, target } = await storedSide(app.store, await direct(app, from, word, to));
  if (sameId(owner, target)) throw selfRelation(owner, kind);
  const before = await read(app, owner, options);
  const isKnown = ({ ticket, place }: StoredTicket) =>
    relationsOf(ticket, olderRelations(place)).some(
      (relation) => relation.kind === kind && sameId(relation.target, target),
    );
  if (isKnown(before)) return unchanged(app, before);
  const decide = async (fresh: StoredTicket): Promise<Draft | null> => {
    const { ticket, fields } = fresh;
    if (isKnown(fresh)) return null;
    checkPlainList(kind, fields[kind]);
    refuseSecond(ticket, kind, target);
    await refuseCycle(app.store, { owner, kind, target });
    const value = holdsMany(kind) ? [...targetsOf(ticket, kind), target] : target;
    return { fields: { [kind]: value }, events: [] };
  };
  return answer(app, await write(app, before, decide, options));
}

/** Takes a relation out, from the frontmatter and from an older relations.json. Throws `relation_not_found`. */
export async function unrelateTickets(
  app: App,
  from: string,
  word: string | undefined,
  to: string,
  options: ChangeOptions = {},
): Promise<Change> {
  const typed = await direct(app, from, word ?? 'related', to, true);
  const all = word === undefined ? relationKinds : [typed.kind];
  const { owner, target } = await storedSide(app.store, typed, all);
  const kinds = owner === typed.owner ? all : [typed.kind];
  const before = await read(app, owner, options);
  const known = relationsOf(before.ticket, olderRelations(before.place));
  if (!known.some((relation) => kinds.includes(relation.kind) && sameId(relation.target, target)))
    throw relationNotFound(owner, word ?? 'relation', target);
  const decide = async (fresh: StoredTicket): Promise<Draft> => ({
    fields: Object.fromEntries(
      kinds.flatMap((one) => {
        const targets = targetsOf(fresh.ticket, one);
        const left = targets.filter((id) => !sameId(id, target));
        return left.length === targets.length ? [] : [[one, left.length === 0 ? remove : left]];
      }),
    ),
    events: [],
    ...olderWithout(fresh, kinds, target),
  });
  return answer(app, await write(app, before, decide, options));
}

function olderWithout(
  { place }: StoredTicket,
  kinds: readonly RelationKind[],
  target: string,
): Pick<Draft, 'artifact'> {
  const text = olderRelationsFile(place);
  const without = text === undefined ? undefined : withoutOlderRelation(text, place.id, kinds, target);
  return without === undefined
    ? {}
    : { artifact: { name: 'relations.json', content: new TextEncoder().encode(without) } };
}

async function direct(app: App, from: string, word: string, to: string, mayBeGone = false): Promise<Directed> {
  const wanted = word.toLowerCase().replaceAll('-', '_');
  const inverse = Object.hasOwn(inverseKinds, wanted) ? inverseKinds[wanted] : undefined;
  if (!isRelationKind(wanted) && inverse === undefined) throw unknownRelation(word);
  const first = inverse !== undefined && mayBeGone ? await idOrTyped(app, from) : (await resolve(app.store, from)).id;
  const second = inverse === undefined && mayBeGone ? await idOrTyped(app, to) : (await resolve(app.store, to)).id;
  if (isRelationKind(wanted)) return { owner: first, kind: wanted, target: second };
  return { owner: second, kind: inverse ?? 'related', target: first };
}

/** `related` says the same from both ends and is stored on one alone: the end that has it already speaks for both. */
async function storedSide(
  store: TicketStore,
  typed: Directed,
  kinds: readonly RelationKind[] = [typed.kind],
): Promise<Directed> {
  const { owner, kind, target } = typed;
  if (kind !== 'related' || (await isStored(store, owner, kinds, target))) return typed;
  return (await isStored(store, target, [kind], owner)) ? { owner: target, kind, target: owner } : typed;
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

async function refuseCycle(store: TicketStore, { owner, kind, target }: Directed): Promise<void> {
  if (kind === 'related') return;
  const targets = new Map<string, string[]>();
  const open = [target];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (targets.has(id)) continue;
    const relations = await storedRelations(store, id);
    const next = relations.filter((relation) => relation.kind === kind).map((relation) => relation.target);
    targets.set(id, next);
    open.push(...next);
  }
  const path = findPath(target, owner, (id) => targets.get(id) ?? []);
  if (path !== undefined) throw relationCycle([owner, ...path], kind);
}

async function storedRelations(store: TicketStore, id: string): Promise<readonly Relation[]> {
  const ticket = await lookUp(store, id);
  const place = findPlaceAnyCase(store.root, id);
  if (typeof ticket === 'string' || place === undefined) return [];
  const found = withRelations({ place, ticket });
  return isInvalid(found) ? [] : found.relations;
}

/** A ticket has one parent and is the duplicate of one other: a new one does not silently take the old one's place. */
function refuseSecond(ticket: Ticket, kind: RelationKind, target: string): void {
  const [other] = targetsOf(ticket, kind);
  if (holdsMany(kind) || other === undefined || sameId(other, target)) return;
  throw new TicketsError({
    kind: 'refused',
    code: 'relation_taken',
    message: `${ticket.id} has the ${kind} ${other} already`,
    hints: [`take that out first: tickets unrelate ${ticket.id} ${kind} ${other}`],
    data: { id: ticket.id, kind, target: other },
  });
}

function unknownRelation(word: string): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'unknown_relation',
    message: `${JSON.stringify(word.slice(0, 40))} is no relation`,
    hints: [`one of ${relationWords.join(', ')}`],
  });
}

function relationNotFound(owner: string, kind: string, target: string): TicketsError {
  return new TicketsError({
    kind: 'not_found',
    code: 'relation_not_found',
    message: `${owner} has no ${kind} to ${JSON.stringify(bounded(target))}`,
    hints: [`tickets show ${owner} lists its relations`],
    data: { id: owner, kind, target: bounded(target) },
  });
}
