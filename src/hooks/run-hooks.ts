import { TicketsError } from '../errors.js';
import type { Hook, HookRecord, LifecycleEvent, Refusal, Told } from './hook.js';
import { plainLine } from './plain-line.js';

const longestDiagnostic = 768;

/** Asks each hook in turn, before anything is written and outside the lock, until one refuses. */
export async function askHooks(hooks: readonly Hook[], event: LifecycleEvent): Promise<Refusal | null> {
  for (const hook of hooks) {
    const said = (await hook.ask?.(event)) ?? null;
    if (said === null) continue;
    const refusal = typeof said === 'string' ? { hook: hook.name, reason: said } : said;
    return { hook: refusal.hook, reason: plainLine(refusal.reason, longestDiagnostic) };
  }
  return null;
}

/** Tells each hook in turn what has been written; a hook that fails becomes a diagnostic. */
export async function tellHooks(hooks: readonly Hook[], event: LifecycleEvent): Promise<Required<Told>> {
  const told: Required<Told> = { diagnostics: [], notices: [], records: [] };
  for (const hook of hooks) {
    const { diagnostics, notices, records } = await tellHook(hook, event);
    const bounded = diagnostics.map(({ text, ...rest }) => ({ ...rest, text: plainLine(text, longestDiagnostic) }));
    told.diagnostics.push(...bounded);
    told.notices.push(...notices);
    told.records.push(...(records ?? bounded.map(({ level, source, text }) => recordOf(source, level, text))));
  }
  return told;
}

async function tellHook(hook: Hook, event: LifecycleEvent): Promise<Told> {
  try {
    return (await hook.tell?.(event)) ?? { diagnostics: [], notices: [] };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { diagnostics: [{ level: 'warning', source: hook.name, text }], notices: [] };
  }
}

export function recordOf(hook: string, outcome: string, detail: string): HookRecord {
  return { hook, to: null, id: null, outcome, reason: null, evidence: null, detail };
}

/** The hooks of a process that a hook has started: none, so that a hook may call `tickets` and never calls itself. */
export const insideHook: Hook = {
  name: 'hooks',
  tell: async () => ({
    diagnostics: [{ level: 'info', source: 'hooks', text: 'no hook fires inside a hook (TICKETS_IN_HOOK is set)' }],
    notices: [],
    records: [],
  }),
};

export function refusedByHook({ hook, reason }: Refusal, event: LifecycleEvent): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'refused_by_hook',
    message: `the hook ${hook} refused ${event.name} of ${event.ticket.id}: ${reason}`,
    hints: ['satisfy the hook, then try again; nothing was changed'],
    data: { hook, name: event.name, id: event.ticket.id },
  });
}
