import { type InvalidTicket, isInvalid } from '../store/read-item.js';
import { scan } from '../store/scan.js';
import { readThread } from '../store/ticket-store.js';
import type { ThreadEvent } from '../tickets/event.js';
import { findApprovalSinceStart } from '../tickets/gates.js';
import type { State } from '../tickets/ticket.js';
import { invalidOf, type ListedInvalid } from './list-tickets.js';
import type { App } from './open-app.js';

export const waitingReasons = ['changes_requested', 'approved_not_done', 'done_not_closed'] as const;
export type WaitingReason = (typeof waitingReasons)[number];

/** A ticket that waits for a person: why, and since which time (ISO 8601, null where unknown). */
export interface WaitingTicket {
  id: string;
  path: string;
  title: string | null;
  state: State;
  reason: WaitingReason;
  since: string | null;
}

export interface StoreStatus {
  counts: Record<string, number>;
  waiting: WaitingTicket[];
  invalid: ListedInvalid[];
}

/** What waits for a person and since when; reads the threads of the tickets that are open, no others. */
export async function storeStatus(app: App): Promise<StoreStatus> {
  const read = await scan(app.store);
  const counts: Record<string, number> = {};
  const waiting: WaitingTicket[] = [];
  const invalid: InvalidTicket[] = [];
  for (const one of read) {
    if (isInvalid(one)) {
      invalid.push(one);
      continue;
    }
    const { state, id, title } = one.ticket;
    counts[state] = (counts[state] ?? 0) + 1;
    if (state === 'closed') continue;
    const thread = readThread(one.place);
    if (isInvalid(thread)) {
      invalid.push(thread);
      continue;
    }
    const reason = waitingFor(state, thread.events);
    if (reason) waiting.push({ id, path: app.store.show(one.place.directory), title, state, ...reason });
  }
  waiting.sort((a, b) => ((a.since ?? '') < (b.since ?? '') ? -1 : 1));
  return { counts, waiting, invalid: invalidOf(app.store, invalid) };
}

function waitingFor(
  state: State,
  events: readonly ThreadEvent[],
): { reason: WaitingReason; since: string | null } | null {
  const request = events.findLastIndex((event) => isVerdict(event, 'request_changes'));
  const answered = events
    .slice(request + 1)
    .some((event) => event.kind === 'implementation_report' || isVerdict(event, 'approve'));
  if (request >= 0 && !answered) return { reason: 'changes_requested', since: events[request]?.at ?? null };
  if (state === 'done') return { reason: 'done_not_closed', since: timeOf(events, isDone) };
  const approval = state === 'inprogress' ? findApprovalSinceStart(events) : undefined;
  return approval === undefined ? null : { reason: 'approved_not_done', since: approval.at };
}

function isVerdict({ kind, attributes }: ThreadEvent, verdict: string): boolean {
  return kind === 'review' && attributes.status === verdict;
}

function isDone({ attributes }: ThreadEvent): boolean {
  return attributes.to === 'done';
}

function timeOf(events: readonly ThreadEvent[], isMeant: (event: ThreadEvent) => boolean): string | null {
  return events.findLast(isMeant)?.at ?? null;
}
