import { type ReadMetadata, readOnce } from '../pods/metadata.js';
import { notifyPod } from '../pods/notify.js';
import { arePeers } from '../pods/peers.js';
import type { Pods } from '../pods/pods.js';
import { type Roles, readRoles } from '../pods/roles.js';
import {
  announcementOf,
  ensuredDiagnostics,
  ensureFailed,
  ensureRecord,
  longestDetail,
  toldOf,
} from './companion-words.js';
import { ensurePair } from './ensure-pair.js';
import type { Hook, LifecycleEvent, Notice, Told } from './hook.js';
import { noticeMessage } from './notice-message.js';
import { plainLine } from './plain-line.js';

export interface Announcing {
  pods: Pods;
  /** As which pod the change is made: a name, or a role. Absent where nobody said: the Orchestrator. */
  acting: string | undefined;
  newId: () => string;
  now: () => Date;
  isVerbose: boolean;
}

/**
 * Announces each transition to the Companion, in the Orchestrator's name; what the Companion itself does is announced to
 * the Orchestrator. The only place where an event of a ticket and a pod meet. It wakes, spawns and restores nobody.
 */
export function companionHook(announcing: Announcing): Hook {
  return { name: 'companion', tell: (event) => announce(event, announcing) };
}

async function announce(event: LifecycleEvent, announcing: Announcing): Promise<Told> {
  const { pods, acting, newId, now, isVerbose } = announcing;
  const roles = rolesOf(pods);
  if ('error' in roles) return toldOf('Companion', nobodyKnown(newId(), roles.error), isVerbose);
  const { hearer, from, to } = announcementOf(roles, acting);
  const read = readOnce(pods);
  const ensured = await ensure(pods, roles, read, isVerbose);
  const message = noticeMessage(event);
  // A pair that was made since, by this process or another, is not in what was read.
  const known = arePeers(read, roles.orchestrator, roles.companion) ? { read } : {};
  const { id, delivery } = await notifyPod(pods, { from, to, message, id: newId(), autoRun: false, now, ...known });
  const { diagnostics, notices, records } = toldOf(hearer, { to, id, delivery }, isVerbose);
  return {
    diagnostics: [...ensured.diagnostics, ...diagnostics],
    notices,
    records: [...ensured.records, ...records],
  };
}

/** Which pods have the roles is a file that may hold anything; then nobody can be told. */
function rolesOf(pods: Pods): Roles | { error: string } {
  try {
    return readRoles(pods);
  } catch (error) {
    return { error: messageOf(error) };
  }
}

/** A pair that cannot be made is a warning, and no reason not to try the notice. */
async function ensure(pods: Pods, roles: Roles, read: ReadMetadata, isVerbose: boolean) {
  const names = `${roles.orchestrator} and ${roles.companion}`;
  try {
    const pair = await ensurePair(pods, roles, read);
    if (pair === undefined) return { diagnostics: [], records: [] };
    const records = pair.changed ? [ensureRecord(roles.companion, 'ensured', `${names} are peers now`)] : [];
    return { diagnostics: ensuredDiagnostics(names, pair.changed, isVerbose), records };
  } catch (error) {
    const failure = ensureFailed(names, messageOf(error));
    return { diagnostics: [failure], records: [ensureRecord(roles.companion, 'failed', failure.text)] };
  }
}

function nobodyKnown(id: string, error: string): Notice {
  const detail = plainLine(error, longestDetail);
  return { to: 'companion', id, delivery: { outcome: 'failed', reason: null, evidence: null, detail } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
