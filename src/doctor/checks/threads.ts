import type { TicketCheck } from '../check.js';
import { finding } from '../finding.js';

/** Threads whose events can all be told apart. */
export const checkThread: TicketCheck = ({ store }, { thread: { path }, events: thread }) => {
  if (thread === null) return [];
  const buried = thread.buriedHeaders.filter(({ fenced }) => !fenced);
  const last = thread.events.at(-1);
  return [
    ...(last === undefined ? [finding(store, path, emptyThread)] : []),
    ...thread.preamble.slice(0, 1).map((line) =>
      finding(store, path, {
        code: 'text_before_events',
        line,
        message: 'text stands before the first event and belongs to none',
        hint: 'put an event header above it, or keep it in item.md',
      }),
    ),
    ...buried.map(({ line }) =>
      finding(store, path, {
        code: 'buried_event',
        line,
        message: 'this looks like an event, but no line of --- ends the one before it: it is read as its text',
        hint: 'put a line of --- above it, or a backslash in front of it if it is meant as text',
      }),
    ),
    ...(last === undefined || thread.closed
      ? []
      : [
          finding(store, path, {
            code: 'unclosed_thread',
            line: last.lastLine,
            message: 'the last event does not end with a line of ---',
            hint: 'the next event that is written puts it there',
          }),
        ]),
  ];
};

const emptyThread = {
  code: 'empty_thread',
  line: 1,
  message: 'there is no event in it',
  hint: 'the next comment writes one; git may know the older ones',
} as const;
