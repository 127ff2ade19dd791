import { command } from '../command.js';
import { moveTickets, stateFlags } from '../state-command.js';

export const queueCommand = command({
  name: 'queue',
  summary: 'Queue a ready ticket: it may be started now',
  args: [{ name: 'id', summary: 'id, slug or part of an id', required: true, multiple: true }],
  flags: stateFlags,
  examples: ['tickets queue peer-handshake'],
  run: (input, host) => moveTickets(input.args, 'queued', input, host),
});
