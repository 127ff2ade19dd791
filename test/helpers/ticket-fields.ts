import { sourceOf, type Ticket, ticketOf } from '../../src/tickets/ticket.js';

/** A ticket of which only id and title are known. */
export function plainTicket(id: string, title: string | null): Ticket {
  const ticket = ticketOf(id, sourceOf({ fields: { title, state: 'inprogress' }, lines: {} }));
  if ('problem' in ticket) throw new Error(ticket.problem.message);
  return ticket;
}
