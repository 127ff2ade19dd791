import { isUtcTime } from '../../tickets/time.js';
import type { Examined, TicketCheck, Ward } from '../check.js';
import { type Finding, finding } from '../finding.js';

export const timeFields = ['created_at', 'updated_at', 'queued_at'];

/** Times that are none, and a ticket that was updated before something happened to it. */
export const checkTimes: TicketCheck = (ward, examined) =>
  examined.parsed === null
    ? []
    : [...wrongTimes(ward, examined), ...updatedTooEarly(ward, examined), ...eventAfterUpdate(ward, examined)];

function wrongTimes({ store }: Ward, { item, parsed }: Examined): Finding[] {
  return timeFields.flatMap((name) => {
    const value = parsed?.fields[name];
    if (value === undefined || value === null || value === '') return [];
    if (typeof value === 'string' && isUtcTime(value)) return [];
    const message = `${name} is ${JSON.stringify(value).slice(0, 60)}, no ISO 8601 time in UTC`;
    const line = parsed?.lines[name];
    return [finding(store, item.path, { code: 'wrong_time', line, message, hint: 'like 2026-06-01T13:29:55Z' })];
  });
}

function updatedTooEarly({ store }: Ward, { item, parsed, ticket }: Examined): Finding[] {
  const [created, updated] = [timeOf(ticket?.created_at), timeOf(ticket?.updated_at)];
  if (created === undefined || updated === undefined || updated >= created) return [];
  return [
    finding(store, item.path, {
      code: 'updated_before_created',
      line: parsed?.lines.updated_at,
      message: `updated_at is ${ticket?.updated_at}, before created_at ${ticket?.created_at}`,
      hint: 'correct the one that is wrong',
    }),
  ];
}

function eventAfterUpdate({ store }: Ward, { item, parsed, ticket, events }: Examined): Finding[] {
  const updated = timeOf(ticket?.updated_at);
  const last = events?.events.findLast(({ at }) => timeOf(at) !== undefined);
  if (updated === undefined || last === undefined || (timeOf(last.at) ?? 0) <= updated) return [];
  return [
    finding(store, item.path, {
      code: 'updated_before_event',
      line: parsed?.lines.updated_at,
      message: `updated_at is ${ticket?.updated_at}, before the last event of the thread at ${last.at}`,
      hint: 'tickets doctor --fix takes over the time of the event',
      fixable: true,
    }),
  ];
}

/** In whole seconds, as tickets keep them. */
function timeOf(text: string | null | undefined): number | undefined {
  return typeof text === 'string' && isUtcTime(text) ? Math.floor(Date.parse(text) / 1000) : undefined;
}
