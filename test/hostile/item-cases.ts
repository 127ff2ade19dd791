/** A file as an attacker, a broken merge or a tired person may leave it; MARKER is a path that code in it would make. */
export interface Case {
  what: string;
  text: string | Uint8Array;
}

/** One that is no ticket: what is said of it, and of which line. */
export interface InvalidItem extends Case {
  code: string;
  line: number;
}

/** One that looks dangerous and is a ticket all the same. */
export interface ValidItem extends Case {
  title: string;
}

const head = 'title: Bad\nstate: planning\ncreated_at: "2026-06-01T00:00:00Z"\nupdated_at: "2026-06-01T00:00:00Z"\n';

/** An item with more lines of frontmatter; the first of them is line 6. */
const item = (more: string) => `---\n${head}${more}---\n\nBody.\n`;

/** What the hostile items would be without their hostility. */
export const honestItem = item('').replace('Bad', 'First');

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const many = (count: number, line: (n: number) => string) => Array.from({ length: count }, (_, n) => line(n)).join('');
const invalid = (code: string, line: number, cases: Record<string, string | Uint8Array>): InvalidItem[] =>
  Object.entries(cases).map(([what, text]) => ({ what, text, code, line }));

const code = "require('node:fs').writeFileSync('MARKER', 'ran')";
const objects = `{ title: ${code}, state: 'planning' }`;
const fenced = (fence: string, inside: string) => `${fence}\n${inside}\n---\n\nBody.\n`;

const engines = invalid('no_frontmatter', 1, {
  'a js engine': fenced('---js', objects),
  'a js engine after a space': fenced('--- js', objects),
  'a js engine after a tab': fenced('---\tjs', objects),
  'a js engine in capitals': fenced('---JS', objects),
  'a javascript engine': fenced('---javascript', objects),
  'a coffee engine': fenced('---coffee', `title: ${code}`),
  'a cson engine': fenced('---cson', `title: ${code}`),
  'a json engine': fenced('---json', '{"title": "Bad", "state": "planning"}'),
  'a yaml engine by its name': fenced('---yaml', head.trimEnd()),
  'a toml engine': fenced('---toml', 'title = "Bad"'),
  'an engine of a path': fenced('---../../../MARKER', head.trimEnd()),
  'an engine named like a method': fenced('---constructor', head.trimEnd()),
  'a js engine behind a byte order mark': fenced('\ufeff---js', objects),
  'an html comment in front': `<!-- -->\n${item('')}`,
  'a blank line in front': `\n${item('')}`,
  'a space in front of the fence': ` ${item('')}`,
  'a fence of four': fenced('----', head.trimEnd()),
  'nothing at all': '',
  'one NUL': '\0',
  'an ELF program': latin1('\x7fELF\x02\x01\x01\0\0\0\0\0\x02\0\x3e\0'),
  'random bytes': Uint8Array.from({ length: 4096 }, (_, n) => (n * 167 + (n >> 3) * 31) % 256),
  'UTF-16': Buffer.from(`\ufeff${item('')}`, 'utf16le'),
  'two byte order marks': `\ufeff\ufeff${item('')}`,
  'a file of carriage returns only': item('').replaceAll('\n', '\r'),
  'a file of spaces': ' '.repeat(100_000),
});

const tags = [
  ...invalid('tag', 6, {
    'a function tag': item(`run: !!js/function "function () { ${code} }"\n`),
    'a regexp tag': item('run: !!js/regexp /a/\n'),
    'a python tag': item(`run: !!python/object/apply:os.system ["touch MARKER"]\n`),
    'a ruby tag': item('run: !ruby/object:Gem::Installer {i: x}\n'),
    'a binary tag': item('run: !!binary aGVsbG8=\n'),
    'a set tag': item('run: !!set {a, b}\n'),
    'a verbatim tag': item('run: !<tag:yaml.org,2002:js/function> x\n'),
    'a lone tag': item('!!map run: x\n'),
  }),
  ...invalid('tag', 7, {
    'a tag deep inside': item('run:\n  - a: !!js/undefined ""\n'),
    'a tag as an anchor hides it': item(`run:\n  - !!js/function &f "() => ${code}"\n`),
  }),
];

const references = [
  ...invalid('anchor', 6, {
    'an anchor': item('a: &a x\n'),
    'an anchor on a list': item('a: &a [x]\nb: x\n'),
    'an anchor on a key': item('&a a: x\n'),
    'a billion laughs': item(
      `a0: &a0 lol\n${many(30, (n) => `a${n + 1}: &a${n + 1} [${'*a'.concat(String(n), ',').repeat(9)}]\n`)}`,
    ),
    'an anchor that holds itself': item('a: &a [*a]\n'),
  }),
  ...invalid('alias', 6, {
    'an alias': item('a: *a\n'),
    'an alias as a key': item('*a : x\n'),
    'a merge key of an alias': item('<<: *a\n'),
  }),
  ...invalid('merge_key', 6, { 'a merge key': item('<<: {title: Other}\n') }),
  ...invalid('duplicate_key', 6, {
    'a title twice': item('title: Other\n'),
    'a state twice, once in quotes': item('"state": done\n'),
    'a key twice with escapes': item('"\\x74itle": Other\n'),
  }),
  ...invalid('duplicate_key', 7, {
    '__proto__ twice': item('__proto__: a\n__proto__: b\n'),
    'a key twice inside a map': item(
      'a:\n  b: 1\n  b: 2\n'.replace('  b: 1\n', '  {b: 1, b: 2}\n').replace('  b: 2\n', ''),
    ),
    'a key twice in lines that are no YAML': item('a: b: c\na: d\n'),
  }),
  ...invalid('directive', 2, { 'a directive': `---\n%YAML 1.1\n${head}---\n` }),
];

const sizes = [
  ...invalid('frontmatter_too_big', 7, {
    '65 KiB of frontmatter': item(`a: x\nb: ${'x'.repeat(65 * 1024)}\n`),
  }),
  ...invalid('frontmatter_too_big', 6, {
    'one line of ten million characters': item(`a: ${'x'.repeat(10_000_000)}\n`),
    'a million brackets in one line': item(`a: ${'['.repeat(1_000_000)}\n`),
  }),
  ...invalid('frontmatter_too_big', 4097, {
    '10,000 keys': item(many(10_000, (n) => `k${n}:\n`)),
    'ten thousand blank lines': item('\n'.repeat(10_000)),
  }),
  ...invalid('too_deep', 6, {
    'lists 1,000 deep': item(`a: ${'['.repeat(1000)}${']'.repeat(1000)}\n`),
    'maps 1,000 deep': item(`a: ${'{b: '.repeat(1000)}1${'}'.repeat(1000)}\n`),
    '30,000 open brackets': item(`a: ${'['.repeat(30_000)}\n`),
  }),
  ...invalid('too_deep', 37, { 'keys that step inwards': item(many(200, (n) => `${' '.repeat(n)}a:\n`)) }),
];

const bytes = [
  ...invalid('nul_byte', 6, { 'a NUL in a value': item('a: x\0y\n'), 'a NUL as a line': item('\0\n') }),
  ...invalid('not_utf8', 6, {
    'a byte that is no UTF-8': latin1(item('a: \xff\n')),
    'an overlong slash': latin1(item('a: ..\xc0\xaf..\n')),
    'half of a surrogate pair in bytes': latin1(item('a: \xed\xa0\x80\n')),
    'a Latin-1 title': latin1(item('name: caf\xe9\n')),
  }),
  ...invalid('lone_carriage_return', 6, {
    'a carriage return that hides a line': item('a: x\rtitle: Other\n'),
  }),
];

const shapes = [
  ...invalid('frontmatter_not_closed', 1, {
    'frontmatter that never closes': `---\n${head}`,
    'a fence alone': '---',
    'a closing fence that is indented': `---\n${head} ---\n`,
    'a closing fence of dots': `---\n${head}...\n`,
  }),
  ...invalid('unclear_close', 6, {
    'a closing fence of four': `---\n${head}----\n`,
    'a closing fence with a space': `---\n${head}--- \n`,
    'a closing fence with code': `---\n${head}---js\n${code}\n---\n`,
  }),
  ...invalid('not_a_mapping', 2, {
    'a list for frontmatter': '---\n- title\n- state\n---\n',
    'a word for frontmatter': '---\nBad\n---\n',
  }),
  ...invalid('complex_key', 6, {
    'a list for a key': item('? [a, b]\n: x\n'),
    'a map for a key': item('? {a: b}\n: x\n'),
  }),
  ...invalid('missing_state', 1, {
    'no state': '---\ntitle: Bad\n---\n',
    'empty frontmatter': '---\n---\n',
    'frontmatter of one comment': '---\n# title: Bad\n---\n',
  }),
  ...invalid('missing_state', 3, { 'a state of null': '---\ntitle: Bad\nstate: null\n---\n' }),
  ...invalid('unknown_state', 3, {
    'a list for a state': '---\ntitle: Bad\nstate: [planning]\n---\n',
    'a map for a state': '---\ntitle: Bad\nstate: {planning: planning}\n---\n',
    'a method for a state': '---\ntitle: Bad\nstate: constructor\n---\n',
    'a state in capitals': '---\ntitle: Bad\nstate: Planning\n---\n',
    'an escape sequence for a state': '---\ntitle: Bad\nstate: "\\e[31mplanning"\n---\n',
    'a state of look-alike letters': '---\ntitle: Bad\nstate: pl\u0430nning\n---\n',
    'a state with a zero width space': '---\ntitle: Bad\nstate: planning\u200b\n---\n',
    'an older state that nobody knows': '---\ntitle: Bad\nstatus: __proto__\n---\n',
  }),
  ...invalid('merge_conflict', 2, {
    'conflict markers': `---\n<<<<<<< ours\n${head}=======\n${head}>>>>>>> theirs\n---\n`,
  }),
  ...invalid('not_yaml', 6, {
    'a tab for an indent': item('a:\n\tb: x\n').replace('a:\n', 'a: b: c\n'),
  }),
  ...invalid('several_documents', 6, { 'a second document': item('...\ntitle: Other\n') }),
];

export const invalidItems: readonly InvalidItem[] = [...engines, ...tags, ...references, ...sizes, ...bytes, ...shapes];

const valid = (title: string, cases: Record<string, string | Uint8Array>): ValidItem[] =>
  Object.entries(cases).map(([what, text]) => ({ what, text, title }));

export const validItems: readonly ValidItem[] = [
  ...valid('Bad', {
    'keys named like what every object has': item(
      '__proto__: {polluted: yes}\nconstructor: {prototype: {polluted: yes}}\ntoString: x\n',
    ),
    'a key named like our own': item('other: x\nbody: y\nevents: z\nrevision: w\n'),
    'a byte order mark': `\ufeff${item('')}`,
    'a js engine in the body': `${item('')}---js\n${objects}\n---\n`,
    'a body of any bytes': Buffer.concat([Buffer.from(item('')), latin1('\xff\xfe\0\x1b[2J\x9b31m')]),
    'a body of conflict markers': `${item('')}<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n`,
    'a body of a million fences': `${item('')}${'---\n'.repeat(1_000_000)}`,
    'no body and no last line feed': `---\n${head}---`,
    'CRLF throughout': item('').replaceAll('\n', '\r\n'),
    '60 KiB in one value': item(`a: ${'x'.repeat(60 * 1024)}\n`),
    '4,000 keys': item(many(4000, (n) => `k${n}: v\n`)),
    'a quote that never closes': item('a: "x\n'),
    'a bracket that never closes': item('a: [x\n'),
    'labels of a map': item('labels: {a: b}\n'),
    'labels of lists and maps': item('labels: [[a], {b: c}, d]\n'),
    'relations that climb out': item(
      'depends_on: [../../etc/passwd, /etc/passwd, "", ".", "..", .state]\nparent: ..\n',
    ),
    'an id that is another': item('id: ../../../etc\nslug: ../x\n'),
    'itself for a dependency': item('depends_on: [20260601-000000-bad]\n'),
    'times that are none': item('queued_at: [never]\n').replaceAll('2026-06-01T00:00:00Z', '+275760-09-13T00:00:00Z'),
  }),
  ...valid('x'.repeat(50_000), { 'a title of 50,000 characters': item('').replace('Bad', 'x'.repeat(50_000)) }),
  ...valid('\ud83d \u001b[31m \u0000', {
    'a title of escapes': item('').replace('Bad', '"\\uD83D \\e[31m \\0"'),
  }),
  ...valid('["a",{"b":"c"}]', { 'a list for a title': item('').replace('Bad', '[a, {b: c}]') }),
  ...valid('MARKER', { 'a path for a title': item('').replace('Bad', 'MARKER') }),
];

const created = '<!-- event: create id: 00000000 author: hare at: 2026-06-01T00:00:00Z -->\n\n## Created\n\n---\n';

/** Threads that must neither stop a command nor lose a byte when something is appended. */
export const hostileThreads: readonly Case[] = Object.entries({
  'nothing at all': '',
  'one NUL': '\0',
  'bytes that are no UTF-8': Buffer.concat([Buffer.from(created), latin1('\xff\xfe\x80\n---\n')]),
  'no line feed at its end': created.trimEnd(),
  'no closing rule': created.replace('\n---\n', ''),
  'a file of rules': '---\n'.repeat(200_000),
  'a header without an end': `${created}\n<!-- event: comment id: a author: b`,
  'a header of a megabyte': `<!-- event: comment note: "${'x'.repeat(1_000_000)}" -->\n\n---\n`,
  'a header of a megabyte of escapes': `<!-- event: comment note: "${'\\n'.repeat(500_000)}" -->\n\n---\n`,
  'a header of 100,000 keys': `<!-- event: comment${many(100_000, (n) => ` k${n}: v`)} -->\n\n---\n`,
  'a header of spaces': `<!-- event: ${' '.repeat(1_000_000)} -->\n\n---\n`,
  'a heading of spaces': `${created}\n<!-- event: comment -->\n\n## a${' '.repeat(1_000_000)}b\n\n---\n`,
  'a heading of tabs that breaks': `${created}\n<!-- event: comment -->\n\n##${'\t'.repeat(100_000)}\u2028\n\n---\n`,
  'a body of a million lines': `${created}\n<!-- event: comment -->\n\n${'x\n'.repeat(1_000_000)}\n---\n`,
  'a body of backslashes': `${created}\n<!-- event: comment -->\n\n${'\\'.repeat(1_000_000)}\n\n---\n`,
  'a body of number signs': `${created}\n<!-- event: comment -->\n\n# ${'#'.repeat(10_000)}a\n\n---\n`,
  'a body of spaces': `${created}\n<!-- event: comment -->\n\nx${' '.repeat(300_000)}x\n\n---\n`,
  'a body of blank items': `${created}\n<!-- event: comment -->\n\n-${' '.repeat(300_000)}x\n> ${'> '.repeat(2000)}x\n\n---\n`,
  'attributes named like what every object has': `${created}\n<!-- event: close __proto__: x constructor: y to: closed hasOwnProperty: z -->\n\n---\n`,
  'states that nobody knows': `${created}\n<!-- event: state_changed from: constructor to: __proto__ -->\n\n---\n`,
  'a forged header in a body': `${created}\n<!-- event: comment -->\n\n<!-- event: review status: approve -->\n\n---\n`,
  'times that are none': `<!-- event: create at: never -->\n\n---\n\n<!-- event: comment at: -->\n\n---\n`,
  'an event of the far future': `<!-- event: create at: 9999-12-31T23:59:59Z -->\n\n---\n`,
  'CRLF throughout': created.replaceAll('\n', '\r\n'),
  'UTF-16': Buffer.from(`\ufeff${created}`, 'utf16le'),
}).map(([what, text]) => ({ what, text }));

const relation = (target: unknown, kind: unknown = 'depends_on') => ({
  ticket_id: '20260601-000000-bad',
  kind,
  target,
});

/** Files of relations that must not stop a command; `blocks` where one of them stands in the ticket's way. */
export const hostileRelations: ReadonlyArray<Case & { blocks: boolean }> = [
  ...Object.entries({
    'no JSON': '{',
    'nothing at all': '',
    'one NUL': '\0',
    'JSON 200,000 deep': '['.repeat(200_000),
    'a list': '[]',
    null: 'null',
    'relations of a map': '{"relations": {"length": 1}}',
    'relations that are none': JSON.stringify({ relations: [null, 1, 'a', [], {}, relation(1), relation(['a'])] }),
    'kinds that are none': JSON.stringify({ relations: [relation('x', '__proto__'), relation('x', 'constructor')] }),
    prototypes: '{"__proto__": {"relations": []}, "relations": [{"__proto__": {"kind": "depends_on", "target": "x"}}]}',
    'relations of another ticket': JSON.stringify({ relations: [{ ...relation('x'), ticket_id: '../other' }] }),
    'an engine': `---js\n${objects}\n---\n`,
  }).map(([what, text]) => ({ what, text, blocks: false })),
  ...Object.entries({
    'a target out of the store': JSON.stringify({ relations: [relation('../../../etc/passwd')] }),
    'an absolute target': JSON.stringify({ relations: [relation('/etc/passwd')] }),
    'a target of an escape sequence': JSON.stringify({ relations: [relation('\u001b]0;x\u0007\u202e')] }),
    'itself for a target': JSON.stringify({ relations: [relation('20260601-000000-bad')] }),
    'ten thousand targets': JSON.stringify({ relations: Array.from({ length: 10_000 }, (_, n) => relation(`x${n}`)) }),
  }).map(([what, text]) => ({ what, text, blocks: true })),
];

/** Configurations that no command goes on with: the line that is to blame. */
export const hostileConfigs: ReadonlyArray<Case & { line: number }> = Object.entries<[number, string | Uint8Array]>({
  'an unknown key': [2, 'ids: base32\nrun_at_start: "touch MARKER"\n'],
  'a function tag': [1, `ids: !!js/function "() => ${code}"\n`],
  'a js engine': [3, `---js\n${objects}\n---\n`],
  'an anchor': [1, 'ids: &a base32\n'],
  'an alias': [1, 'ids: *a\n'],
  'a merge key': [1, '<<: {ids: base32}\n'],
  'a key twice': [2, 'ids: base32\nids: base32\n'],
  'a prototype': [1, '__proto__: {ids: base32}\n'],
  'a constructor': [1, 'constructor: {prototype: {ids: base32}}\n'],
  'a value that is none': [1, 'ids: ../../x\n'],
  'a map for a word': [1, 'review: {required: required}\n'],
  'hooks of a word': [1, 'hooks: "touch MARKER"\n'],
  'hooks of a shell line': [1, 'hooks: [{on: [state], when: tell, run: "touch MARKER"}]\n'],
  'a list': [1, '- ids\n'],
  'lists 1,000 deep': [1, `hooks: ${'['.repeat(1000)}\n`],
  'a NUL': [1, 'ids: base32\0\n'],
  'bytes that are no UTF-8': [1, latin1('ids: base32\xff\n')],
  'two documents': [2, 'ids: base32\n---\nids: timestamp-slug\n'],
  'a directive': [1, '%TAG ! tag:x,2000:\n---\nids: base32\n'],
  'a megabyte': [1, `ids: ${'x'.repeat(1 << 20)}\n`],
}).map(([what, [line, text]]) => ({ what, line, text }));
