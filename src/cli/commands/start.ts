import { command } from '../command.js';
import { moveTickets, stateFlags } from '../state-command.js';

export const startCommand = command({
  name: 'start',
  summary: 'Start work on a ticket, through the steps between',
  args: [{ name: 'id', summary: 'id, slug or part of an id', required: true, multiple: true }],
  flags: stateFlags,
  examples: ['tickets start peer-handshake'],
  run: (input, host) => moveTickets(input.args, 'inprogress', input, host),
});
