import { TicketsError } from '../errors.js';
import { olderRelations, type StoredTicket, type TicketStore } from '../store/ticket-store.js';
import type { Draft } from '../tickets/draft.js';
import { checkPlainList } from '../tickets/field-rules.js';
import {
  findPath,
  holdsMany,
  type RelationKind,
  relationCycle,
  relationsOf,
  sameId,
  selfRelation,
  targetsOf,
} from '../tickets/relations.js';
import type { Ticket } from '../tickets/ticket.js';
import type { App } from './open-app.js';
import { checkFirst, type Directed, direct, storedRelations, storedSide } from './relation-ends.js';
import { answer, type Change, type ChangeOptions, read, unchanged, write } from './steps.js';

/**
 * Relates two tickets; only the forward side is written (`A blocks B` is B's `depends_on`). Refuses itself, cycles and
 * unknown tickets. A revision is that of the ticket named first.
 */
export async function relateTickets(
  app: App,
  from: string,
  word: string,
  to: string,
  options: ChangeOptions = {},
): Promise<Change> {
  const { owner, kind, target, first } = await storedSide(app.store, await direct(app, from, word, to));
  if (sameId(owner, target)) throw selfRelation(owner, kind);
  const before = await read(app, owner);
  await checkFirst(app, first, options);
  const isKnown = ({ ticket, place }: StoredTicket) =>
    relationsOf(ticket, olderRelations(place)).some(
      (relation) => relation.kind === kind && sameId(relation.target, target),
    );
  if (isKnown(before)) return unchanged(app, before);
  const decide = async (fresh: StoredTicket): Promise<Draft | null> => {
    await checkFirst(app, first, options);
    const { ticket, fields } = fresh;
    if (isKnown(fresh)) return null;
    checkPlainList(kind, fields[kind]);
    refuseSecond(ticket, kind, target);
    await refuseCycle(app.store, { owner, kind, target, first });
    const value = holdsMany(kind) ? [...targetsOf(ticket, kind), target] : target;
    return { fields: { [kind]: value }, events: [] };
  };
  return answer(app, await write(app, before, decide, { author: options.author }));
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
