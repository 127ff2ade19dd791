import { command } from '../command.js';
import { listFlags } from '../list-answer.js';
import { moveTickets, stateFlags } from '../state-command.js';
import { answerNext } from './next.js';

export const readyCommand = command({
  name: 'ready',
  summary: 'Say that a ticket is planned well enough to start; without an id: the same as next',
  args: [{ name: 'id', summary: 'id, slug or part of an id', multiple: true }],
  flags: {
    ...stateFlags,
    limit: listFlags.limit,
    explain: { type: 'boolean', summary: 'without an id: say why each stands where it does' },
  },
  examples: ['tickets ready peer-handshake -m "What is wanted is clear; two files change."', 'tickets ready'],
  run: (input, host) =>
    input.args.length === 0 ? answerNext(input, host) : moveTickets(input.args, 'ready', input, host),
});
