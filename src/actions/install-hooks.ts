import { TicketsError } from '../errors.js';
import { ensurePair } from '../hooks/ensure-pair.js';
import { appendHookLog } from '../hooks/hook-log.js';
import type { Pods } from '../pods/pods.js';
import { type Roles, readRoles } from '../pods/roles.js';
import { type App, timestamp } from './open-app.js';
import { podsOf } from './open-pods.js';

/** Whether the role pods are peers, so that what is announced can be heard; `missing`: there is no Companion yet. */
export interface CompanionHook extends Roles {
  outcome: 'ensured' | 'missing' | 'failed';
  changed: boolean;
  detail: string | null;
}

type Opened = Pick<App, 'store' | 'env' | 'now'>;

/** Makes the role pods peers where the Companion exists; every transition does so again. Throws what stands in the way. */
export async function installHooks(app: Opened): Promise<CompanionHook> {
  const pods = podsOf(app);
  const roles = readRoles(pods);
  const pair = await ensurePair(pods, roles);
  if (pair === undefined) return { ...roles, outcome: 'missing', changed: false, detail: null };
  if (pair.changed) await noteEnsured(app, pods, roles);
  return { ...roles, outcome: 'ensured', changed: pair.changed, detail: null };
}

/** The same for those who have something else to do: what stands in the way is in the answer. */
export async function tryInstallHooks(app: Opened): Promise<CompanionHook> {
  try {
    return await installHooks(app);
  } catch (error) {
    if (!(error instanceof TicketsError)) throw error;
    const names = { companion: 'companion', orchestrator: 'orchestrator', ...rolesIfKnown(podsOf(app)) };
    return { ...names, outcome: 'failed', changed: false, detail: error.message };
  }
}

function rolesIfKnown(pods: Pods): Partial<Roles> {
  try {
    return readRoles(pods);
  } catch {
    return {};
  }
}

async function noteEnsured(app: Opened, pods: Pods, { orchestrator, companion }: Roles): Promise<void> {
  const outcome = { outcome: 'ensured', reason: null, evidence: null };
  const record = { hook: 'companion', to: companion, id: null, ...outcome, detail: null };
  await appendHookLog(pods, orchestrator, [{ at: timestamp(app), ticket: null, event: null, ...record }]);
}
