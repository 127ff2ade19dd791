import fc from 'fast-check';

const odd = [
  ...[
    'TUI: add a command',
    'a: b: c',
    'a:',
    'a :',
    ': a',
    'x: "y',
    "x: 'y",
    'x: [y',
    'x: *y',
    'x: &y z',
    'x: !y',
    'a: b #c',
  ],
  ...[
    '[a, b]',
    '[]',
    '[ ]',
    '[a,]',
    '[a, , b]',
    '[a: b]',
    '["a", \'b\']',
    '[a b, c]',
    '[-a]',
    '[a#b, c]',
    '[a, b',
    '[WIP] it',
    '[[a]]',
    '[null, ~]',
  ],
  ...[
    '"a"',
    '"a',
    '"a" b',
    '"a\\"b"',
    '"\\u00e9\\n"',
    '"\\x41"',
    '"\\ud83d"',
    '"a: b"',
    '"#"',
    '""',
    '"a"#b',
    '"a" # b',
  ],
  ...["'a'", "'a", "'a' b", "'it''s'", "'it's'", "''", "'''", "''''", "'a'# b", "'null'"],
  ...[
    'null',
    '~',
    'Null',
    'true',
    '1',
    '2026-06-01T13:29:55Z',
    '*bold* word',
    '&x y',
    '!important',
    '!!str a',
    '<<',
    '- x',
    '-x',
    '-',
    '? a',
    '?a',
  ],
  ...[
    '{a: b}',
    '{x} y',
    '{a: b',
    '| word',
    '|',
    '>-',
    '> a',
    '@a',
    '`a` b',
    '% a',
    '%a',
    ', a',
    '#a',
    'a #b',
    'a# b',
    'a\tb',
    'a\t# b',
    '\ta',
  ],
  ...[
    '日本語の題',
    '題: 日本語',
    '\u00a0a',
    'a\u0085b',
    'a\u2028b',
    '\ufeffa',
    'a\ufffd',
    '😀',
    '\u001b[31m',
    'a\u007f',
    'a\rb',
    '\0',
    '=',
    '\\a',
    'a\\',
    '.',
    '...',
    '---',
    '--- a',
  ],
];
const tameKeys = [
  'title',
  'state',
  'status',
  'labels',
  'a',
  'a-b',
  '_x',
  '__proto__',
  'constructor',
  'toString',
  'null',
];
const oddKeys = ['é', '1', '"q"', '<<', '? a', 'a b', '-a', '[a]'];
const rarely = <T>(usual: T[], odd: T[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) });

const word = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...odd) },
  fc.stringMatching(/^[a-z0-9"' :#,[\]{}\-\\&*!|>%@`~é題]{0,12}$/),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const field = fc
  .tuple(
    rarely(tameKeys, oddKeys),
    rarely([': '], [':', ':  ', ' : ', ':\t']),
    word,
    rarely([''], [' ', ' # note', ' #', '\t']),
  )
  .map((parts) => parts.join(''));
const items = fc
  .tuple(
    fc.constantFrom('labels:\n', 'depends_on: # why\n', 'a: b\n'),
    fc.array(fc.tuple(rarely(['- '], ['  - ', '-', '  -  ', ' -']), word), { maxLength: 3 }),
  )
  .map(([key, list]) => key + list.map((parts) => parts.join('')).join('\n'));
const line = fc.oneof(
  { weight: 12, arbitrary: field },
  { weight: 2, arbitrary: items },
  { weight: 1, arbitrary: fc.constantFrom('labels:', '', ' ', '# note', '#') },
  { weight: 1, arbitrary: fc.constantFrom('  # note', '  more', ' a: b', '...', '----', '%YAML 1.2') },
);

/** Frontmatter as hands and programs might leave it, most of it odd somewhere; with a body. */
export const hostileItem = fc
  .record({
    mark: rarely([''], ['\ufeff']),
    fence: rarely(['---'], ['--- ', '---js', '----']),
    lines: fc.array(line, { maxLength: 4 }),
    close: rarely(['---\n\nBody\n', '---\n', '---\n---\n'], ['---', '--- \n', '']),
    lineEnd: rarely(['\n'], ['\r\n']),
  })
  .map(
    ({ mark, fence, lines, close, lineEnd }) => mark + [fence, ...lines, close].join('\n').replaceAll('\n', lineEnd),
  );

/** Frontmatter without doubt: nearly what every store holds. */
export const tameItem = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom('title', 'state', 'kind', 'labels', 'assignee', 'created_at', 'risk_flags', 'x-y', '__proto__'),
      fc.constantFrom(
        'A title',
        "'It''s one'",
        '"Say \\"no\\""',
        'null',
        '',
        '[a, b c, "d"]',
        '\n  - a\n  - "b"',
        '\n- x',
        '題',
        'x # why',
        'TUI: add',
        "'2026-06-01T13:29:55Z'",
      ),
    ),
    { selector: ([key]) => key, maxLength: 9 },
  )
  .map(
    (fields) =>
      `---\n${fields.map(([key, value]) => `${key}: ${value}\n`.replace(': \n', ':\n')).join('')}---\n\nBody\n`,
  );
