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
  /** The same, absolute. */
  directory: string;
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

/** One line of the log of hooks: what one of them did, or could not do. */
export interface HookRecord {
  hook: string;
  to: string | null;
  id: string | null;
  /** `delivered`, `skipped`, `failed`, `ensured`, `refused`, or the level of a diagnostic. */
  outcome: string;
  reason: string | null;
  evidence: string | null;
  detail: string | null;
}

export interface Told {
  diagnostics: Diagnostic[];
  notices: Notice[];
  /** What the log of hooks is to keep; the diagnostics where it is absent. */
  records?: HookRecord[];
}

/** Why a transition is not to be, and who says so. */
export interface Refusal {
  hook: string;
  reason: string;
}

/** Something that takes part in transitions. `ask` may refuse, with a reason or as one of several; what `tell` does cannot fail the change. */
export interface Hook {
  name: string;
  ask?: (event: LifecycleEvent) => Promise<Refusal | string | null>;
  tell?: (event: LifecycleEvent) => Promise<Told>;
}
