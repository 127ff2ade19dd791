import type { HookRecord, LifecycleEvent } from '../hooks/hook.js';
import { appendHookLog, type LoggedRecord, readHookLog } from '../hooks/hook-log.js';
import { eventKind } from '../hooks/notice-message.js';
import { defaultNames } from '../pods/pod-name.js';
import type { Pods } from '../pods/pods.js';
import { readRoles } from '../pods/roles.js';
import { type App, timestamp } from './open-app.js';
import { podsOf } from './open-pods.js';

export type { LoggedRecord };

/** Writes down what hooks did on a transition. */
export async function logHooks(app: App, event: LifecycleEvent, records: readonly HookRecord[]): Promise<void> {
  const facts = { at: timestamp(app), ticket: event.ticket.id, event: eventKind(event) };
  const pods = podsOf(app);
  const lines = records.map((record) => ({ ...facts, ...record }));
  await appendHookLog(pods, orchestratorOf(pods), lines);
}

export interface HookLog {
  /** The newest, oldest of them first. */
  records: LoggedRecord[];
  total: number;
  truncated: boolean;
}

/** What hooks did lately; `limit` 0 asks for all that is kept. */
export function hookLog(app: App, limit: number): HookLog {
  const pods = podsOf(app);
  const all = readHookLog(pods, orchestratorOf(pods));
  const records = limit === 0 ? all : all.slice(-limit);
  return { records, total: all.length, truncated: records.length < all.length };
}

/** The log has a place even while the file that names the role pods cannot be read. */
function orchestratorOf(pods: Pods): string {
  try {
    return readRoles(pods).orchestrator;
  } catch {
    return defaultNames(pods.folderName).orchestrator;
  }
}
