import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TicketsError } from '../../src/errors.js';
import { type State, states } from '../../src/tickets/ticket.js';
import { isStep, possibleFrom, transition, transitions } from '../../src/tickets/transition.js';

const anyState = fc.constantFrom(...states);
const move = { at: '2026-06-18T14:33:50Z', author: 'hare' };

// The table of the product's promise, written again by hand: from -> the states it leads to.
const promised: Record<State, State[]> = {
  planning: ['ready', 'inprogress', 'pending', 'closed'],
  ready: ['queued', 'inprogress', 'planning', 'pending', 'closed'],
  queued: ['inprogress', 'planning', 'pending', 'closed'],
  inprogress: ['done', 'planning', 'pending', 'closed'],
  done: ['closed'],
  closed: ['planning'],
  pending: ['planning', 'closed'],
};

describe('the lifecycle', () => {
  test('leads where it promises and nowhere else', () => {
    for (const state of states)
      expect(
        possibleFrom(state)
          .map(({ to }) => to)
          .sort(),
      ).toEqual([...promised[state]].sort());
    expect(new Set(transitions.map(({ from, to }) => `${from} ${to}`)).size).toBe(transitions.length);
  });

  test('every allowed move ends where it should by legal steps, one event each; every other is refused with what is possible', () => {
    fc.assert(
      fc.property(anyState, anyState, (from, to) => {
        const ticket = { id: 'a', state: from };
        if (!promised[from].includes(to)) {
          const refused = catchError(() => transition(ticket, to, move));
          expect(refused.code).toBe('illegal_transition');
          expect(refused.data).toMatchObject({ from, to, possible: expect.arrayContaining(promised[from]) });
          return;
        }
        const { state, events } = transition(ticket, to, move);
        expect(state).toBe(to);
        let here: State = from;
        for (const { attributes, kind } of events) {
          const next = states.find((one) => one === attributes.to) ?? here;
          expect(attributes.from).toBe(here);
          expect(isStep(here, next)).toBe(true);
          expect(kind).toBe(next === 'closed' ? 'close' : 'state_changed');
          here = next;
        }
        expect(here).toBe(to);
      }),
    );
  });

  test('a start from planning passes the steps between, and its words stand in the last event', () => {
    const { events } = transition({ id: 'a', state: 'planning' }, 'inprogress', {
      ...move,
      body: 'why',
      forced: ['queue'],
    });
    expect(events.map(({ attributes }) => attributes.to)).toEqual(['ready', 'queued', 'inprogress']);
    expect(events.map(({ body }) => body)).toEqual(['', '', 'why']);
    expect(events.at(-1)?.attributes).toEqual({
      from: 'queued',
      to: 'inprogress',
      reason: 'inprogress',
      forced: 'queue',
      field: 'state',
    });
  });
});

function catchError(work: () => unknown): TicketsError {
  try {
    work();
  } catch (error) {
    if (error instanceof TicketsError) return error;
  }
  throw new Error('expected a TicketsError');
}
