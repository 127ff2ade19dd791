import { findPlaces } from '../../store/layout.js';
import { sameId } from '../../tickets/relations.js';
import type { Patient, StoreCheck } from '../check.js';
import { type Finding, finding } from '../finding.js';
import { type FindRelation, openRelations } from '../place-in-file.js';

/** Relations lead to tickets that there are, and to other ones. */
export const checkRelations: StoreCheck = async (patient) => {
  const { store, summaries } = patient;
  const ids = idsOf(patient);
  const found: Finding[] = [];
  for (const { place, relations } of summaries) {
    let findRelation: FindRelation | undefined;
    for (const { kind, target } of relations) {
      const isSelf = sameId(target, place.id);
      // A ticket that moved while the store was listed was in no listing.
      if (!isSelf && (ids.has(target.toLowerCase()) || findPlaces(store.root, target).length > 0)) continue;
      findRelation ??= await openRelations(place);
      const { path, line } = findRelation(kind, target);
      const take = `take it out: tickets unrelate ${place.id} ${kind} ${target.slice(0, 128)}`;
      found.push(
        isSelf
          ? finding(store, path, {
              code: 'self_relation',
              line,
              message: `${kind} names the ticket itself`,
              hint: take,
            })
          : finding(store, path, {
              code: 'dangling_relation',
              line,
              message: `${kind} names ${JSON.stringify(target.slice(0, 128))}, and there is no such ticket`,
              hint: `correct the id, or ${take}`,
            }),
      );
    }
  }
  return found;
};

export function idsOf({ summaries }: Pick<Patient, 'summaries'>): Set<string> {
  return new Set(summaries.map(({ place }) => place.id.toLowerCase()));
}
