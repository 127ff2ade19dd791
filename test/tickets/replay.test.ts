import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ThreadEvent } from '../../src/tickets/event.js';
import { replay } from '../../src/tickets/replay.js';
import { formatEvent, parseThread } from '../../src/tickets/thread.js';
import { type State, states } from '../../src/tickets/ticket.js';
import { findTransition, transition } from '../../src/tickets/transition.js';

const at = '2026-06-01T00:00:00Z';

function step(from: string | undefined, to: string, id: string | null = 'a1'): ThreadEvent {
  const said = from === undefined ? {} : { from };
  return {
    id,
    kind: 'state_changed',
    author: 'hare',
    at,
    attributes: { ...said, to, field: 'state' },
    heading: null,
    body: '',
  };
}

function replayed(...events: ThreadEvent[]) {
  const { state, odd } = replay(parseThread(events.map(formatEvent).join('\n')).events);
  return { state, odd: odd.map(({ kind, isOlder }) => (isOlder ? `older ${kind}` : kind)) };
}

test('whatever the lifecycle does is in order, and leads where it says', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...states), { maxLength: 12 }), (wanted) => {
      let state: State = 'planning';
      const events: ThreadEvent[] = [{ ...step(undefined, ''), kind: 'create', attributes: {} }];
      for (const to of wanted) {
        if (findTransition(state, to) === undefined) continue;
        const moved = transition({ id: 'x', state }, to, { at, author: 'hare' });
        events.push(...moved.events.map((event) => ({ ...event, id: 'a1' })));
        state = moved.state;
      }
      expect(replayed(...events)).toEqual({ state, odd: [] });
    }),
  );
});

test('a step that the lifecycle has not is illegal, between older events a note', () => {
  expect(replayed(step('planning', 'done'))).toEqual({ state: 'done', odd: ['illegal'] });
  expect(replayed(step('planning', 'done', null))).toEqual({ state: 'done', odd: ['older illegal'] });
  expect(replayed(step('planning', 'ready', null), step('ready', 'done'))).toEqual({
    state: 'done',
    odd: ['older illegal'],
  });
  expect(replayed(step(undefined, 'queued'))).toEqual({ state: 'queued', odd: ['illegal'] });
  expect(replayed(step('planning', 'nowhere'))).toEqual({ state: 'planning', odd: ['unknown'] });
});

test('steps of two branches that were merged are parallel, a step that is missing is not', () => {
  expect(replayed(step('planning', 'pending'), step('planning', 'ready'))).toEqual({
    state: 'ready',
    odd: ['parallel'],
  });
  expect(replayed(step('planning', 'ready'), step('planning', 'ready'))).toEqual({ state: 'ready', odd: [] });
  expect(replayed(step('planning', 'ready'), step('queued', 'inprogress'))).toEqual({
    state: 'inprogress',
    odd: ['illegal'],
  });
});

test('a thread that tells of no state is judged where it begins as those of today do', () => {
  const comment = (id: string | null): ThreadEvent => ({ ...step(undefined, '', id), kind: 'comment', attributes: {} });
  expect(replayed(comment(null), comment('a1')).state).toBe(null);
  expect(replayed(comment('a1')).state).toBe(null);
  expect(replayed({ ...comment('a1'), kind: 'create' }, comment('a2')).state).toBe('planning');
  expect(replayed({ ...comment(null), kind: 'create' }, comment('a2')).state).toBe(null);
  expect(replayed(comment(null), { ...comment(null), kind: 'closed' }).state).toBe('closed');
  expect(
    replayed(step('planning', 'ready'), { ...step('x', 'y'), attributes: { from: 'P1', to: 'P2', field: 'priority' } })
      .state,
  ).toBe('ready');
});
