import type { PlacedEvent } from '../../tickets/thread.js';
import { isUtcTime } from '../../tickets/time.js';
import type { TicketCheck, Ward } from '../check.js';
import { type Finding, finding } from '../finding.js';

/** Events that can be read, each once, in the order of time. */
export const checkEvents: TicketCheck = (ward, { thread: { path }, events: thread }) => {
  if (thread === null) return [];
  const malformed = new Set(thread.malformed);
  return [
    ...thread.events.flatMap((event) => malformedEvent(ward, path, event, malformed.has(event.line))),
    ...outOfOrder(ward, path, thread.events),
    ...duplicates(ward, path, thread.events),
  ];
};

function malformedEvent({ store }: Ward, path: string, event: PlacedEvent, isUnread: boolean): Finding[] {
  const { line, at } = event;
  const said = isUnread ? 'not all of this header can be read' : lacking(event);
  const isOlderReview = !isUnread && event.kind === 'review' && event.id === null && !!event.author && !!at;
  if (said !== undefined)
    return [
      finding(store, path, {
        code: 'malformed_event',
        line,
        severity: isOlderReview ? 'note' : undefined,
        message: said,
        hint: 'key: value, with values of several words in double quotes',
      }),
    ];
  if (at === null || isUtcTime(at)) return [];
  const message = `at is ${JSON.stringify(at.slice(0, 40))}, no ISO 8601 time in UTC`;
  return [finding(store, path, { code: 'wrong_event_time', line, message, hint: 'like 2026-06-01T13:29:55Z' })];
}

/** What an event of its kind must say and does not. */
function lacking({ kind, author, at, attributes }: PlacedEvent): string | undefined {
  if (!author) return 'this event has no author';
  if (!at) return 'this event has no time (at)';
  if (kind === 'state_changed' && !attributes.to) return 'this change of state does not say to which state (to)';
  if (kind === 'review' && attributes.status !== 'approve' && attributes.status !== 'request_changes')
    return 'this review is neither of status approve nor of status request_changes';
  return undefined;
}

function outOfOrder({ store }: Ward, path: string, events: readonly PlacedEvent[]): Finding[] {
  let latest: { time: number; event: PlacedEvent } | undefined;
  return events.flatMap((event) => {
    if (event.at === null || !isUtcTime(event.at)) return [];
    const time = Math.floor(Date.parse(event.at) / 1000);
    if (latest === undefined || time >= latest.time) {
      latest = { time, event };
      return [];
    }
    const isOlder = event.id === null || latest.event.id === null;
    return [
      finding(store, path, {
        code: 'event_out_of_order',
        line: event.line,
        severity: isOlder ? 'note' : 'error',
        message: `this event of ${event.at} stands after one of ${latest.event.at}`,
        hint: isOlder ? 'older tools wrote so; nothing is to be done' : 'put it where it belongs in time',
      }),
    ];
  });
}

/** An event is known by its id, an older one by its whole text. */
function duplicates({ store }: Ward, path: string, events: readonly PlacedEvent[]): Finding[] {
  const first = new Map<string, number>();
  return events.flatMap((event) => {
    const key = event.id ?? textOf(event);
    const before = first.get(key);
    if (before === undefined) first.set(key, event.line);
    if (before === undefined) return [];
    return [
      finding(store, path, {
        code: 'duplicate_event',
        line: event.line,
        message: `this event stands in line ${before} already`,
        hint: 'a merge may have doubled it: take one of the two out',
      }),
    ];
  });
}

function textOf({ kind, author, at, attributes, heading, body }: PlacedEvent): string {
  return JSON.stringify([kind, author, at, attributes, heading, body]);
}
