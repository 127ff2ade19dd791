import { isApproved, isWitnessed } from '../../tickets/gates.js';
import type { PlacedEvent } from '../../tickets/thread.js';
import type { Examined, TicketCheck, Ward } from '../check.js';
import { type Finding, finding } from '../finding.js';

/** What the store requires of a ticket that is done: nobody has gone round it. */
export const checkRules: TicketCheck = (ward, examined) => {
  const { config } = ward;
  const { ticket, events } = examined;
  if (ticket === null || events === null || (ticket.state !== 'done' && ticket.state !== 'closed')) return [];
  const end = events.events.findLastIndex(endsWork);
  const before = events.events.slice(0, end === -1 ? undefined : end);
  const ending = events.events[end];
  return [
    ...(config.review === 'required' && !isForced(ending, 'review') && !isApproved(before)
      ? [broken(ward, examined, ending, 'missing_review', 'review')]
      : []),
    ...(config.evidence === 'required' && !isForced(ending, 'evidence') && !isWitnessed(before)
      ? [broken(ward, examined, ending, 'missing_evidence', 'evidence')]
      : []),
  ];
};

/** The first step out of work counts: what is closed after it was done was asked for before. */
function endsWork({ kind, attributes }: PlacedEvent): boolean {
  return (kind === 'state_changed' && attributes.to === 'done') || (kind === 'close' && attributes.from !== 'done');
}

function isForced(event: PlacedEvent | undefined, gate: string): boolean {
  return event?.attributes.forced?.split(',').includes(gate) ?? false;
}

function broken(
  { store }: Ward,
  { thread, place }: Examined,
  ending: PlacedEvent | undefined,
  code: 'missing_review' | 'missing_evidence',
  rule: 'review' | 'evidence',
): Finding {
  const what =
    rule === 'review' ? 'an approval by somebody else than its implementers' : 'evidence since its last start';
  return finding(store, thread.path, {
    code,
    line: ending?.line ?? 1,
    severity: ending === undefined || ending.id === null ? 'note' : 'error',
    message: `the ticket went on without ${what} (config.yaml: ${rule}: required)`,
    hint: `reopen it and ask again: tickets reopen ${place.id}`,
  });
}
