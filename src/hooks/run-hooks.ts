import { TicketsError } from '../errors.js';
import type { Hook, LifecycleEvent, Told } from './hook.js';

/** Asks each hook in turn, before anything is written and outside the lock; the first refusal ends the transition. */
export async function askHooks(hooks: readonly Hook[], event: LifecycleEvent): Promise<void> {
  for (const hook of hooks) {
    const refusal = await hook.ask?.(event);
    if (typeof refusal === 'string') throw refusedByHook(hook.name, event, refusal);
  }
}

/** Tells each hook in turn what has been written; a hook that fails becomes a diagnostic. */
export async function tellHooks(hooks: readonly Hook[], event: LifecycleEvent): Promise<Told> {
  const told: Told = { diagnostics: [], notices: [] };
  for (const hook of hooks) {
    try {
      const { diagnostics, notices } = (await hook.tell?.(event)) ?? { diagnostics: [], notices: [] };
      told.diagnostics.push(...diagnostics);
      told.notices.push(...notices);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      told.diagnostics.push({ level: 'warning', source: hook.name, text: text.replace(/\s+/g, ' ').slice(0, 768) });
    }
  }
  return told;
}

function refusedByHook(hook: string, event: LifecycleEvent, reason: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'refused_by_hook',
    message: `the hook ${hook} refused ${event.name} of ${event.ticket.id}: ${reason}`,
    hints: ['satisfy the hook, then try again; nothing was changed'],
    data: { hook, name: event.name, id: event.ticket.id },
  });
}
