import type { CompanionStatus, companionStatus } from '../actions/companion-status.js';
import type { CompanionHook } from '../actions/install-hooks.js';
import { age } from './render/time.js';
import { visible } from './render/visible.js';

export type FoundCompanion = Awaited<ReturnType<typeof companionStatus>>;

/** What a person should know of it, in one line. */
export function companionLine({ companion, orchestrator, outcome, detail }: CompanionHook): string {
  if (outcome === 'ensured') return visible(`${orchestrator} announces transitions to its peer ${companion}`);
  if (outcome === 'failed') return visible(`transitions cannot be announced: ${detail}`);
  return visible(
    `There is no Companion ${companion} yet: \`tickets pod serve ${companion}\` makes one and lets it hear`,
  );
}

/** Whether the Companion can be told, and what became of the last notice to it. */
export function companionText(found: FoundCompanion, now: Date): string {
  if (found.companion === null) return visible(`Companion: unknown, ${found.problem}`);
  const { pod_name, metadata, peer, live } = found.companion;
  if (metadata.state === 'missing')
    return `Companion ${pod_name}: no metadata; \`tickets pod serve ${pod_name}\` makes it`;
  const answers = live.reachable ? `live, ${live.status ?? 'of unknown status'}` : 'not live';
  const error = live.error === null ? '' : ` (${live.error})`;
  const relation = peer ? 'peer' : 'no peer';
  const last = lastText(found.companion, now);
  return visible(`Companion ${pod_name}: metadata ${metadata.state}, ${relation}, ${answers}${error}, ${last}`);
}

function lastText({ last_delivery: last }: CompanionStatus, now: Date): string {
  if (last === null) return 'nothing sent yet';
  const { outcome, reason, evidence } = last.delivery;
  const ago = age(last.at, now);
  return `last notice ${ago === 'now' ? 'just now' : `${ago} ago`}: ${outcome} (${reason ?? evidence ?? 'see tickets notices'})`;
}
