import { statusOf } from '../../tickets/ticket.js';
import type { TicketCheck } from '../check.js';
import { finding } from '../finding.js';

/** A status agrees with the state, and both with the directory. */
export const checkStatus: TicketCheck = ({ store }, { place, ticket, parsed, item }) => {
  if (ticket === null) return [];
  const wanted = statusOf(ticket.state);
  const { status, state } = parsed?.lines ?? {};
  const isWrong = ticket.status !== null && ticket.status !== wanted;
  const isElsewhere = place.folder !== '' && place.folder !== wanted;
  return [
    ...(isWrong
      ? [
          finding(store, item.path, {
            code: 'status_mismatch',
            line: status,
            message: `status is ${JSON.stringify(ticket.status)}, but the state ${ticket.state} is ${wanted}`,
            hint: 'correct the one that is wrong',
          }),
        ]
      : []),
    ...(isElsewhere
      ? [
          finding(store, item.path, {
            code: 'directory_mismatch',
            line: status ?? state,
            message: `the ticket is ${wanted} and lies in ${place.folder}/`,
            hint: `move its directory to ${wanted}/, or correct its status`,
          }),
        ]
      : []),
  ];
};
