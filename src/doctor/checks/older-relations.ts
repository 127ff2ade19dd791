import { join } from 'node:path';
import { TicketsError } from '../../errors.js';
import { olderRelationsFile } from '../../store/ticket-store.js';
import { isOlderRelations } from '../../tickets/relations.js';
import type { TicketCheck } from '../check.js';
import { finding } from '../finding.js';

/** An older relations.json can be read, all of it. */
export const checkOlderRelations: TicketCheck = ({ store }, { place, below }) => {
  if (
    !below?.some(
      ({ name, parentPath }) => name === 'relations.json' && parentPath === join(place.directory, 'artifacts'),
    )
  )
    return [];
  const message = whyUnread(() => olderRelationsFile(place));
  if (message === undefined) return [];
  const hint = 'it holds {"version": 1, "relations": [{"ticket_id", "kind", "target", …}]}';
  return [
    finding(store, join(place.directory, 'artifacts/relations.json'), {
      code: 'wrong_relations',
      line: 1,
      message,
      hint,
    }),
  ];
};

function whyUnread(read: () => string | undefined): string | undefined {
  try {
    const text = read();
    return text === undefined || isOlderRelations(text) ? undefined : 'its relations cannot be read';
  } catch (error) {
    // Of links and special files another check speaks.
    if (error instanceof TicketsError) return error.code === 'unreadable_file' ? 'it cannot be read' : undefined;
    throw error;
  }
}
