import { findCycles } from '../../tickets/cycles.js';
import { type RelationKind, sameId } from '../../tickets/relations.js';
import type { Patient, StoreCheck, Summary } from '../check.js';
import { type Finding, finding } from '../finding.js';
import { openRelations } from '../place-in-file.js';

const inOrder: readonly RelationKind[] = ['depends_on', 'parent', 'supersedes', 'duplicate_of'];

/** Relations that put one ticket before another lead nowhere back to it. */
export const checkCycles: StoreCheck = async ({ store, summaries, isChosen }) => {
  const found: Finding[] = [];
  for (const kind of inOrder)
    for (const knot of findCycles(edgesOf(summaries, kind))) {
      const cycle = fromChosen(knot, summaries, isChosen);
      const [first = '', next = ''] = cycle;
      const summary = summaries.find(({ place }) => sameId(place.id, first));
      if (summary === undefined) continue;
      const names = cycle.length > 8 ? [...cycle.slice(0, 7), '…'] : cycle;
      const target = summary.relations.find((one) => one.kind === kind && sameId(one.target, next))?.target ?? next;
      const { path, line } = (await openRelations(summary.place))(kind, target);
      found.push(
        finding(store, path, {
          code: 'relation_cycle',
          line,
          message: `${kind} leads round in a circle: ${[...names, first].join(' -> ')}`,
          hint: `take one of them out: tickets unrelate ${first} ${kind} ${target}`,
        }),
      );
    }
  return found;
};

/** The same circle, told from a ticket that was chosen. */
function fromChosen(cycle: string[], summaries: readonly Summary[], isChosen: Patient['isChosen']): string[] {
  if (isChosen === undefined) return cycle;
  const chosen = new Set(summaries.filter(({ place }) => isChosen(place)).map(({ place }) => place.id.toLowerCase()));
  const start = Math.max(
    0,
    cycle.findIndex((id) => chosen.has(id)),
  );
  return [...cycle.slice(start), ...cycle.slice(0, start)];
}

/** Ids in small letters; a relation to itself is another finding. */
function edgesOf(summaries: readonly Summary[], kind: RelationKind): Map<string, string[]> {
  const edges = new Map<string, string[]>();
  for (const { place, relations } of summaries) {
    const targets = relations.filter((one) => one.kind === kind && !sameId(one.target, place.id));
    if (targets.length > 0)
      edges.set(
        place.id.toLowerCase(),
        targets.map(({ target }) => target.toLowerCase()),
      );
  }
  return edges;
}
