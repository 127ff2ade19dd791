import { expect, it } from 'vitest';
import { podEventText } from '../../../src/cli/render/pod-event.js';

function shown(...events: [string, unknown][]): string {
  const textOf = podEventText(() => new Date(2026, 5, 18, 14, 33, 50));
  return events.map(([event, data]) => textOf({ event, data })).join('');
}

it('what an agent says is shown line by line as it comes, and its last line when the turn ends', () => {
  const textOf = podEventText(() => new Date(2026, 5, 18, 14, 33, 50));
  const say = (text: string) => textOf({ event: 'text_delta', data: { text } });
  expect(say('one\ntw')).toBe('14:33:50 | one\n');
  expect(say('o\n\nthr')).toBe('14:33:50 | two\n14:33:50 | \n');
  expect(textOf({ event: 'text_done', data: { text: 'one\ntwo\n\nthr' } })).toBe('');
  expect(textOf({ event: 'turn_end', data: {} })).toBe('14:33:50 | thr\n');
  expect(textOf({ event: 'turn_end', data: {} })).toBe('');
});

it('a notice is one line with where it comes from, whatever it holds', () => {
  const notice = { type: 'notice', source: 'hare', proven: true, late: false, message: 'a\nb\u001b[2J\u202e' };
  const item = (more: object): [string, unknown] => ['system_item', { item: { ...notice, ...more } }];
  expect(shown(item({}), item({ proven: false, late: true }), item({ source: null }))).toBe(
    [
      '14:33:50 notice from hare: a\\nb\\x1b[2J\\u{202e}',
      '14:33:50 late notice from hare (claimed): a\\nb\\x1b[2J\\u{202e}',
      '14:33:50 notice from nobody in particular: a\\nb\\x1b[2J\\u{202e}',
      '',
    ].join('\n'),
  );
  expect(shown(['system_item', { item: { type: 'pod_event', kind: 'ended' } }])).toBe('14:33:50 pod_event ended\n');
});

it('events of other kinds and of any shape break nothing', () => {
  expect(shown(['user_message', { segments: [{ content: 'Hello,\nall\n' }] }])).toBe(
    '14:33:50 > Hello,\n14:33:50 > all\n',
  );
  expect(shown(['alert', { level: 'info', message: 'm' }], ['error', { message: 'e' }])).toBe(
    '14:33:50 note: m\n14:33:50 error: e\n',
  );
  for (const event of ['system_item', 'user_message', 'text_delta', 'alert', 'something_new'])
    for (const data of [null, 7, 'x', [], { item: 7, segments: 7, text: 7 }]) shown([event, data]);
});
