import { hookLog, type LoggedRecord } from '../../actions/log-hooks.js';
import { appOf } from '../app-of.js';
import { command } from '../command.js';
import { table } from '../render/table.js';
import { age } from '../render/time.js';
import { tsv } from '../render/tsv.js';

const usualLimit = 50;

export const hooksLogCommand = command({
  name: 'hooks log',
  summary: 'What hooks did on the last transitions, and what they could not do',
  args: [],
  flags: { limit: { type: 'integer', placeholder: 'N', summary: 'the newest N (default: 50; 0: all that is kept)' } },
  examples: ['tickets hooks log', 'tickets hooks log --limit 0 --json'],
  run: async ({ flags }, host) => {
    const app = await appOf(host, { toleratesConfig: true });
    const log = hookLog(app, flags.limit ?? usualLimit);
    return {
      json: { schema_version: 1, kind: 'hooks-log', ...log },
      text: (look) => {
        if (!look.terminal)
          return tsv(
            columns,
            log.records.map((record) => cellsOf(record, record.at)),
          );
        if (log.records.length === 0) return 'No hook has done anything here.\n';
        const rows = log.records.map((record) => cellsOf(record, age(record.at, host.now())));
        const titles = columns.map((title) => ({ title: title.toUpperCase(), flexible: title === 'detail' }));
        return table(titles, rows, look);
      },
      ...(log.truncated ? { remarks: [shorter(log.records.length, log.total)] } : {}),
    };
  },
});

const columns = ['at', 'event', 'ticket', 'to', 'outcome', 'detail'];

function cellsOf({ event, ticket, hook, to, outcome, reason, evidence, detail }: LoggedRecord, at: string): string[] {
  const more = reason ?? evidence;
  return [at, event ?? '', ticket ?? '', to ?? hook, more === null ? outcome : `${outcome} (${more})`, detail ?? ''];
}

function shorter(shown: number, total: number) {
  const text = `the newest ${shown} of ${total}; --limit 0 shows all`;
  return { level: 'info', source: 'hooks', text } as const;
}
