import type { StoredTicket } from '../store/ticket-store.js';

/**
 * The revision of a ticket: the first 16 hexadecimal digits of the SHA-256 of a line with its thread's length in bytes,
 * and of its item. A thread only grows, so its length tells what was said within one second apart.
 */
export function revisionOf({ item, thread }: Pick<StoredTicket, 'item' | 'thread'>): string {
  // Loading it costs a tenth of a command, and few ask for a revision.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const length = `${thread?.length ?? 0}\n`;
  return createHash('sha256').update(length).update(item).digest('hex').slice(0, 16);
}
