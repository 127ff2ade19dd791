import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LifecycleEvent } from '../../src/hooks/hook.js';
import { eventKind, noticeMessage } from '../../src/hooks/notice-message.js';
import type { ThreadEvent } from '../../src/tickets/event.js';
import { plainTicket } from '../helpers/ticket-fields.js';

const id = '20260601-132955-peer-handshake';
const body = 'SECRET words of a body';

function happened(kind: string, attributes: Record<string, string> = {}): ThreadEvent {
  return { id: 'abcd1234', kind, author: 'mira', at: '2026-06-18T14:33:50Z', attributes, heading: body, body };
}

const moved = (from: string, to: string) => happened('state_changed', { from, to, reason: body, field: 'state' });

function lifecycle(parts: Partial<LifecycleEvent> & { title?: string | null } = {}): LifecycleEvent {
  const { title = 'Make peers', ...rest } = parts;
  return {
    name: 'state',
    ticket: plainTicket(id, title),
    path: `work-items/${id}`,
    directory: `/home/mira/shop/work-items/${id}`,
    events: [moved('queued', 'inprogress')],
    author: 'mira',
    ...rest,
  };
}

describe('the message of a notice', () => {
  it('says ticket, title, state, event, a summary and where to read, in one line', () => {
    expect(noticeMessage(lifecycle())).toBe(
      `ticket: ${id}; title: "Make peers"; state: inprogress; event: state/queued->inprogress; ` +
        `summary: mira moved it from queued to inprogress; read: /home/mira/shop/work-items/${id}`,
    );
  });

  it.each([
    ['state/queued->inprogress', 'state', [moved('queued', 'inprogress')], 'mira moved it from queued to inprogress'],
    [
      'state/planning->inprogress',
      'state',
      [moved('planning', 'ready'), moved('ready', 'queued'), moved('queued', 'inprogress')],
      'mira moved it from planning to inprogress',
    ],
    [
      'state/planning->ready',
      'state',
      [happened('intake_summary'), moved('planning', 'ready')],
      'from planning to ready',
    ],
    ['reopen/closed->planning', 'reopen', [moved('closed', 'planning')], 'mira reopened it'],
    ['review/approve', 'review', [happened('review', { status: 'approve' })], 'mira approved it'],
    ['review/request_changes', 'review', [happened('review', { status: 'request_changes' })], 'requested changes'],
    ['comment/decision', 'comment', [happened('decision')], 'mira added a decision'],
    [
      'comment/implementation_report',
      'comment',
      [happened('implementation_report')],
      'mira added an implementation report',
    ],
    ['close/resolution', 'close', [happened('close', { from: 'done', to: 'closed' })], 'mira closed it; it was done'],
  ] as const)('calls it %s', (kind, name, events, summary) => {
    const event = lifecycle({ name, events });
    expect(eventKind(event)).toBe(kind);
    expect(noticeMessage(event)).toContain(`event: ${kind}; `);
    expect(noticeMessage(event)).toContain(`${summary}; read: `);
  });

  it('has no word of a body, a heading or a reason', () => {
    for (const name of ['state', 'close', 'reopen', 'review', 'comment'] as const)
      expect(noticeMessage(lifecycle({ name }))).not.toMatch(/SECRET|words|body/);
  });

  it('cuts a title at 96 characters, between letters', () => {
    const titleOf = (title: string) => /title: "(.*?)"; state: /s.exec(noticeMessage(lifecycle({ title })))?.[1] ?? '';
    expect(titleOf('x'.repeat(96))).toBe('x'.repeat(96));
    expect(titleOf('x'.repeat(97))).toBe(`${'x'.repeat(95)}…`);
    expect(titleOf('x'.repeat(10_000))).toBe(`${'x'.repeat(95)}…`);
    expect(titleOf('認証トークンの更新が失敗する'.repeat(10))).toHaveLength(96);
    expect(titleOf('👩‍👩‍👧‍👦'.repeat(100))).toBe(`${'👩‍👩‍👧‍👦'.repeat(8)}…`);
    expect(titleOf('𠮷'.repeat(100))).toBe(`${'𠮷'.repeat(47)}…`);
    expect(titleOf(`${'x'.repeat(94)}e\u0301e\u0301`)).toBe(`${'x'.repeat(94)}…`);
    expect(titleOf(`a${'\u0301'.repeat(10_000)}`)).toHaveLength(96);
    expect(titleOf(`${'x'.repeat(94)}${'\u{1f468}\u200d'.repeat(500)}`)).toBe(`${'x'.repeat(94)}…`);
  });

  it('lets no title pose as another part, break the line or act on a terminal', () => {
    const title = 'a"; state: closed; read: /etc/passwd\r\n\u001b[2J\u202eevil\u2028x\u0000\ufeff\u{e0041}';
    const message = noticeMessage(lifecycle({ title }));
    expect(message).toContain(`title: "a'; state: closed; read: /etc/passwd [2Jevil x"; state: inprogress; `);
  });

  it('is bounded and clean whatever anybody wrote', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.constantFrom('\n'.repeat(10_000), 'é'.repeat(10_000), '日本'.repeat(5_000), '\ud800'.repeat(300)),
    );
    const events = fc.array(
      fc
        .record({ kind: hostile, from: hostile, to: hostile, status: hostile })
        .map(({ kind, ...rest }) => happened(kind, rest)),
      { maxLength: 3 },
    );
    const name = fc.constantFrom('state', 'close', 'reopen', 'review', 'comment');
    fc.assert(
      fc.property(hostile, hostile, hostile, events, name, (title, author, directory, all, called) => {
        const event = lifecycle({ name: called, title, author, directory: `/${directory}`, events: all });
        const message = noticeMessage(event);
        expect(message.length).toBeLessThanOrEqual(768);
        expect(eventKind(event).length).toBeLessThanOrEqual(80);
        expect(message).not.toMatch(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u);
        expect(message).not.toMatch(/\s\s/);
        expect(message.startsWith(`ticket: ${id}; title: "`)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
