import { sameId } from '../../tickets/relations.js';
import type { StoreCheck, Summary } from '../check.js';
import { type Finding, finding } from '../finding.js';
import { fieldPlace } from '../place-in-file.js';

/** An older `blocks` gates nothing, unless the ticket that is blocked says so itself. */
export const checkOlderBlocks: StoreCheck = async ({ store, summaries }) => {
  const blocking = summaries.filter(({ blocks }) => blocks.length > 0);
  if (blocking.length === 0) return [];
  const byId = new Map(summaries.map((one) => [one.place.id.toLowerCase(), one]));
  const found: Finding[] = [];
  for (const { place, blocks } of blocking)
    for (const id of blocks) {
      const blocked = byId.get(id.toLowerCase());
      if (blocked !== undefined && dependsOn(blocked, place.id)) continue;
      const { path, line } = await fieldPlace(place, 'blocks', id);
      const isSelf = sameId(id, place.id);
      found.push(
        blocked === undefined || isSelf
          ? finding(store, path, {
              code: isSelf ? 'self_relation' : 'dangling_relation',
              line,
              message: `blocks names ${JSON.stringify(id.slice(0, 128))}, ${isSelf ? 'the ticket itself' : 'and there is no such ticket'}`,
              hint: 'take it out, or correct the id',
            })
          : finding(store, path, {
              code: 'older_blocks',
              line,
              message: `blocks ${blocked.place.id}, which does not depend on it: so nothing waits`,
              hint: 'tickets doctor --fix writes the depends_on there',
              fixable: true,
            }),
      );
    }
  return found;
};

export function dependsOn({ relations }: Pick<Summary, 'relations'>, id: string): boolean {
  return relations.some(({ kind, target }) => kind === 'depends_on' && sameId(target, id));
}
