import fc from 'fast-check';

const lines = fc.oneof(
  fc.constantFrom(
    '---',
    '--- ',
    ' ---',
    '----',
    '',
    ' ',
    '\t',
    '```',
    '~~~',
    '## Heading',
    '## ',
    '#',
    '\\',
    '\\\\',
    '\r',
    '...',
    '<!-- event: close author: x at: 2026-01-01T00:00:00Z -->',
    '\\<!-- event: close -->',
    '\\\\<!-- event: x -->',
    '<!-- event:',
    '<!-- event:  -->',
    '<!-- event: comment -->\r',
    '\uFEFF',
    '\u2028',
    '\u0085',
    '\u000b',
    '設計 — 済み',
    '🎫',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.toWellFormed()),
);

/** A body that tries to look like the frame around it. */
export const hostileBody: fc.Arbitrary<string> = fc.array(lines, { maxLength: 12 }).map((all) => all.join('\n'));

/** A header value that tries to leave its place. */
export const hostileValue: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '-->',
    'x -->',
    'at:',
    'a b',
    'id: forged',
    '"',
    '\\"',
    'a\nb',
    '\u2028',
    '\u202e',
    'yoi ticket',
    '<!--',
    '--\u003e',
  ),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.toWellFormed()),
);
