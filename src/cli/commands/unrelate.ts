import { relationWords } from '../../actions/relation-ends.js';
import { unrelateTickets } from '../../actions/unrelate-tickets.js';
import { appOf } from '../app-of.js';
import { changeAnswer, changeFlags, changeOptions } from '../change-answer.js';
import { command } from '../command.js';
import { refuseLoneRelation } from '../lone-relation.js';

export const unrelateCommand = command({
  name: 'unrelate',
  summary: 'Take a relation out again',
  args: [
    { name: 'id', summary: 'the ticket', required: true },
    {
      name: 'relation',
      summary: `one of ${relationWords.join(', ')}; left out: every relation to the other`,
      required: true,
      values: relationWords,
    },
    { name: 'other', summary: 'the other ticket' },
  ],
  flags: changeFlags,
  examples: ['tickets unrelate peer-handshake depends_on pod-store', 'tickets unrelate peer-handshake pod-store'],
  run: async ({ args: [from = '', second = '', third], flags }, host) => {
    if (third === undefined) refuseLoneRelation('unrelate', [from, second]);
    const [word, to] = third === undefined ? [undefined, second] : [second, third];
    const change = await unrelateTickets(await appOf(host), from, word, to, changeOptions(flags));
    return changeAnswer(change, () => `${change.ticket.id}  no longer related`);
  },
});
