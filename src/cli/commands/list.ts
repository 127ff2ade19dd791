import { listTickets, mapTickets } from '../../actions/list-tickets.js';
import { isOlderStore } from '../../actions/where.js';
import { sortKeys } from '../../tickets/query.js';
import { appOf } from '../app-of.js';
import { command } from '../command.js';
import { columnsOf, listFlags, listJson, listLine, listLines, listRemarks, listText } from '../list-answer.js';
import { queryFlags, queryOf } from '../query-flags.js';

export const listCommand = command({
  name: 'list',
  summary: 'List tickets; those that are not closed unless --state or --status says otherwise',
  args: [],
  flags: { ...queryFlags, ...listFlags },
  examples: [
    'tickets list',
    'tickets list --state inprogress --label ux --sort updated',
    'tickets list --state all --limit 0 --json',
  ],
  run: async ({ flags, global }, host) => {
    const app = await appOf(host);
    const isOlder = isOlderStore(app);
    // Scripts of older stores read all of what they ask for.
    const limit = flags.limit ?? (isOlder && !host.stdout.isTerminal && !global.json ? 0 : 50);
    const sort = sortKeys.find((key) => key === flags.sort);
    const query = queryOf(flags, host, isOlder ? 'open' : 'unclosed');
    const options = { query, sort, reverse: flags.reverse, limit };
    const columns = columnsOf(flags.columns, isOlder, host);
    if (global.json || host.stdout.isTerminal) {
      const list = await listTickets(app, options);
      return { json: listJson(list), text: (look) => listText(list, columns, look), remarks: listRemarks(list) };
    }
    // For a program that reads text, nothing is held but its lines.
    const lines = await mapTickets(app, options, listLine(columns));
    return { json: {}, text: () => listLines(lines, columns), remarks: listRemarks(lines) };
  },
});
