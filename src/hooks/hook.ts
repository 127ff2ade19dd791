import type { Diagnostic } from '../diagnostic.js';
import type { hookEvents } from '../tickets/config.js';
import type { ThreadEvent } from '../tickets/event.js';
import type { Ticket } from '../tickets/ticket.js';

/** What hooks can hang on. */
export type TransitionName = (typeof hookEvents)[number];

/** A transition as hooks see it: before it is written when they are asked, after it when they are told. */
export interface LifecycleEvent {
  name: TransitionName;
  ticket: Ticket;
  /** The ticket's directory, as the person at the working directory would write it. */
  path: string;
  /** In order; the last is the one that the transition is about. */
  events: readonly ThreadEvent[];
  author: string;
}

/** What became of one notice that a hook sent. */
export interface Notice {
  to: string;
  id: string;
  delivery: {
    outcome: 'delivered' | 'skipped' | 'failed';
    reason: string | null;
    evidence: 'recorded' | 'written' | null;
    detail: string | null;
  };
}

export interface Told {
  diagnostics: Diagnostic[];
  notices: Notice[];
}

/** Something that takes part in transitions. `ask` may refuse with a reason; what `tell` does cannot fail the change. */
export interface Hook {
  name: string;
  ask?: (event: LifecycleEvent) => Promise<string | null>;
  tell?: (event: LifecycleEvent) => Promise<Told>;
}
