import type { StoredTicket } from '../store/ticket-store.js';

/**
 * The revision of a ticket: the first 16 hexadecimal digits of the SHA-256 of a line with its item's length in bytes, its
 * item and its thread, so that what was said within one second apart is told apart.
 */
export function revisionOf({ item, thread }: Pick<StoredTicket, 'item' | 'thread'>): string {
  // Loading it costs a tenth of a command, and few ask for a revision.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hash = createHash('sha256').update(`${item.length}\n`).update(item);
  return hash
    .update(thread ?? '')
    .digest('hex')
    .slice(0, 16);
}
