import type { TicketCheck } from '../check.js';
import { finding } from '../finding.js';

/** The state that the item says is the one in which its thread leaves it. */
export const checkState: TicketCheck = ({ store }, { ticket, parsed, item, replay }) => {
  if (ticket === null || replay === null || replay.state === null || replay.state === ticket.state) return [];
  return [
    finding(store, item.path, {
      code: 'state_mismatch',
      line: parsed?.lines.state ?? parsed?.lines.status,
      message: `the item says ${ticket.state}, its thread ends in ${replay.state}`,
      hint: `set it back to ${replay.state} by hand, then change it with tickets state`,
    }),
  ];
};
