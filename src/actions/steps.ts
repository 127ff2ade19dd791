import type { Diagnostic } from '../diagnostic.js';
import { TicketsError } from '../errors.js';
import type { LifecycleEvent, Notice, TransitionName } from '../hooks/hook.js';
import { askHooks, recordOf, refusedByHook, tellHooks } from '../hooks/run-hooks.js';
import { changeTicket, type Written } from '../store/change-ticket.js';
import { resolve } from '../store/resolve-reference.js';
import { readStored, refuseConflict, type StoredTicket, threadOf } from '../store/ticket-store.js';
import type { Draft } from '../tickets/draft.js';
import type { ThreadEvent } from '../tickets/event.js';
import { latestOf, nextAt, type Thread } from '../tickets/thread.js';
import type { Ticket } from '../tickets/ticket.js';
import { keepRecords } from './keep-records.js';
import { type App, authorOf, timestamp } from './open-app.js';
import { revisionOf } from './revision.js';

/** Words that every change takes. */
export interface ChangeOptions {
  author?: string | undefined;
  /** Refuse with `revision_changed` unless the ticket is still at this one (see `show --json`). */
  ifRevision?: string | undefined;
}

/**
 * What a change answers: the ticket after it, and what happened; `event` is the last, null where the thread got none.
 */
export interface Change {
  changed: boolean;
  ticket: Ticket & { path: string };
  event: ThreadEvent | null;
  events: ThreadEvent[];
  diagnostics: Diagnostic[];
  notices: Notice[];
}

/** Decides what is to be written of a ticket; null where what is asked already holds. */
export type Decide = (stored: StoredTicket, facts: Facts) => Promise<Draft | null>;

/** What a decision needs besides the ticket. */
export interface Facts {
  thread: Thread;
  /** Not earlier than the thread's last event. */
  at: string;
  author: string;
}

/** The ticket that `reference` means, to be changed; at the revision that the options ask for. */
export async function read(app: App, reference: string, options: ChangeOptions = {}): Promise<StoredTicket> {
  const stored = await readStored(app.store, await resolve(app.store, reference));
  refuseConflict(app.store, stored);
  checkRevision(stored, options.ifRevision);
  return stored;
}

export function factsOf(app: App, stored: StoredTicket, options: ChangeOptions): Facts {
  const thread = threadOf(stored);
  const author = authorOf(app, options.author, stored.place.folder !== '');
  return { thread, at: nextAt(timestamp(app), thread), author };
}

/** Hooks may refuse what is about to be written; their log keeps who did, and why. */
export async function ask(app: App, name: TransitionName, before: StoredTicket, draft: Draft): Promise<void> {
  const event = lifecycleEvent(app, name, before, draft.events);
  const refusal = await askHooks(app.hooks, event);
  if (refusal === null) return;
  await keepRecords(app, event, [recordOf(refusal.hook, 'refused', refusal.reason)]);
  throw refusedByHook(refusal, event);
}

/**
 * Writes under the lock, where everything is read again. What came in meanwhile is kept: the same decision is made on
 * the ticket as it is now, and refused if it no longer means the same.
 */
export async function write(app: App, before: StoredTicket, decide: Decide, options: ChangeOptions): Promise<Written> {
  return changeTicket(app.store, before, async (fresh) => {
    checkRevision(fresh, options.ifRevision);
    const facts = factsOf(app, fresh, options);
    const draft = await decide(fresh, facts);
    return draft && { ...draft, fields: { ...draft.fields, updated_at: later(facts.at, fresh.ticket.updated_at) } };
  });
}

function later(at: string, before: string | null): string {
  return latestOf(at, [before]);
}

/** Hooks hear of what has been written; their outcome is part of the answer. */
export async function tell(app: App, name: TransitionName, written: Written): Promise<Change> {
  const event = lifecycleEvent(app, name, written.stored, written.events);
  if (written.events.length === 0) return answer(app, written);
  const { diagnostics, notices, records } = await tellHooks(app.hooks, event);
  await keepRecords(app, event, records);
  const answered = answer(app, written);
  return { ...answered, diagnostics: [...answered.diagnostics, ...diagnostics], notices };
}

/** The answer where what was asked holds already. */
export function unchanged(app: App, stored: StoredTicket, diagnostics: Diagnostic[] = []): Change {
  return answer(app, { stored, events: [], changed: false }, diagnostics);
}

/** The answer of a change that fires no hook. */
export function answer(app: App, written: Written, diagnostics: Diagnostic[] = []): Change {
  const { stored, events, changed, stuck } = written;
  const ticket = { ...stored.ticket, path: app.store.show(stored.place.directory) };
  const said = stuck === undefined ? diagnostics : [...diagnostics, setAside(app, stuck)];
  return { changed, ticket, event: events.at(-1) ?? null, events, diagnostics: said, notices: [] };
}

/** Nothing that was recorded goes by without a word. */
function setAside(app: App, { directory, paths }: NonNullable<Written['stuck']>): Diagnostic {
  const what = paths.length === 0 ? 'an earlier change' : `an earlier change of ${paths.join(', ')}`.slice(0, 400);
  const text = `${what} was cut off and cannot be completed; all of it is kept in ${app.store.show(directory)} (tickets doctor)`;
  return { level: 'warning', source: 'store', text: text.slice(0, 768) };
}

/** Whether all who were to hear of a change have. What changed nothing was announced to nobody, and misses nobody. */
export function isHeard({ events, notices }: Pick<Change, 'events' | 'notices'>): boolean {
  if (events.length === 0) return true;
  return notices.length > 0 && notices.every(({ delivery }) => delivery.outcome === 'delivered');
}

function lifecycleEvent(
  app: App,
  name: TransitionName,
  stored: StoredTicket,
  events: readonly ThreadEvent[],
): LifecycleEvent {
  const { directory } = stored.place;
  const author = events.at(-1)?.author ?? '';
  return { name, ticket: stored.ticket, path: app.store.show(directory), directory, events, author };
}

/** Undefined asks for nothing. */
export function checkRevision(fresh: StoredTicket, expected: string | undefined): void {
  if (expected === undefined) return;
  const revision = revisionOf(fresh);
  if (revision === expected) return;
  throw new TicketsError({
    kind: 'busy',
    code: 'revision_changed',
    message: `${fresh.ticket.id} is at revision ${revision}, not ${expected.slice(0, 80)}: nothing was written`,
    hints: [`read it again: tickets show ${fresh.ticket.id} --json`],
    data: { id: fresh.ticket.id, revision, expected },
  });
}

/** A state that is neither what a change was decided on nor what it asks for. */
export function ticketChanged(before: StoredTicket, fresh: StoredTicket): TicketsError {
  const { id, state } = fresh.ticket;
  return new TicketsError({
    kind: 'busy',
    code: 'ticket_changed',
    message: `${id} was ${before.ticket.state} when this began and is ${state} now: nothing was written`,
    hints: [`look at what happened: tickets show ${id}`],
    data: { id, from: before.ticket.state, state },
  });
}

export function fieldChanged(id: string, what: string, kept?: string): TicketsError {
  return new TicketsError({
    kind: 'busy',
    code: 'field_changed',
    message: `${what} of ${id} was changed by somebody else meanwhile: nothing was written`,
    hints: [`read it again: tickets show ${id}`, ...(kept === undefined ? [] : [`your text is in ${kept}`])],
    data: { id, what, kept: kept ?? null },
  });
}
