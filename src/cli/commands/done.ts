import { command } from '../command.js';
import { moveTickets, stateFlags } from '../state-command.js';

export const doneCommand = command({
  name: 'done',
  summary: 'Say that the work on a ticket is done',
  args: [{ name: 'id', summary: 'id, slug or part of an id', required: true, multiple: true }],
  flags: stateFlags,
  examples: ['tickets done peer-handshake -m "merged and validated"'],
  run: (input, host) => moveTickets(input.args, 'done', input, host),
});
