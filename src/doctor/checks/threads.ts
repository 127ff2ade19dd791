import { findNearHeaders } from '../../tickets/near-headers.js';
import type { Examined, TicketCheck, Ward } from '../check.js';
import { type Finding, finding } from '../finding.js';

/** Threads whose events can all be told apart. */
export const checkThread: TicketCheck = (ward, examined) => {
  const { store } = ward;
  const { path } = examined.thread;
  const thread = examined.events;
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
    ...nearHeaders(ward, examined),
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

/** An event that no reader sees, because its header is not quite one. */
function nearHeaders({ store }: Ward, { thread: { path, bytes }, events }: Examined): Finding[] {
  if (bytes === null || events === null) return [];
  return findNearHeaders(new TextDecoder().decode(bytes), events).map(({ line, isCertain }) =>
    finding(store, path, {
      code: 'malformed_event',
      line,
      severity: isCertain ? undefined : 'warning',
      message: 'this looks like the header of an event and is none: it is read as text',
      hint: 'write <!-- event: KIND key: value --> alone in its line; a backslash in front of it if it is text',
    }),
  );
}

const emptyThread = {
  code: 'empty_thread',
  line: 1,
  message: 'there is no event in it',
  hint: 'the next comment writes one; git may know the older ones',
} as const;
