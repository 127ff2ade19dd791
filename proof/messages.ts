import fc from 'fast-check';
import type { LifecycleEvent } from '../src/hooks/hook.js';
import { noticeMessage } from '../src/hooks/notice-message.js';
import { faultsOf, hostileEvent } from '../test/hooks/hostile-events.js';
import type { Outcome, Row } from './row.js';

type Tell = (event: LifecycleEvent) => string;

/** Puts a title into the message as it was written. */
const unguarded: Tell = (event) => {
  const { title } = event.ticket;
  return noticeMessage({ ...event, ticket: { ...event.ticket, title: '' } }).replace('""', () => `"${title}"`);
};

const batch = 1_000;

export const messages: Row = {
  name: 'messages',
  done: (size) => `${size} events with hostile titles, authors, paths and kinds told to the Companion`,
  full: 100_000,
  short: 1_000,
  run: (size, seed) => tellAll(size, seed, noticeMessage),
  controls: [
    {
      without: 'the bounds and the cleaning of titles',
      run: (seed) => tellAll(1_000, seed, unguarded),
    },
  ],
};

async function tellAll(size: number, seed: number, tell: Tell): Promise<Outcome> {
  const faults = new Map<string, number>();
  let longest = 0;
  for (let done = 0; done < size; done += batch) {
    const events = fc.sample(hostileEvent, { numRuns: Math.min(batch, size - done), seed: seed + done });
    for (const event of events) {
      const message = tell(event);
      longest = Math.max(longest, message.length);
      for (const fault of faultsOf(message, event)) faults.set(fault, (faults.get(fault) ?? 0) + 1);
    }
  }
  const problems = Array.from(faults, ([fault, count]) => `${count} of ${size} messages have ${fault}`);
  const clean = problems.length === 0 ? 'all of them clean and without a word of a body, ' : '';
  return { reached: `${clean}the longest ${longest} characters`, problems };
}
