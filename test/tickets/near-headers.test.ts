import { expect, it } from 'vitest';
import { findNearHeaders } from '../../src/tickets/near-headers.js';
import { quickThread } from '../../src/tickets/quick-thread.js';
import { formatEvent, parseThread } from '../../src/tickets/thread.js';

const header = '<!-- event: comment author: mole at: 2026-06-02T00:00:00Z -->';
const fields = { kind: 'comment', author: 'hare', at: '2026-06-01T00:00:00Z', attributes: {}, heading: null };
const near = (text: string) => findNearHeaders(text, parseThread(text)).map(({ line }) => line);
const event = (body: string) => formatEvent({ id: 'aaaa0001', ...fields, body });

it.each([
  ['one that our writers escaped', `${header} \n\n---\n\n${header.replace(' -->', '')}\n`],
  ['one in a fence', `\`\`\`\n${header} \n\`\`\``],
  ['one in a fence that quotes a thread', `~~~\n${header}\n\n---\n\n<!--event: comment author: x at: y -->\n~~~`],
  ['one in a block of code', `    ${header}`],
  ['one that is quoted', `> ${header}`],
  ['one that is much like it, amid text', `Write it so:\n${header.replace('<!-- e', '<!--e')}`],
  ['one inside a line', `The header ${header} opens it.`],
  ['another comment', '<!-- eventually: author: nobody -->\n<!-- TODO: event -->\n<!-- event handlers come later -->'],
])('text of ours is no spoiled header: %s', (_, body) => {
  expect(near(event(body))).toEqual([]);
});

it('a fence that an older tool did not escape may reach into what is read as the next event', () => {
  const quoted = `<!-- event: plan author: x at: 2026-06-01T00:00:00Z -->\n\n\`\`\`\n${header}\n\n---\n\n${header}\n\n${header} \n\`\`\`\n\n---\n`;
  expect(parseThread(quoted).events).toHaveLength(2);
  expect(near(quoted)).toEqual([]);
});

it.each([
  ...['<!--event:', '<!-- EVENT:', '<!-event:', '<!-- event', ' <!-- event:', '\uFEFF<!-- event:', '<!-- event :'],
  '<!-- event:\t',
])('%j begins a spoiled one where a header may stand, and no quick look passes over it', (start) => {
  const spoiled = header.replace('<!-- event:', start);
  const text = `${event('First.')}\n${spoiled}\n\nSecond.\n\n---\n`;
  expect(near(text)).toEqual([7]);
  expect(quickThread(Buffer.from(text).toString('latin1'))).toBeUndefined();
  expect(near(text.replaceAll('\n', '\r\n'))).toEqual([7]);
});
