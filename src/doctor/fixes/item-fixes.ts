import { editFields } from '../../store/change-ticket.js';
import type { Place } from '../../store/layout.js';
import { findPath, sameId } from '../../tickets/relations.js';
import { latestOf } from '../../tickets/thread.js';
import type { Examined, Patient, Summary } from '../check.js';
import { dependsOn } from '../checks/older-blocks.js';
import type { Finding } from '../finding.js';
import type { ItemFix } from './fix.js';

type Mend = ItemFix['mend'];

const mends: Record<string, Mend | undefined> = {
  not_yaml: async ({ item: { bytes } }) => {
    const { quoteFields } = await import('../../tickets/quote-fields.js');
    return bytes === null ? undefined : quoteFields(bytes);
  },
  id_mismatch: async ({ item: { bytes }, place }) => (bytes === null ? undefined : editFields(bytes, { id: place.id })),
  updated_before_event: async ({ item: { bytes }, ticket, events }) => {
    const updated = ticket?.updated_at;
    if (bytes === null || updated == null || events === null) return undefined;
    const times = events.events.map(({ at }) => at);
    return editFields(bytes, { updated_at: latestOf(updated, times) });
  },
};

/** What can be put right in the items of a store, in the order in which it is to be done. */
export function itemFixes(patient: Patient, findings: readonly Finding[]): ItemFix[] {
  const places = new Map(
    patient.summaries.map(({ place }) => [patient.store.show(`${place.directory}/item.md`), place] as const),
  );
  const ofItems = Object.keys(mends).flatMap((code) =>
    findings.flatMap((finding) => {
      const [place, mend] = [places.get(finding.path), mends[code]];
      return finding.code !== code || place === undefined || mend === undefined ? [] : [fixOf(finding, place, mend)];
    }),
  );
  return [...ofItems, ...blocksFixes(patient, findings)];
}

function fixOf({ code }: Finding, place: Place, mend: Mend): ItemFix {
  return { code: code as ItemFix['code'], place, mend };
}

/** The ticket that is blocked gets the relation, unless that would lead round in a circle. */
function blocksFixes({ summaries, store }: Patient, findings: readonly Finding[]): ItemFix[] {
  const said = new Set(findings.filter(({ code }) => code === 'older_blocks').map(({ path }) => path));
  if (said.size === 0) return [];
  const edges = new Map(summaries.map((one) => [one.place.id.toLowerCase(), dependenciesOf(one)]));
  const waitsFor = (id: string) => edges.get(id.toLowerCase()) ?? [];
  return summaries
    .filter(({ place, blocks }) => blocks.length > 0 && said.has(store.show(`${place.directory}/item.md`)))
    .flatMap(({ place, blocks }) =>
      blocks.flatMap((id) => {
        const blocked = summaries.find((one) => sameId(one.place.id, id));
        if (blocked === undefined || sameId(id, place.id) || dependsOn(blocked, place.id)) return [];
        if (findPath(place.id, blocked.place.id, waitsFor) !== undefined) return [];
        edges.set(blocked.place.id.toLowerCase(), [...waitsFor(blocked.place.id), place.id.toLowerCase()]);
        return [{ code: 'older_blocks' as const, place: blocked.place, mend: waitFor(place.id) }];
      }),
    );
}

function dependenciesOf({ relations }: Summary): string[] {
  return relations.filter(({ kind }) => kind === 'depends_on').map(({ target }) => target.toLowerCase());
}

function waitFor(id: string): Mend {
  return async ({ item: { bytes }, ticket }: Examined) => {
    if (bytes === null || ticket === null || ticket.depends_on.some((one) => sameId(one, id))) return undefined;
    return editFields(bytes, { depends_on: [...ticket.depends_on, id] });
  };
}
