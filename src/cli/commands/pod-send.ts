import { sendMessage } from '../../actions/send-message.js';
import { command } from '../command.js';
import { noticeAnswer } from '../delivery-answer.js';
import { podsOf } from '../pods-of.js';
import { neededText, textFlags } from '../text-input.js';

export const podSendCommand = command({
  name: 'pod send',
  summary: 'Say something to a live peer, which wakes it; exit 8 where it was not delivered',
  description:
    'The message is labelled with the name of who speaks: --as, else TICKETS_POD, else the Orchestrator. It goes to peers that are live, and starts or restores nobody. `recorded` means that the peer has it on its disk; `written`, that an older one was sent all of it and says no more.',
  args: [{ name: 'name', summary: 'the other pod, or a role', required: true }],
  flags: textFlags,
  examples: ['tickets pod send companion -m "The branch is pushed."', 'tickets pod send fox --as hare -F report.md'],
  run: async ({ args: [name = ''], flags, global }, host) => {
    const { pods, speaker } = podsOf(host, global);
    const text = await neededText(flags, host, () => false);
    return noticeAnswer(await sendMessage(pods, speaker, name, text, host.now));
  },
});
