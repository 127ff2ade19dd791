import type { Diagnostic } from '../diagnostic.js';
import { TicketsError } from '../errors.js';
import type { TransitionName } from '../hooks/hook.js';
import type { StoredTicket } from '../store/ticket-store.js';
import { type Draft, stateFields } from '../tickets/draft.js';
import type { FieldChanges } from '../tickets/edit-document.js';
import type { ThreadEvent } from '../tickets/event.js';
import { closedGates, gateClosed } from '../tickets/gates.js';
import { type State, statusOf } from '../tickets/ticket.js';
import { findTransition, illegalTransition, type Moved, possibleFrom, transition } from '../tickets/transition.js';
import { readBlockers, unreadRelations } from './blockers.js';
import type { App } from './open-app.js';
import {
  ask,
  type Change,
  type ChangeOptions,
  type Facts,
  factsOf,
  read,
  tell,
  ticketChanged,
  unchanged,
  write,
} from './steps.js';
import { givenText } from './texts.js';

export interface StateOptions extends ChangeOptions {
  /** One line, kept in the event. */
  reason?: string | undefined;
  /** Refuse to move a ticket that stands anywhere else. */
  onlyFrom?: State | undefined;
  /** Pass the gates; needs a reason. */
  force?: boolean | undefined;
  /** Markdown: the resolution of a close, an intake summary of `ready`, else the text of the event. */
  text?: string | undefined;
}

/**
 * Moves a ticket to `to`: read, decide, ask, write, tell. Throws `illegal_transition`, `gate_closed`,
 * `ticket_changed`, `revision_changed`; what already holds succeeds and writes nothing.
 */
export async function changeState(
  app: App,
  reference: string,
  target: State | 'open',
  options: StateOptions = {},
): Promise<Change> {
  checkForce(options);
  const before = await read(app, reference, options);
  const to = target === 'open' ? openState(before) : target;
  if (before.ticket.state === to) return unchanged(app, before, leftOut(before, options));
  if (options.onlyFrom !== undefined && before.ticket.state !== options.onlyFrom)
    throw standsElsewhere(before, options.onlyFrom);
  const draft = await decideState(app, before, factsOf(app, before, options), to, options);
  const decide = async (fresh: StoredTicket, facts: Facts) => {
    if (fresh.ticket.state === to) return null;
    if (fresh.ticket.state !== before.ticket.state) throw ticketChanged(before, fresh);
    return decideState(app, fresh, facts, to, options);
  };
  const name = nameOf(before.ticket.state, to);
  await ask(app, name, before, draft);
  const written = await write(app, before, decide, options);
  const change = await tell(app, name, written);
  const unread = needsDependencies(to) ? unreadRelations(app, before.place) : [];
  return { ...change, diagnostics: [...unread, ...change.diagnostics] };
}

/** Older scripts open what is closed or pending; whatever is open stays where it stands. */
function openState({ ticket }: StoredTicket): State {
  return statusOf(ticket.state) === 'open' ? ticket.state : 'planning';
}

async function decideState(
  app: App,
  stored: StoredTicket,
  facts: Facts,
  to: State,
  options: StateOptions,
): Promise<Draft> {
  const { ticket, place, fields } = stored;
  const isOlderStore = place.folder !== '';
  if (findTransition(ticket.state, to, isOlderStore) === undefined) throw illegalTransition(ticket, to);
  const given = textOf(stored, to, options);
  const gates = closedGates({
    ticket,
    to,
    blockers: needsDependencies(to) ? await readBlockers(app.store, stored) : [],
    events: facts.thread.events,
    hasResolution: given !== '',
    config: app.config,
  });
  if (gates.some(({ gate }) => !options.force || gate === 'queue')) throw gateClosed(ticket, to, gates);
  const forced = gates.map(({ gate }) => gate);
  // A close by force may have no resolution but its reason.
  const text = to === 'closed' && given === '' ? (options.reason ?? '') : given;
  const isIntake = to === 'ready' && text !== '';
  const body = isIntake ? '' : text;
  const moved = transition(ticket, to, { ...facts, reason: options.reason, forced, body, isOlderStore });
  return {
    state: to,
    fields: { ...stateFields(fields, isOlderStore, to), ...queueFields(moved, facts) },
    events: isIntake ? [intakeSummary(facts, text), ...moved.events] : moved.events,
    ...(to === 'closed' ? { resolution: text } : ticket.state === 'closed' ? { resolution: null } : {}),
  };
}

/** The words that were given; an older store's bare close says what the older tool said. */
function textOf({ place }: StoredTicket, to: State, { text }: StateOptions): string {
  const isOlderClose = to === 'closed' && place.folder !== '';
  if (isOlderClose && (text ?? '').trim() === '') return 'Closed.';
  return text === undefined ? '' : givenText(text);
}

function needsDependencies(to: State): boolean {
  return to === 'queued' || to === 'inprogress';
}

function queueFields({ events }: Moved, { author, at }: Facts): FieldChanges {
  const isQueued = events.some(({ attributes }) => attributes.to === 'queued');
  return isQueued ? { queued_by: author, queued_at: at } : {};
}

function intakeSummary({ author, at }: Facts, body: string): ThreadEvent {
  return { id: null, kind: 'intake_summary', author, at, attributes: {}, heading: 'Intake summary', body };
}

function nameOf(from: State, to: State): TransitionName {
  return to === 'closed' ? 'close' : from === 'closed' ? 'reopen' : 'state';
}

/** A text that was given for what already holds is not written; that must not go unsaid. */
function leftOut({ ticket }: StoredTicket, { text }: StateOptions): Diagnostic[] {
  if (text === undefined) return [];
  const said = `${ticket.id} is already ${ticket.state}: the text given was not written (tickets comment ${ticket.id} keeps it)`;
  return [{ level: 'warning', source: 'state', text: said }];
}

function standsElsewhere({ ticket }: StoredTicket, expected: State): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'stands_elsewhere',
    message: `${ticket.id} is ${ticket.state}, not ${expected}`,
    hints: possibleFrom(ticket.state).map((row) => `possible: ${row.command.replace('ID', ticket.id)}`),
    data: { id: ticket.id, state: ticket.state, expected },
  });
}

/** To be asked once, before any of several tickets is moved. */
export function checkForce({ force, reason }: Pick<StateOptions, 'force' | 'reason'>): void {
  if (force && !reason) throw forceNeedsReason();
}

function forceNeedsReason(): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'force_needs_reason',
    message: '--force passes a gate only with a reason, which the thread keeps',
    hints: ['--force --reason "why this is right"'],
  });
}
