import { join } from 'node:path';
import type { TicketCheck } from '../check.js';
import { finding } from '../finding.js';

/** A closed ticket says what came of it, and no other does. */
export const checkResolution: TicketCheck = ({ store }, { ticket, place, resolution, events }) => {
  if (ticket === null) return [];
  const path = join(place.directory, 'resolution.md');
  const isThere = resolution.bytes !== null || resolution.problem !== null;
  if (ticket.state !== 'closed' && isThere)
    return [
      finding(store, path, {
        code: 'stray_resolution',
        line: 1,
        message: `the ticket is ${ticket.state}, and has a resolution`,
        hint: 'close the ticket, or take the file out: its text is in the thread',
      }),
    ];
  if (ticket.state !== 'closed') return [];
  if (resolution.bytes !== null && isBlank(resolution.bytes))
    return [
      finding(store, path, { code: 'empty_resolution', line: 1, message: 'it is empty', hint: 'say what came of it' }),
    ];
  if (isThere) return [];
  const closing = events?.events.findLast(({ kind }) => kind === 'close' || kind === 'closed');
  return [
    finding(store, path, {
      code: 'missing_resolution',
      severity: closing !== undefined && closing.id !== null ? 'error' : 'warning',
      message: 'the ticket is closed, and no resolution.md says what came of it',
      hint: closing?.body ? 'the text of its close event may serve' : 'write what came of it into that file',
    }),
  ];
};

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
}
