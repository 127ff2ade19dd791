import { searchTickets } from '../../actions/search-tickets.js';
import { appOf } from '../app-of.js';
import { command } from '../command.js';
import { listJson, listRemarks, searchText } from '../list-answer.js';
import { progressOn } from '../progress.js';
import { queryFlags, queryOf } from '../query-flags.js';

export const searchCommand = command({
  name: 'search',
  summary: 'Find tickets by what their items, threads and resolutions say',
  args: [
    {
      name: 'word',
      summary: 'words or quoted phrases, all of which must be there',
      required: true,
      multiple: true,
      isText: true,
    },
  ],
  flags: queryFlags,
  examples: ['tickets search handshake', 'tickets search 設計 --state all', 'tickets search "stale socket" --json'],
  run: async ({ args, flags }, host) => {
    const app = await appOf(host);
    const query = queryOf(flags, host, 'all');
    const list = await searchTickets(app, args, query, flags.limit ?? 50, progressOn(host, 'searched'));
    return { json: listJson(list), text: (look) => searchText(list, look), remarks: listRemarks(list) };
  },
});
