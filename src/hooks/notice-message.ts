import type { LifecycleEvent } from './hook.js';
import { plainLine } from './plain-line.js';

const longestTitle = 96;
const longestKind = 80;
const longestSummary = 160;
const longestAuthor = 48;
const longestMessage = 768;

/** What happened, as `state/queued->inprogress`, `review/approve`, `comment/decision` or `close/resolution`. */
export function eventKind({ name, events }: Pick<LifecycleEvent, 'name' | 'events'>): string {
  const last = events.at(-1);
  const detail = { review: last?.attributes.status, comment: last?.kind, close: 'resolution' };
  const what = name === 'state' || name === 'reopen' ? pathOf(events) : detail[name];
  return plainLine(`${name}/${what ?? ''}`, longestKind);
}

/** A change that passes several states is one step here, from the first to the last. */
function pathOf(events: LifecycleEvent['events']): string {
  const from = events.find(({ attributes }) => attributes.from !== undefined)?.attributes.from;
  return `${from ?? ''}->${events.at(-1)?.attributes.to ?? ''}`;
}

/**
 * What the Companion is told: one bounded line. Of what people wrote only the title is in it, quoted so that it cannot
 * pose as another part; where to read the rest stands at its end.
 */
export function noticeMessage(event: LifecycleEvent): string {
  const { ticket, directory } = event;
  const parts = [
    `ticket: ${plainLine(ticket.id, 128)}`,
    `title: ${quoted(plainLine(ticket.title ?? '', longestTitle))}`,
    `state: ${ticket.state}`,
    `event: ${eventKind(event)}`,
    `summary: ${plainLine(summaryOf(event), longestSummary)}`,
  ];
  const head = `${parts.join('; ')}; read: `;
  return head + endOf(plainLine(directory, directory.length + 1), longestMessage - head.length);
}

function summaryOf({ name, author, events }: LifecycleEvent): string {
  const who = plainLine(author, longestAuthor) || 'somebody';
  const last = events.at(-1);
  const [from, to] = pathOf(events).split('->');
  if (name === 'comment') return `${who} added ${withArticle(last?.kind.replaceAll('_', ' ') ?? name)}`;
  if (name === 'review') return `${who} ${last?.attributes.status === 'approve' ? 'approved it' : 'requested changes'}`;
  if (name === 'close') return `${who} closed it; it was ${last?.attributes.from ?? 'open'}`;
  return name === 'reopen' ? `${who} reopened it` : `${who} moved it from ${from} to ${to}`;
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', "'")}"`;
}

/** Of a long path the end says more than the beginning. */
function endOf(path: string, longest: number): string {
  if (path.length <= longest) return path;
  return `…${path.slice(1 - longest).replace(/^[\udc00-\udfff]/u, '')}`;
}
