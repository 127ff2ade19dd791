import type { OddStep } from '../../tickets/replay.js';
import { possibleFrom } from '../../tickets/transition.js';
import type { TicketCheck } from '../check.js';
import { finding } from '../finding.js';

/** The thread goes through the lifecycle step by step. */
export const checkSteps: TicketCheck = ({ store }, { thread: { path }, replay }) =>
  (replay?.odd ?? []).map((step) => {
    const { line, kind, from, said, to, isOlder } = step;
    const severity = isOlder ? 'note' : undefined;
    if (kind === 'unknown')
      return finding(store, path, {
        code: 'unknown_event_state',
        line,
        severity,
        message: `this event leads to ${JSON.stringify(to.slice(0, 40))}, which is no state`,
        hint: isOlder ? olderHint : 'correct the word behind to:',
      });
    if (kind === 'parallel')
      return finding(store, path, {
        code: 'parallel_step',
        line,
        message: `this step to ${to} begins at ${said}, when the ticket was ${from}: two branches were merged`,
      });
    return finding(store, path, { code: 'illegal_step', line, severity, ...sayIllegal(step) });
  });

function sayIllegal({ from, said, to, isOlder }: OddStep): { message: string; hint: string } {
  const possible = possibleFrom(from).map((row) => row.to);
  return {
    message: `the ticket was ${from} then, and ${said === from ? 'no step leads from there' : `this step leads from ${said}`} to ${to}`,
    hint: isOlder ? olderHint : `possible was: ${possible.join(', ')}; an event may be missing before this one`,
  };
}

const olderHint = 'older tools wrote so; nothing is to be done';
