import { nextTickets } from '../../actions/next-tickets.js';
import { appOf } from '../app-of.js';
import { type Answer, command, type Host } from '../command.js';
import { listFlags, listJson, listRemarks, rankedText } from '../list-answer.js';

export const nextCommand = command({
  name: 'next',
  summary: 'What can be started now, best first',
  args: [],
  flags: { limit: listFlags.limit, explain: { type: 'boolean', summary: 'say why each stands where it does' } },
  examples: ['tickets next', 'tickets next --limit 1 --json'],
  run: (input, host) => answerNext(input, host),
});

interface NextInput {
  flags: { limit: number | undefined; explain: boolean };
}

export async function answerNext({ flags }: NextInput, host: Host): Promise<Answer> {
  const list = await nextTickets(await appOf(host), flags.limit ?? 50);
  return {
    json: listJson(list),
    text: (look) =>
      rankedText(list, look, { now: host.now(), explain: flags.explain, empty: 'Nothing can be started now.' }),
    remarks: listRemarks(list),
  };
}
