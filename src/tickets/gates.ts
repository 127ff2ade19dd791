import { TicketsError } from '../errors.js';
import type { Config } from './config.js';
import type { ThreadEvent } from './event.js';
import type { Blocker } from './relations.js';
import type { State, Ticket } from './ticket.js';
import { findTransition } from './transition.js';

/** A rule that does not hold yet: which, the fact, and what would satisfy it. */
export interface ClosedGate {
  gate: 'depends_on' | 'queue' | 'resolution' | 'review' | 'evidence';
  message: string;
  hint: string;
}

export interface GateFacts {
  ticket: Pick<Ticket, 'id' | 'state'>;
  to: State;
  blockers: readonly Blocker[];
  events: readonly ThreadEvent[];
  hasResolution: boolean;
  config: Pick<Config, 'review' | 'evidence' | 'queue'>;
}

/** The gates that stand in the way of a transition, those of the steps between included. */
export function closedGates(facts: GateFacts): ClosedGate[] {
  const { ticket, to } = facts;
  const steps = new Set<State>([...(findTransition(ticket.state, to)?.through ?? []), to]);
  const gates: Array<ClosedGate | undefined> = [];
  if (steps.has('queued') || steps.has('inprogress')) gates.push(dependencyGate(facts));
  if (to === 'inprogress') gates.push(queueGate(facts));
  if (to === 'closed') gates.push(resolutionGate(facts));
  if (to === 'done' || to === 'closed') gates.push(reviewGate(facts), evidenceGate(facts));
  return gates.filter((gate) => gate !== undefined);
}

function dependencyGate({ blockers, ticket }: GateFacts): ClosedGate | undefined {
  const [first] = blockers;
  if (first === undefined) return undefined;
  const names = blockers.map((blocker) => `${blocker.id} (${blocker.state ?? blocker.problem})`);
  return {
    gate: 'depends_on',
    message: `it depends on ${names.join(', ')}`,
    hint: `finish ${first.id}, or take it out: tickets unrelate ${ticket.id} depends_on ${first.id}`,
  };
}

function queueGate({ ticket, config }: GateFacts): ClosedGate | undefined {
  if (config.queue !== 'required' || ticket.state === 'queued') return undefined;
  return {
    gate: 'queue',
    message: 'this store starts tickets only from queued (config.yaml: queue: required)',
    hint: ticket.state === 'planning' ? `tickets ready ${ticket.id}, then tickets queue` : `tickets queue ${ticket.id}`,
  };
}

function resolutionGate({ hasResolution, ticket }: GateFacts): ClosedGate | undefined {
  if (hasResolution) return undefined;
  return {
    gate: 'resolution',
    message: 'closing needs a resolution',
    hint: `tickets close ${ticket.id} -m "what came of it"`,
  };
}

function reviewGate({ config, events, ticket }: GateFacts): ClosedGate | undefined {
  if (config.review !== 'required' || isApproved(events)) return undefined;
  return {
    gate: 'review',
    message: 'it needs an approval newer than the last request for changes or reopening, by none of its implementers',
    hint: `another person or agent: tickets review ${ticket.id} --approve -m TEXT`,
  };
}

function evidenceGate({ config, events, ticket }: GateFacts): ClosedGate | undefined {
  if (config.evidence !== 'required') return undefined;
  if (isWitnessed(events)) return undefined;
  return {
    gate: 'evidence',
    message: 'it needs evidence newer than its last start',
    hint: `tickets evidence ${ticket.id} --run -- COMMAND`,
  };
}

/** An approval after the last request for changes or reopening, by nobody who reported on or last started the work. */
export function isApproved(events: readonly ThreadEvent[]): boolean {
  return countingApprovals(events).length > 0;
}

/** The newest approval that counts of the work since its last start. */
export function findApprovalSinceStart(events: readonly ThreadEvent[]): ThreadEvent | undefined {
  const since = events.slice(lastStart(events) + 1);
  return countingApprovals(events).findLast((approval) => since.includes(approval));
}

function countingApprovals(events: readonly ThreadEvent[]): ThreadEvent[] {
  const implementers = implementersOf(events);
  return events
    .slice(events.findLastIndex(setsApprovalsAside) + 1)
    .filter(
      ({ kind, attributes, author }) =>
        kind === 'review' && attributes.status === 'approve' && !implementers.has(personOf(author)),
    );
}

/** What comes after it is other work than what was approved before. */
function setsApprovalsAside({ kind, attributes }: ThreadEvent): boolean {
  if (kind === 'review') return attributes.status === 'request_changes';
  return kind === 'state_changed' && attributes.from === 'closed';
}

/** Whether an approval by this author does not count, as things stand. */
export function isImplementer(events: readonly ThreadEvent[], author: string | null): boolean {
  return implementersOf(events).has(personOf(author));
}

function implementersOf(events: readonly ThreadEvent[]): Set<string> {
  const start = events[lastStart(events)];
  const reports = events.filter(({ kind }) => kind === 'implementation_report');
  return new Set([...reports, ...(start === undefined ? [] : [start])].map(({ author }) => personOf(author)));
}

/** Nobody becomes somebody else by other letters. */
function personOf(author: string | null): string {
  return (author ?? '').trim().normalize('NFKC').toLowerCase();
}

/** Evidence since the last start. */
export function isWitnessed(events: readonly ThreadEvent[]): boolean {
  return events.slice(lastStart(events) + 1).some((event) => event.kind === 'evidence');
}

function lastStart(events: readonly ThreadEvent[]): number {
  return events.findLastIndex(({ kind, attributes }) => kind === 'state_changed' && attributes.to === 'inprogress');
}

const force = 'or pass the gate and say why: --force --reason TEXT';

/** A store that starts only from queued does so always: that one no force passes. */
export function gateClosed(ticket: Pick<Ticket, 'id'>, to: State, gates: readonly ClosedGate[]): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'gate_closed',
    message: `${ticket.id} cannot become ${to} yet: ${gates.map((gate) => gate.message).join('; ')}`,
    hints: [...gates.map((gate) => gate.hint), ...(gates.some(({ gate }) => gate === 'queue') ? [] : [force])],
    data: { id: ticket.id, to, gates },
  });
}
