import { TicketsError } from '../errors.js';
import { isInvalid, type ReadTicket } from '../store/read-item.js';
import { resolve } from '../store/resolve-reference.js';
import { withRelations } from '../store/scan.js';
import { hasRelation, matches, type Query } from '../tickets/query.js';
import type { App } from './open-app.js';

/**
 * Tells the tickets that a query asks for, by their fields and by the relations in their frontmatter or an older
 * relations.json. Invalid ones always fit; so does a ticket whose relations are asked for and cannot be read: as invalid.
 */
export async function fitting(app: App, query: Query): Promise<(one: ReadTicket) => ReadTicket | undefined> {
  const { relation } = query;
  const wanted = relation && { ...relation, target: await idOrTyped(app, relation.target) };
  return (one) => {
    if (isInvalid(one)) return one;
    if (!matches(one.ticket, query)) return undefined;
    if (wanted === undefined) return one;
    const read = withRelations(one);
    return isInvalid(read) || hasRelation(read.relations, wanted) ? read : undefined;
  };
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
