import { command } from '../command.js';
import { moveTickets, stateFlags } from '../state-command.js';
import { stateWord, stateWords } from '../state-word.js';

export const stateCommand = command({
  name: 'state',
  summary: 'Move a ticket to any state that the lifecycle allows',
  args: [
    { name: 'id', summary: 'id, slug or part of an id', required: true },
    { name: 'state', summary: `one of ${stateWords.join(', ')}`, required: true, values: stateWords },
  ],
  flags: stateFlags,
  examples: ['tickets state peer-handshake pending --reason "waits for the new protocol"'],
  run: (input, host) => {
    const [id = '', word = ''] = input.args;
    return moveTickets([id], stateWord(word), input, host);
  },
});
