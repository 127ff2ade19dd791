import { appOf } from '../app-of.js';
import { type Answer, command, type Host } from '../command.js';
import { visible } from '../render/visible.js';
import { moveEach, stateFlags } from '../state-command.js';
import { twoTexts } from '../text-input.js';

export const closeCommand = command({
  name: 'close',
  summary: 'Close tickets with a resolution',
  args: [{ name: 'id', summary: 'id, slug or part of an id', required: true, multiple: true }],
  flags: {
    ...stateFlags,
    resolution: {
      type: 'string',
      placeholder: 'TEXT',
      summary: 'the resolution, as older scripts give it; the same as -m',
    },
    'suggest-next': { type: 'boolean', summary: 'name the tickets that can be started now because of it' },
  },
  examples: [
    'tickets close peer-handshake -m "Merged; see the commit."',
    'tickets close ID1 ID2 -F resolution.md --suggest-next',
  ],
  run: async ({ args, flags, global }, host) => {
    if (flags.resolution !== undefined && (flags.message !== undefined || flags.file !== undefined)) throw twoTexts();
    const message = flags.message ?? flags.resolution;
    const { answer, ids } = await moveEach(args, 'closed', { flags: { ...flags, message }, global }, host);
    return flags['suggest-next'] ? suggestNext(answer, ids, host) : answer;
  },
});

async function suggestNext(answer: Answer, ids: readonly string[], host: Host): Promise<Answer> {
  const { unblockedBy } = await import('../../actions/next-tickets.js');
  const unblocked = await unblockedBy(await appOf(host), ids);
  const said = unblocked.map(({ id, title }) => `unblocked  ${visible(id)}  ${visible(title ?? '')}\n`).join('');
  const piped = unblocked.map(({ id }) => `unblocked\t${visible(id)}\n`).join('');
  return {
    ...answer,
    json: { ...answer.json, unblocked },
    text: (look) => `${answer.text(look)}${look.terminal ? said : piped}`,
  };
}
