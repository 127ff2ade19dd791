import { TicketsError } from '../errors.js';
import { olderRelations, olderRelationsFile, type StoredTicket } from '../store/ticket-store.js';
import type { Draft } from '../tickets/draft.js';
import { type FieldChanges, remove } from '../tickets/edit-document.js';
import { withoutOlderRelation } from '../tickets/older-relations.js';
import { bounded } from '../tickets/reference.js';
import { type RelationKind, relationKinds, relationsOf, sameId, targetsOf } from '../tickets/relations.js';
import type { App } from './open-app.js';
import { checkFirst, direct, storedSide } from './relation-ends.js';
import { answer, type Change, type ChangeOptions, read, write } from './steps.js';

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
  const before = await read(app, owner);
  await checkFirst(app, typed.first, options);
  const known = relationsOf(before.ticket, olderRelations(before.place));
  if (!known.some((relation) => kinds.includes(relation.kind) && sameId(relation.target, target)))
    throw relationNotFound(owner, word ?? 'relation', target);
  const decide = async (fresh: StoredTicket): Promise<Draft> => {
    await checkFirst(app, typed.first, options);
    return { fields: fieldsWithout(fresh, kinds, target), events: [], ...olderWithout(fresh, kinds, target) };
  };
  return answer(app, await write(app, before, decide, { author: options.author }));
}

function fieldsWithout({ ticket }: StoredTicket, kinds: readonly RelationKind[], target: string): FieldChanges {
  const changes: FieldChanges = {};
  for (const kind of kinds) {
    const targets = targetsOf(ticket, kind);
    const left = targets.filter((id) => !sameId(id, target));
    if (left.length < targets.length) changes[kind] = left.length === 0 ? remove : left;
  }
  return changes;
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

function relationNotFound(owner: string, kind: string, target: string): TicketsError {
  return new TicketsError({
    kind: 'not_found',
    code: 'relation_not_found',
    message: `${owner} has no ${kind} to ${JSON.stringify(bounded(target))}`,
    hints: [`tickets show ${owner} lists its relations`],
    data: { id: owner, kind, target: bounded(target) },
  });
}
