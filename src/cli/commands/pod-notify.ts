import { notifyPeer } from '../../actions/notify-peer.js';
import { exitCodeOf } from '../../errors.js';
import { command } from '../command.js';
import { noticeAnswer } from '../delivery-answer.js';
import { podsOf } from '../pods-of.js';
import { neededText, textFlags } from '../text-input.js';

export const podNotifyCommand = command({
  name: 'pod notify',
  summary: 'Leave a notice with a live peer for its next turn, and see what became of it',
  description:
    'The weak form of `pod send`: it wakes nobody, and a notice that nobody heard is an answer and no error, unless --require-delivery says so. What became of it is delivered (recorded, or written to an older receiver), skipped (missing, not-visible, not-peer, not-live) or failed. `tickets notices` shows all of them.',
  args: [{ name: 'name', summary: 'the other pod, or a role', required: true }],
  flags: {
    ...textFlags,
    'require-delivery': { type: 'boolean', summary: 'exit 8 unless it was delivered' },
  },
  examples: ['tickets pod notify companion -m "Merged."', 'tickets pod notify fox -m "Look at #7." --json'],
  run: async ({ args: [name = ''], flags, global }, host) => {
    const { pods, speaker } = podsOf(host, global);
    const text = await neededText(flags, host, () => false);
    const sent = await notifyPeer(pods, speaker, name, text, host.now);
    const isMissed = flags['require-delivery'] && sent.delivery.outcome !== 'delivered';
    return { ...noticeAnswer(sent), exitCode: isMissed ? exitCodeOf('not_delivered') : 0 };
  },
});
