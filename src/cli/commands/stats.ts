import { type StoreStats, storeStats } from '../../actions/store-stats.js';
import { appOf } from '../app-of.js';
import { command } from '../command.js';
import { table } from '../render/table.js';
import { tsv } from '../render/tsv.js';

export const statsCommand = command({
  name: 'stats',
  summary: 'Counts by state, kind, priority, label, assignee and month',
  description:
    'In a pipe, a row for each count: by, what, count. By `created` and `closed` it is of months; by `days_to_close` what counts is days, median and longest.',
  args: [],
  flags: {},
  examples: ['tickets stats', 'tickets stats --json'],
  run: async (_, host) => {
    const stats = await storeStats(await appOf(host));
    const groups = {
      state: stats.by_state,
      kind: stats.by_kind,
      priority: stats.by_priority,
      label: stats.by_label,
      assignee: stats.by_assignee,
    };
    const rows = Object.entries(groups).flatMap(([by, counts]) =>
      Object.entries(counts).map(([what, n]) => [by, what, String(n)]),
    );
    const months = Object.entries(stats.by_month).map(([month, { created, closed }]) => [
      month,
      String(created),
      String(closed),
    ]);
    const days = stats.days_to_close;
    return {
      json: { schema_version: 1, kind: 'stats', ...stats },
      text: (look) => {
        if (!look.terminal) return tsv(['by', 'what', 'count'], [...rows, ...rowsOverTime(stats)]);
        const counts = table([{ title: 'BY' }, { title: 'WHAT', flexible: true }, { title: 'COUNT' }], rows, look);
        const history = table([{ title: 'MONTH' }, { title: 'CREATED' }, { title: 'CLOSED' }], months, look);
        const closing =
          days === null ? '' : `\nDays from creation to close: median ${days.median}, longest ${days.longest}\n`;
        return `${stats.total} tickets${stats.invalid > 0 ? `, ${stats.invalid} invalid` : ''}\n\n${counts}\n${history}${closing}`;
      },
    };
  },
});

/** What stands in tables of their own at a terminal. */
function rowsOverTime({ by_month, days_to_close }: StoreStats): string[][] {
  const months = Object.entries(by_month).flatMap(([month, { created, closed }]) => [
    ['created', month, String(created)],
    ['closed', month, String(closed)],
  ]);
  const days = Object.entries(days_to_close ?? {}).map(([what, n]) => ['days_to_close', what, String(n)]);
  return [...months, ...days];
}
