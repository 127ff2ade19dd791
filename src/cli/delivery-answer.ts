import type { SentNotice } from '../actions/send-message.js';
import type { Diagnostic } from '../diagnostic.js';
import type { Answer, Look } from './command.js';
import { paint } from './render/style.js';
import { visible } from './render/visible.js';

type Delivery = SentNotice['delivery'];

/** What became of a notice, in few words: `delivered (recorded)`, `skipped: not-live`. */
export function deliveryWords({ outcome, reason, evidence }: Delivery): string {
  if (outcome === 'delivered') return evidence === null ? outcome : `${outcome} (${evidence})`;
  return reason === null ? outcome : `${outcome}: ${reason}`;
}

export function noticeAnswer({ from, to, id, delivery }: SentNotice): Answer {
  return {
    json: { schema_version: 1, kind: 'notice', from, to, id, delivery },
    text: (look) =>
      look.terminal ? `${told(to, delivery, look)}\n` : `${visible(id)}\t${visible(deliveryWords(delivery))}\n`,
    remarks: delivery.outcome === 'failed' ? [failure(to, delivery)] : [],
  };
}

function told(to: string, delivery: Delivery, look: Look): string {
  const detail = delivery.detail === null ? '' : `  ${visible(delivery.detail)}`;
  const words = paint(visible(deliveryWords(delivery)), delivery.outcome === 'delivered' ? 'green' : 'yellow', look);
  return `${visible(to)}  ${words}${detail}`;
}

/** Why a notice failed has no column of its own in a pipe, and must not go unsaid there. */
function failure(to: string, { detail }: Delivery): Diagnostic {
  return { level: 'warning', source: 'notice', text: `${to} was not told: ${detail ?? 'nobody knows why'}` };
}
