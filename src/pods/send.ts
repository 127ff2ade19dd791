import { TicketsError } from '../errors.js';
import type { Delivery } from './delivery.js';
import { type Notified, notifyPod, type OutgoingNotice } from './notify.js';

/**
 * The strong form: wakes the peer, says who speaks, and throws `not_delivered` unless the peer has it. Restores nobody.
 */
export async function sendToPeerPod(pods: Parameters<typeof notifyPod>[0], notice: OutgoingNotice): Promise<Notified> {
  const message = `[Peer message from \`${notice.from}\`]\n\n${notice.message}`;
  const sent = await notifyPod(pods, { deadlineMs: 5000, ...notice, message, autoRun: true });
  if (sent.delivery.outcome !== 'delivered') throw notDelivered(notice, sent);
  return sent;
}

function notDelivered({ from, to }: OutgoingNotice, { id, delivery }: Notified): TicketsError {
  return new TicketsError({
    kind: 'not_delivered',
    code: 'not_delivered',
    message: `not delivered to ${to}: ${reasonText(delivery)}`,
    hints: hintsFor(delivery, from, to),
    data: { from, to, id, delivery },
  });
}

function reasonText({ outcome, reason, detail }: Delivery): string {
  if (outcome === 'failed') return [reason, detail].filter((part) => part !== null).join(': ');
  return detail === null ? `${reason}` : `${reason} (${detail})`;
}

function hintsFor({ outcome, reason }: Delivery, from: string, to: string): string[] {
  if (outcome === 'failed') return [`tickets pod show ${to} says what can be seen of it`];
  switch (reason) {
    case 'missing':
      return ['tickets pod list shows whom one can write to', `tickets pod create ${to} makes it`];
    case 'not-visible':
      return [`tickets pod peer ${to}, said as ${from}, makes the two peers`];
    case 'not-live':
      return [`tickets pod serve ${to} makes it live; it is shown then what it missed`];
    default:
      return ['messages go to peers; a pod writes neither to itself nor to a child in this way'];
  }
}
