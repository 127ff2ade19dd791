import type { HookRecord, LifecycleEvent } from '../hooks/hook.js';
import { logHooks } from './log-hooks.js';
import type { App } from './open-app.js';

/** What hooks did goes to their log. That it cannot be kept changes nothing about what they did. */
export async function keepRecords(app: App, event: LifecycleEvent, records: readonly HookRecord[]): Promise<void> {
  if (records.length === 0) return;
  try {
    await logHooks(app, event, records);
  } catch {
    // A read-only repository, or a disk that is full.
  }
}
