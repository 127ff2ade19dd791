import { finding, type TicketCheck } from '../check.js';

/** Threads whose events can all be told apart. */
export const checkThread: TicketCheck = (patient, { place, thread }) => {
  if (thread === null) return [];
  const path = `${place.directory}/thread.md`;
  const buried = thread.buriedHeaders.filter(({ fenced }) => !fenced);
  return [
    ...thread.preamble.slice(0, 1).map((line) =>
      finding(patient, path, {
        code: 'text_before_events',
        line,
        message: 'text stands before the first event and belongs to none',
        hint: 'put an event header above it, or keep it in item.md',
      }),
    ),
    ...thread.malformed.map((line) =>
      finding(patient, path, {
        code: 'malformed_event',
        line,
        message: 'not all of this header can be read',
        hint: 'key: value, with values of several words in double quotes',
      }),
    ),
    ...buried.map(({ line }) =>
      finding(patient, path, {
        code: 'buried_event',
        line,
        message: 'this looks like an event, but no line of --- ends the one before it: it is read as its text',
        hint: 'put a line of --- above it, or a backslash in front of it if it is meant as text',
      }),
    ),
  ];
};
