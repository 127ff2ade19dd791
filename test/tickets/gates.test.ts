import { describe, expect, test } from 'vitest';
import type { ThreadEvent } from '../../src/tickets/event.js';
import { closedGates, type GateFacts, isApproved } from '../../src/tickets/gates.js';

const said = (kind: string, author: string, attributes: Record<string, string> = {}): ThreadEvent => ({
  id: null,
  kind,
  author,
  at: null,
  attributes,
  heading: null,
  body: '',
});
const start = (author: string) => said('state_changed', author, { from: 'queued', to: 'inprogress' });
const approve = (author: string) => said('review', author, { status: 'approve' });
const request = (author: string) => said('review', author, { status: 'request_changes' });
const close = (author: string) => said('state_changed', author, { from: 'done', to: 'closed' });
const reopen = (author: string) => said('state_changed', author, { from: 'closed', to: 'planning' });
const report = (author: string) => said('implementation_report', author);

function gates(facts: Partial<GateFacts>): string[] {
  const all: GateFacts = {
    ticket: { id: 'a', state: 'inprogress' },
    to: 'done',
    blockers: [],
    events: [],
    hasResolution: true,
    config: { review: 'optional', evidence: 'optional', queue: 'optional' },
    ...facts,
  };
  return closedGates(all).map(({ gate }) => gate);
}

describe('the gates', () => {
  test('an unresolved dependency stops queue and start, and nothing else', () => {
    const blockers = [{ id: 'b', title: null, state: 'planning' as const, problem: null }];
    expect(gates({ blockers, ticket: { id: 'a', state: 'ready' }, to: 'queued' })).toEqual(['depends_on']);
    expect(gates({ blockers, ticket: { id: 'a', state: 'planning' }, to: 'inprogress' })).toEqual(['depends_on']);
    expect(gates({ blockers, ticket: { id: 'a', state: 'planning' }, to: 'ready' })).toEqual([]);
    expect(gates({ blockers, to: 'closed' })).toEqual([]);
  });

  test('a required queue lets only queued tickets start', () => {
    const config = { review: 'optional', evidence: 'optional', queue: 'required' } as const;
    expect(gates({ config, ticket: { id: 'a', state: 'ready' }, to: 'inprogress' })).toEqual(['queue']);
    expect(gates({ config, ticket: { id: 'a', state: 'queued' }, to: 'inprogress' })).toEqual([]);
    expect(gates({ config, ticket: { id: 'a', state: 'ready' }, to: 'queued' })).toEqual([]);
  });

  test('closing needs a resolution', () => {
    expect(gates({ to: 'closed', hasResolution: false })).toEqual(['resolution']);
    expect(gates({ to: 'done', hasResolution: false })).toEqual([]);
  });

  test.each([
    ['nobody has approved', [start('a')], false],
    ['another has approved', [start('a'), approve('b')], true],
    ['the one who started approves', [start('a'), approve('a')], false],
    ['the one who started approves in other letters', [start('Nina New'), approve(' nina new')], false],
    ['one who reported on the work approves', [start('a'), report('b'), approve('b')], false],
    ['the report comes after the approval', [start('a'), approve('b'), report('b')], false],
    ['an approval is older than a request for changes', [start('a'), approve('b'), request('c')], false],
    ['a newer approval answers the request', [start('a'), request('c'), approve('b')], true],
    ['an earlier starter, not the last one, approves', [start('a'), start('b'), approve('a')], true],
    [
      'the work was reopened after its approval',
      [start('a'), approve('b'), close('a'), reopen('a'), start('a')],
      false,
    ],
    ['a reopened work is approved anew', [start('a'), close('a'), reopen('a'), start('a'), approve('b')], true],
  ])('review: %s', (_, events, approved) => {
    expect(isApproved(events)).toBe(approved);
    const config = { review: 'required', evidence: 'optional', queue: 'optional' } as const;
    for (const to of ['done', 'closed'] as const)
      expect(gates({ config, events, to })).toEqual(approved ? [] : ['review']);
  });

  test('evidence must be newer than the last start', () => {
    const config = { review: 'optional', evidence: 'required', queue: 'optional' } as const;
    expect(gates({ config, events: [said('evidence', 'a'), start('a')] })).toEqual(['evidence']);
    expect(gates({ config, events: [start('a'), said('evidence', 'a')] })).toEqual([]);
  });
});
