import { TicketsError } from '../errors.js';
import type { ThreadEvent } from './event.js';
import type { State, Ticket } from './ticket.js';

export interface Transition {
  from: State;
  to: State;
  /** What a person types, with ID for the ticket. */
  command: string;
  /** The states passed on the way: all their gates hold, all their events are written. */
  through?: readonly State[];
}

const toPlanning = (from: State): Transition => ({ from, to: 'planning', command: 'tickets state ID planning' });
const toPending = (from: State): Transition => ({ from, to: 'pending', command: 'tickets state ID pending' });
const toClosed = (from: State): Transition => ({ from, to: 'closed', command: 'tickets close ID -m TEXT' });

/** The whole lifecycle. Whatever is not in this table is refused. */
export const transitions: readonly Transition[] = [
  { from: 'planning', to: 'ready', command: 'tickets ready ID' },
  { from: 'ready', to: 'queued', command: 'tickets queue ID' },
  { from: 'queued', to: 'inprogress', command: 'tickets start ID' },
  { from: 'planning', to: 'inprogress', command: 'tickets start ID', through: ['ready', 'queued'] },
  { from: 'ready', to: 'inprogress', command: 'tickets start ID', through: ['queued'] },
  { from: 'inprogress', to: 'done', command: 'tickets done ID' },
  ...(['ready', 'queued', 'inprogress'] as const).map(toPlanning),
  ...(['planning', 'ready', 'queued', 'inprogress'] as const).map(toPending),
  toPlanning('pending'),
  ...(['planning', 'ready', 'queued', 'inprogress', 'done', 'pending'] as const).map(toClosed),
  { from: 'closed', to: 'planning', command: 'tickets reopen ID' },
];

/** What the scripts of older stores do besides: they park what is closed, which reopens it on the way. */
const olderTransitions: readonly Transition[] = [
  ...transitions,
  { from: 'closed', to: 'pending', command: 'tickets status ID pending', through: ['planning'] },
];

/** The row that leads from one state to another, if the table has it. */
export function findTransition(from: State, to: State, isOlderStore = false): Transition | undefined {
  return (isOlderStore ? olderTransitions : transitions).find((row) => row.from === from && row.to === to);
}

/** What can be done with a ticket in `state`: the rows that leave it. */
export function possibleFrom(state: State): Transition[] {
  return transitions.filter((row) => row.from === state);
}

/** Whether one step of a thread may lead from `from` to `to`. */
export function isStep(from: State, to: State): boolean {
  return steps.has(`${from} ${to}`);
}

const steps = new Set(
  transitions.filter(({ through }) => through === undefined).map(({ from, to }) => `${from} ${to}`),
);

export interface Move {
  at: string;
  author: string;
  /** One line: why. Defaults to the state that is reached. */
  reason?: string | undefined;
  /** The gates that were passed by force, named in the event. */
  forced?: readonly string[] | undefined;
  /** Text of the last event; the resolution of a close. */
  body?: string | undefined;
  isOlderStore?: boolean | undefined;
}

/** A ticket after a transition, and what happened, in order; ids are given by the writer. */
export interface Moved {
  state: State;
  events: ThreadEvent[];
}

/** The pure rule: where the ticket then stands and the events that say so, or a refusal that names what is possible. */
export function transition(ticket: Pick<Ticket, 'id' | 'state'>, to: State, move: Move): Moved {
  const row = findTransition(ticket.state, to, move.isOlderStore);
  if (row === undefined) throw illegalTransition(ticket, to);
  if (to === 'closed') return { state: to, events: [closeEvent(ticket.state, move)] };
  const stops = [ticket.state, ...(row.through ?? []), to];
  const events = stops.slice(1).map((stop, i) => stateEvent(stops[i] ?? ticket.state, stop, stop === to, move));
  return { state: to, events };
}

function stateEvent(from: State, to: State, isLast: boolean, move: Move): ThreadEvent {
  return {
    id: null,
    kind: 'state_changed',
    author: move.author,
    at: move.at,
    attributes: { from, to, reason: move.reason ?? to, ...forcedBy(move), field: 'state' },
    heading: from === 'closed' ? 'Reopened' : 'State changed',
    body: isLast ? (move.body ?? '') : '',
  };
}

function closeEvent(from: State, move: Move): ThreadEvent {
  const reason = move.reason === undefined ? {} : { reason: move.reason };
  return {
    id: null,
    kind: 'close',
    author: move.author,
    at: move.at,
    attributes: { from, to: 'closed', status: 'closed', ...reason, ...forcedBy(move) },
    heading: 'Closed',
    body: move.body ?? '',
  };
}

function forcedBy({ forced = [] }: Move): Record<string, string> {
  return forced.length === 0 ? {} : { forced: forced.join(',') };
}

export function illegalTransition(ticket: Pick<Ticket, 'id' | 'state'>, to: State): TicketsError {
  const possible = possibleFrom(ticket.state);
  return new TicketsError({
    kind: 'refused',
    code: 'illegal_transition',
    message: `${ticket.id} is ${ticket.state}: it cannot become ${to}`,
    hints: possible.map((row) => `possible: ${row.command.replace('ID', ticket.id)} (${row.from} -> ${row.to})`),
    data: { id: ticket.id, from: ticket.state, to, possible: possible.map((row) => row.to) },
  });
}
