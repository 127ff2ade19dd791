import fc from 'fast-check';
import type { LifecycleEvent } from '../../src/hooks/hook.js';
import type { ThreadEvent } from '../../src/tickets/event.js';
import { plainTicket } from '../helpers/ticket-fields.js';

export const eventId = '20260601-132955-peer-handshake';

/** Stands in every text of an event that is not to be told: bodies, headings, reasons. */
export const secret = 'SECRET';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom(
    '\n'.repeat(10_000),
    'é'.repeat(10_000),
    '日本'.repeat(5_000),
    '\ud800'.repeat(300),
    '\u202e"; state: done',
  ),
  fc
    .array(
      fc.constantFrom('\u001b[2J', '\u202e', '\u{e0041}', '👩‍👩‍👧‍👦', 'e\u0301', '"', '\r\n', '\u2028', ' ', 'x'),
      { maxLength: 300 },
    )
    .map((parts) => parts.join('')),
);

function happened(kind: string, attributes: Record<string, string>): ThreadEvent {
  const told = { ...attributes, reason: secret };
  return { id: 'abcd1234', kind, author: 'mira', at: null, attributes: told, heading: secret, body: secret };
}

const someEvents = fc.array(
  fc
    .record({ kind: hostile, from: hostile, to: hostile, status: hostile })
    .map(({ kind, ...attributes }) => happened(kind, attributes)),
  { maxLength: 3 },
);

/** Transitions as nobody could make them all: every text that others write is hostile. */
export const hostileEvent: fc.Arbitrary<LifecycleEvent> = fc
  .record({
    name: fc.constantFrom('state', 'close', 'reopen', 'review', 'comment'),
    title: hostile,
    author: hostile,
    directory: hostile,
    events: someEvents,
  })
  .map(({ name, title, author, directory, events }) => {
    const path = `/${directory}`;
    return { name, ticket: plainTicket(eventId, title), path, directory: path, events, author };
  });

/** What is wrong with a message; nothing where it is bounded, clean, and says nothing that it should not. */
export function faultsOf(message: string, event: LifecycleEvent): string[] {
  const title = /; title: "([^"]*)"; state: /.exec(message)?.[1];
  return [
    ...(message.length > 768 ? [`${message.length} characters`] : []),
    ...(title === undefined || title.length > 96 ? ['a title that is not bounded or not closed'] : []),
    ...(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u.test(message)
      ? ['a character that acts']
      : []),
    ...(/\s\s/.test(message) ? ['white space that is not folded'] : []),
    ...(!message.startsWith(`ticket: ${event.ticket.id}; title: "`) ? ['another beginning'] : []),
    ...(message.includes(secret) ? ['words of a body'] : []),
  ];
}
