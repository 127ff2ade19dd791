import fc from 'fast-check';
import type { ThreadEvent } from '../src/tickets/event.js';
import { appendix, parseThread } from '../src/tickets/thread.js';
import { hostileBody } from '../test/tickets/bodies.js';
import type { Outcome, Row } from './row.js';

type Append = (thread: string, event: ThreadEvent) => string;

const guarded: Append = (thread, event) => appendix(thread, [event]);
/** Takes off the backslash that the writer puts before a line of a body that looks like a header. */
const unguarded: Append = (thread, event) => guarded(thread, event).replace(/^\\(\\*<!-- event:)/gm, '$1');

/** Small enough that a thread is read in one go, and each body has neighbours that it could swallow or cut short. */
const threadSize = 5;
const batch = 1_000;

export const threads: Row = {
  name: 'threads',
  done: (size) => `${size} hostile bodies (rules, fences, forged headers, odd characters) written and read again`,
  full: 200_000,
  short: 2_000,
  run: (size, seed) => roundTrips(size, seed, guarded),
  controls: [
    {
      without: 'the backslash before lines that look like a header',
      run: (seed) => roundTrips(2_000, seed, unguarded),
    },
  ],
};

async function roundTrips(size: number, seed: number, append: Append): Promise<Outcome> {
  let [same, done] = [0, 0];
  for (; done < size; done += batch) {
    const bodies = fc.sample(hostileBody, { numRuns: Math.min(batch, size - done), seed: seed + done });
    for (let n = 0; n < bodies.length; n += threadSize) same += roundTrip(bodies.slice(n, n + threadSize), append);
  }
  const problems = same < size ? [`${size - same} of ${size} bodies do not come back as they were written`] : [];
  return { reached: `${same} of ${size} come back whole`, problems };
}

/** How many of the bodies of one thread come back as they are to be stored. */
function roundTrip(bodies: readonly string[], append: Append): number {
  const events = bodies.map((body, n) => eventOf(body, n));
  const text = events.reduce((thread, event) => thread + append(thread, event), '');
  const { events: read, malformed, closed } = parseThread(text);
  if (malformed.length > 0 || !closed || read.length !== events.length) return 0;
  return events.filter((event, n) => read[n]?.id === event.id && read[n]?.body === stored(event.body)).length;
}

function eventOf(body: string, n: number): ThreadEvent {
  const at = '2026-06-18T14:33:50Z';
  return { id: `a${n}`, kind: 'comment', author: 'hare', at, attributes: {}, heading: 'Comment', body };
}

/** What a body becomes, said a second time and in another way: LF, without blank lines around it. */
function stored(body: string): string {
  const lines = body.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n');
  const isText = (line: string) => line.replaceAll(' ', '').replaceAll('\t', '') !== '';
  return lines.slice(Math.max(0, lines.findIndex(isText)), lines.findLastIndex(isText) + 1).join('\n');
}
