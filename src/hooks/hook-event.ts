import type { HookConfig } from '../tickets/config.js';
import type { LifecycleEvent } from './hook.js';
import { eventKind } from './notice-message.js';

/** What a command hook reads on its standard input: docs/hooks.md describes it. */
export function eventJson(event: LifecycleEvent, when: HookConfig['when'], root: string): Record<string, unknown> {
  const { name, ticket, directory, events, author } = event;
  return {
    schema_version: 1,
    kind: 'hook-event',
    when,
    name,
    event_kind: eventKind(event),
    store: root,
    ticket: { ...ticket, path: directory },
    event: events.at(-1) ?? null,
    events,
    author,
  };
}
