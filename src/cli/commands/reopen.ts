import { command } from '../command.js';
import { moveTickets, stateFlags } from '../state-command.js';

export const reopenCommand = command({
  name: 'reopen',
  summary: 'Reopen a closed ticket; its resolution stays in the thread',
  args: [{ name: 'id', summary: 'id, slug or part of an id', required: true, multiple: true }],
  flags: stateFlags,
  examples: ['tickets reopen peer-handshake --reason "it is back"'],
  run: (input, host) => moveTickets(input.args, 'planning', input, host, 'closed'),
});
