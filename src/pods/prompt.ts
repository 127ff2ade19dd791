import { fencedNotice, fenceRule } from './fence.js';
import type { Notice } from './notice.js';

/** How much of what waits one turn is given: characters, and notices. */
const mostText = 256 * 1024;
const mostNotices = 200;

/** The oldest of what waits, as many as a turn can take; always one, so that they get fewer. */
export function noticesForTurn(waiting: Iterable<Notice>): Notice[] {
  const taken: Notice[] = [];
  let length = 0;
  for (const notice of waiting) {
    length += notice.message.length;
    if (taken.length > 0 && (length > mostText || taken.length >= mostNotices)) break;
    taken.push(notice);
  }
  return taken;
}

/** What an agent is handed for a turn: what others told it, fenced, and then what it is asked to do. */
export function promptOf(notices: readonly Notice[], input: string): string {
  if (notices.length === 0) return input;
  const count = notices.length === 1 ? 'A notice has' : `${notices.length} notices have`;
  const parts = [`${count} arrived. ${fenceRule}\n`, ...notices.map(fencedNotice)];
  return [...parts, ...(input === '' ? [] : [input])].join('\n');
}
