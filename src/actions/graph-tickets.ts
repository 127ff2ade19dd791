import { isInvalid } from '../store/read-item.js';
import { resolve } from '../store/resolve-reference.js';
import { scan, withRelations } from '../store/scan.js';
import type { State } from '../tickets/ticket.js';
import type { App } from './open-app.js';

/** Tickets and what they depend on; `state` is null for a missing or invalid ticket. */
export interface Graph {
  nodes: Array<{ id: string; title: string | null; state: State | null }>;
  edges: Array<{ from: string; to: string; kind: 'depends_on' }>;
  /** Where a drawing begins: the ticket asked for, or those that nothing here depends on. */
  roots: string[];
}

/** The dependencies of one ticket, all the way down; or those of every ticket that is not closed and has any. */
export async function graphTickets(app: App, reference: string | undefined): Promise<Graph> {
  const root = reference === undefined ? undefined : (await resolve(app.store, reference)).id;
  const nodes = new Map<string, Graph['nodes'][number]>();
  const targets = new Map<string, string[]>();
  for (const read of await scan(app.store)) {
    const { id } = read.place;
    const one = isInvalid(read) ? read : withRelations(read);
    if (isInvalid(one)) {
      nodes.set(id, { id, title: null, state: null });
      continue;
    }
    nodes.set(id, { id, title: one.ticket.title, state: one.ticket.state });
    targets.set(
      id,
      one.relations.filter(({ kind }) => kind === 'depends_on').map(({ target }) => target),
    );
  }
  const open = [...nodes.values()].filter(({ id, state }) => state !== 'closed' && (targets.get(id)?.length ?? 0) > 0);
  const starts = root === undefined ? open.map(({ id }) => id) : [root];
  const reached = reach(starts, targets);
  const edges = [...reached].flatMap((from) =>
    (targets.get(from) ?? []).map((to) => ({ from, to, kind: 'depends_on' as const })),
  );
  const pointedAt = new Set(edges.map(({ to }) => to));
  const free = starts.filter((id) => !pointedAt.has(id));
  return {
    nodes: [...reached].map((id) => nodes.get(id) ?? { id, title: null, state: null }),
    edges,
    roots: root === undefined ? (free.length > 0 ? free : starts) : [root],
  };
}

function reach(starts: readonly string[], targets: ReadonlyMap<string, string[]>): Set<string> {
  const reached = new Set<string>();
  const open = [...starts].reverse();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    open.push(...(targets.get(id) ?? []).toReversed());
  }
  return reached;
}
