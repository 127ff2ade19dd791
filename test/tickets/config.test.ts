import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfig, parseConfig } from '../../src/tickets/config.js';
import { readConfigText } from '../../src/tickets/config-schema.js';

describe('config.yaml', () => {
  it.each([
    ['', {}],
    ['# nothing yet\n', {}],
    ['ids: base32', { ids: 'base32' }],
    ['review: required # by two\r\nevidence: "required"\r\nqueue:\r\n', { review: 'required', evidence: 'required' }],
    ['---\nqueue: required\nhooks: []\n', { queue: 'required' }],
    [
      'hooks: [{on: [state, close], when: tell, run: [./notify.sh, --fast], timeout_seconds: 10}]\n',
      { hooks: [{ on: ['state', 'close'], when: 'tell', run: ['./notify.sh', '--fast'], timeout_seconds: 10 }] },
    ],
    [
      'hooks:\n  - on: [review]\n    when: ask\n    run: [./may-i.sh]\n',
      { hooks: [{ on: ['review'], when: 'ask', run: ['./may-i.sh'] }] },
    ],
  ])('%j sets what it names and leaves the rest', async (text, config) => {
    expect(await parseConfig(text)).toEqual({ config: { ...defaultConfig, ...config } });
  });

  it.each([
    ['# one\nreview: maybe\n', 2, 'review', 'optional or required, as in "review: required"; found "maybe"'],
    ['ids: [base32]\n', 1, 'ids', 'timestamp-slug or base32'],
    ['colour: red\n', 1, 'colour', 'one of ids, review, evidence, queue, hooks'],
    ['ids: base32\n\ncolour:\n', 3, 'colour', 'one of ids'],
    ['constructor: a\n', 1, 'constructor', 'one of ids'],
    ['__proto__: a\n', 1, '__proto__', 'one of ids'],
    ['hooks: yes\n', 1, 'hooks', 'a list, as in'],
    ['hooks:\n  - on: [state]\n    when: never\n    run: [a]\n', 3, 'when', 'ask or tell'],
    ['hooks:\n  - on: [stat]\n    when: ask\n    run: [a]\n', 2, 'on', 'state, close, reopen, review, comment'],
    ['hooks:\n  - on: [state]\n    when: ask\n    run: ./a b\n', 4, 'run', 'as in "run: [./notify.sh, --fast]"'],
    ['hooks:\n  - on: [state]\n    when: ask\n', 2, 'run', 'found nothing'],
    ['hooks:\n  - on: [state]\n    when: ask\n    run: [a]\n    timeout: 3\n', 5, 'timeout', 'timeout_seconds'],
    ['hooks: [{on: [state], when: ask, run: [a], timeout_seconds: 601}]\n', 1, 'timeout_seconds', 'from 1 to 600'],
  ])('%j is refused at line %i, at %s, with what was expected', async (text, line, key, message) => {
    expect(await parseConfig(text)).toEqual({
      problem: { code: expect.any(String), line, key, message: expect.stringContaining(message) },
    });
  });

  it.each([
    ['ids: a: b\n', 'not_yaml', 1],
    ['review: required\nids: &x base32\n', 'anchor', 2],
    ['ids: base32\nids: base32\n', 'duplicate_key', 2],
    [`hooks: ${'['.repeat(1000)}\n`, 'too_deep', 1],
    [`# ${'x'.repeat(65 * 1024)}\nids: a\n`, 'config_too_big', 1],
  ])('is guarded as frontmatter is: %j', async (text, code, line) => {
    expect(await parseConfig(text)).toMatchObject({ problem: { code, line } });
  });

  it('is read quickly exactly as in full', async () => {
    const key = fc.constantFrom('ids', 'review', 'evidence', 'queue', 'hooks', 'x');
    const value = fc.constantFrom(
      'base32',
      'required',
      '"required"',
      "'optional'",
      'null',
      '',
      '[]',
      '[a]',
      'a: b',
      'no # c',
    );
    const line = fc.oneof(
      fc.tuple(key, value).map((words) => words.join(': ')),
      fc.constantFrom('', '# c', '---'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 4 }), async (lines) => {
        expect(await parseConfig(lines.join('\n'))).toEqual(readConfigText(lines.join('\n')));
      }),
      { numRuns: 1000 },
    );
  });
});
