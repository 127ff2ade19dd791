import { blockedTickets } from '../../actions/next-tickets.js';
import { appOf } from '../app-of.js';
import { command } from '../command.js';
import { listFlags, listJson, listRemarks, rankedText } from '../list-answer.js';

export const blockedCommand = command({
  name: 'blocked',
  summary: 'What cannot be started, and what stands in its way',
  args: [],
  flags: { limit: listFlags.limit, explain: { type: 'boolean', summary: 'one line for each thing in the way' } },
  examples: ['tickets blocked', 'tickets blocked --explain'],
  run: async ({ flags }, host) => {
    const list = await blockedTickets(await appOf(host), flags.limit ?? 50);
    const options = { now: host.now(), explain: flags.explain, empty: 'Nothing is blocked.', inTheWay: true };
    return { json: listJson(list), text: (look) => rankedText(list, look, options), remarks: listRemarks(list) };
  },
});
