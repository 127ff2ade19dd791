import { TicketsError } from '../errors.js';
import { isInvalid, type ReadTicket } from '../store/read-item.js';
import { resolve } from '../store/resolve-reference.js';
import { withRelations } from '../store/scan.js';
import { hasRelation, type Query } from '../tickets/query.js';
import type { App } from './open-app.js';

/** The tickets that have the relation asked for, in their frontmatter or an older relations.json, and the invalid ones. */
export async function related(
  app: App,
  read: readonly ReadTicket[],
  relation: Query['relation'],
): Promise<readonly ReadTicket[]> {
  if (relation === undefined) return read;
  const wanted = { ...relation, target: await idOrTyped(app, relation.target) };
  return read
    .map((one) => (isInvalid(one) ? one : withRelations(one)))
    .filter((one) => isInvalid(one) || !('relations' in one) || hasRelation(one.relations, wanted));
}

/** The other end may be gone: then what was typed is the id. */
export async function idOrTyped(app: App, reference: string): Promise<string> {
  try {
    return (await resolve(app.store, reference)).id;
  } catch (error) {
    if (error instanceof TicketsError && error.kind === 'not_found') return reference;
    throw error;
  }
}
