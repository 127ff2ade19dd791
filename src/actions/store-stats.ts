import { isInvalid } from '../store/read-item.js';
import { scan } from '../store/scan.js';
import { priorityOf } from '../tickets/query.js';
import { states, type Ticket } from '../tickets/ticket.js';
import { readable } from './list-tickets.js';
import type { App } from './open-app.js';

export interface StoreStats {
  total: number;
  invalid: number;
  by_state: Record<string, number>;
  by_kind: Record<string, number>;
  by_priority: Record<string, number>;
  by_label: Record<string, number>;
  by_assignee: Record<string, number>;
  /** Created and, of these, last changed while closed, by month (YYYY-MM, UTC). */
  by_month: Record<string, { created: number; closed: number }>;
  /** Days from creation to the last change, of closed tickets; null where there is none. */
  days_to_close: { median: number; longest: number } | null;
}

/** Counts over the whole store; open tickets only where a count is by label or assignee. */
export async function storeStats(app: App): Promise<StoreStats> {
  const read = await scan(app.store);
  const tickets = readable(read);
  const open = tickets.filter(({ state }) => state !== 'closed');
  return {
    total: tickets.length,
    invalid: read.filter(isInvalid).length,
    by_state: Object.fromEntries(
      states.map((state) => [state, tickets.filter((ticket) => ticket.state === state).length]),
    ),
    by_kind: count(tickets.map(({ kind }) => kind ?? 'none')),
    by_priority: count(tickets.map(priorityOf)),
    by_label: count(open.flatMap(({ labels }) => labels)),
    by_assignee: count(open.map(({ assignee }) => assignee ?? 'none')),
    by_month: monthsOf(tickets),
    days_to_close: daysToClose(tickets),
  };
}

function count(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
}

function monthsOf(tickets: readonly Ticket[]): StoreStats['by_month'] {
  const created = count(tickets.map(({ created_at }) => monthOf(created_at)));
  const closed = count(tickets.filter(({ state }) => state === 'closed').map(({ updated_at }) => monthOf(updated_at)));
  const months = [...new Set([...Object.keys(created), ...Object.keys(closed)])].filter((month) => month !== '').sort();
  return Object.fromEntries(
    months.map((month) => [month, { created: created[month] ?? 0, closed: closed[month] ?? 0 }]),
  );
}

function monthOf(time: string | null): string {
  return /^\d{4}-\d\d/.exec(time ?? '')?.[0] ?? '';
}

function daysToClose(tickets: readonly Ticket[]): StoreStats['days_to_close'] {
  const days = tickets
    .filter(({ state }) => state === 'closed')
    .map(({ created_at, updated_at }) => (Date.parse(updated_at ?? '') - Date.parse(created_at ?? '')) / 86_400_000)
    .filter((length) => !Number.isNaN(length))
    .sort((a, b) => a - b);
  const median = days[Math.floor(days.length / 2)];
  const longest = days.at(-1);
  return median === undefined || longest === undefined ? null : { median: round(median), longest: round(longest) };
}

function round(days: number): number {
  return Math.round(days * 10) / 10;
}
