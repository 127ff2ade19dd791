import { reviewTicket } from '../../actions/comment-ticket.js';
import { isOlderStore } from '../../actions/where.js';
import { appOf } from '../app-of.js';
import { changeAnswer, changeOptions, deliveredAnswer, transitionFlags } from '../change-answer.js';
import { invalidUsage } from '../cli-errors.js';
import { command } from '../command.js';
import { neededText, textFlags } from '../text-input.js';

export const reviewCommand = command({
  name: 'review',
  summary: 'Approve the work on a ticket, or request changes',
  args: [{ name: 'id', summary: 'id, slug or part of an id', required: true }],
  flags: {
    ...textFlags,
    ...transitionFlags,
    approve: { type: 'boolean', summary: 'the work is right' },
    'request-changes': { type: 'boolean', summary: 'the work is not right yet' },
  },
  examples: [
    'tickets review peer-handshake --approve -m "Read and run."',
    'tickets review peer-handshake --request-changes -F review.md',
  ],
  run: async ({ args: [id = ''], flags, global }, host) => {
    if (flags.approve === flags['request-changes'])
      throw invalidUsage('a review either approves or requests changes', ['give one of --approve, --request-changes']);
    const app = await appOf(host, global);
    const text = await neededText(flags, host, () => isOlderStore(app));
    const change = await reviewTicket(
      app,
      id,
      flags.approve ? 'approve' : 'request_changes',
      text,
      changeOptions(flags),
    );
    const answer = changeAnswer(
      change,
      () => `${change.ticket.id}  ${flags.approve ? 'approved' : 'changes requested'}`,
    );
    return deliveredAnswer(answer, [change], flags['require-delivery']);
  },
});
