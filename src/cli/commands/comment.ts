import { commentRoles, commentTicket } from '../../actions/comment-ticket.js';
import { isOlderStore } from '../../actions/where.js';
import { appOf } from '../app-of.js';
import { changeAnswer, changeOptions, deliveredAnswer, transitionFlags } from '../change-answer.js';
import { command } from '../command.js';
import { neededText, textFlags } from '../text-input.js';

export const commentCommand = command({
  name: 'comment',
  summary: 'Add to the thread of a ticket',
  args: [{ name: 'id', summary: 'id, slug or part of an id', required: true }],
  flags: {
    ...textFlags,
    ...transitionFlags,
    role: { type: 'string', values: commentRoles, placeholder: 'ROLE', summary: 'what it is (default: comment)' },
  },
  examples: [
    'tickets comment peer-handshake -m "Tried on a slow disk; holds."',
    'tickets comment peer-handshake --role plan -F plan.md',
  ],
  run: async ({ args: [id = ''], flags, global }, host) => {
    const app = await appOf(host, global);
    const text = await neededText(flags, host, () => isOlderStore(app));
    const role = commentRoles.find((one) => one === flags.role) ?? 'comment';
    const change = await commentTicket(app, id, role, text, changeOptions(flags));
    const answer = changeAnswer(change, () => `${change.ticket.id}  ${role} added`);
    return deliveredAnswer(answer, [change], flags['require-delivery']);
  },
});
