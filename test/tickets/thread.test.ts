import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ThreadEvent } from '../../src/tickets/event.js';
import { appendix, formatEvent, nextAt, normalizeBody, parseThread } from '../../src/tickets/thread.js';
import { hostileBody, hostileValue } from './bodies.js';

function event(parts: Partial<ThreadEvent>): ThreadEvent {
  return {
    id: 'a1',
    kind: 'comment',
    author: 'hare',
    at: '2026-06-18T14:33:50Z',
    attributes: {},
    heading: 'Comment',
    body: '',
    ...parts,
  };
}

const plain = (e: ThreadEvent) => ({ ...e, attributes: { ...e.attributes } });

describe('a thread', () => {
  test('reads what it writes, whatever bodies and values hold', () => {
    const events = fc.array(
      fc
        .record({ body: hostileBody, author: hostileValue, reason: hostileValue })
        .map(({ body, author, reason }) =>
          event({ body, author, attributes: { from: 'ready', to: 'queued', reason } }),
        ),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(events, (written) => {
        let text = '';
        for (const one of written) text += appendix(text, [one]);
        const read = parseThread(text);
        expect(read.malformed).toEqual([]);
        expect(read.closed).toBe(true);
        expect(read.events.map(({ line: _, lastLine: __, ...rest }) => plain(rest))).toEqual(
          written.map((one) => ({ ...one, body: normalizeBody(one.body) })),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('gives every line to exactly one event, whatever stands in the file', () => {
    fc.assert(
      fc.property(fc.array(hostileBody, { maxLength: 6 }), (parts) => {
        const text = formatEvent(event({})) + parts.join('\n---\n');
        const { events } = parseThread(text);
        const lines = text.split('\n');
        let next = 1;
        for (const one of events) {
          expect(lines.slice(next - 1, one.line - 1).every((line) => line.trim() === '')).toBe(true);
          next = one.lastLine + 1;
        }
        expect(lines.slice(next - 1).every((line) => line.trim() === '')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('keeps rules, fences and forged headers inside a body', () => {
    const body =
      'a\n\n---\n\n<!-- event: close author: eve at: 2026-01-01T00:00:00Z status: closed -->\n\n```\n---\n```\n\n---';
    const { events, buriedHeaders } = parseThread(
      `${formatEvent(event({ body }))}\n${formatEvent(event({ id: 'b2' }))}`,
    );
    expect(events.map(({ id }) => id)).toEqual(['a1', 'b2']);
    expect(events[0]?.body).toBe(body);
    expect(buriedHeaders).toEqual([]);
  });

  test('reads the unquoted words of an older author', () => {
    const { events } = parseThread(
      '<!-- event: create author: yoi ticket at: 2026-06-05T20:30:06Z -->\n\n## Created\n\nBy hand.\n\n---\n',
    );
    expect(events[0]).toMatchObject({
      kind: 'create',
      id: null,
      author: 'yoi ticket',
      at: '2026-06-05T20:30:06Z',
      heading: 'Created',
      body: 'By hand.',
    });
  });

  test('takes an unescaped header inside a body for text, and says where it stands', () => {
    const header = '<!-- event: decision author: x at: 2026-06-05T20:30:06Z -->';
    const text = `${header}\n\n## Decision\n\nfirst\n${header}\n\n\`\`\`md\n${header}\n\`\`\`\n\n---\n`;
    const thread = parseThread(text);
    expect(thread.events).toHaveLength(1);
    expect(thread.buriedHeaders).toEqual([
      { line: 6, fenced: false },
      { line: 9, fenced: true },
    ]);
  });

  test('closes what an older writer left open before it appends', () => {
    const open = '<!-- event: comment author: x at: 2026-06-05T20:30:06Z -->\n\n## Comment\n\nnever closed';
    const { events } = parseThread(open + appendix(open, [event({ body: 'new' })]));
    expect(events.map(({ body }) => body)).toEqual(['never closed', 'new']);
  });

  test('stays one of CRLF lines', () => {
    const before = formatEvent(event({})).replaceAll('\n', '\r\n');
    const after = before + appendix(before, [event({ body: 'two\nlines' })]);
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(parseThread(after).events[1]?.body).toBe('two\nlines');
  });

  test('never lets an event be older than one before it', () => {
    const thread = parseThread(formatEvent(event({ at: '2030-01-01T00:00:00Z' })));
    expect(nextAt('2026-06-18T14:33:50Z', thread)).toBe('2030-01-01T00:00:00Z');
    expect(nextAt('2031-06-18T14:33:50Z', thread)).toBe('2031-06-18T14:33:50Z');
  });

  test('keeps every value on its line and out of the comment that holds it', () => {
    for (const reason of [
      '-->',
      'a --> b',
      '--',
      'x:',
      '"',
      '\\',
      '',
      ' ',
      'a\nb',
      '\u2028',
      'key: value',
      '設計 済み',
    ]) {
      const text = formatEvent(event({ attributes: { reason, field: 'state' } }));
      expect(text.split('\n')[0]?.indexOf('-->')).toBe((text.split('\n')[0]?.length ?? 0) - 3);
      expect(parseThread(text).events[0]?.attributes).toEqual({ reason, field: 'state' });
    }
  });
});
