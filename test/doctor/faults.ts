import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { alpha, beta, cleanFlat, cleanOlder, delta, gamma } from './clean-stores.js';

/** A store as somebody, or something, may leave it: one thing is wrong, and doctor must say what and where. */
export interface Fault {
  what: string;
  /** The store that is broken; paths below it. */
  store: Record<string, string>;
  seed: (root: string) => void;
  code: string;
  path: string;
  line: number | null;
  severity: 'error' | 'warning' | 'note';
}

type Files = Record<string, string | Uint8Array>;
type Seed = Files | ((root: string) => void);
type Wanted = readonly [code: string, path: string, line: number | null, severity?: Fault['severity']];

function fault(store: Record<string, string>, what: string, seed: Seed, wanted: Wanted): Fault {
  const [code, path, line, severity = 'error'] = wanted;
  const write = (root: string) => (typeof seed === 'function' ? seed(root) : writeFiles(root, seed));
  return { what, store, seed: write, code, path, line, severity };
}

const flat = (what: string, seed: Seed, ...wanted: Wanted) => fault(cleanFlat, what, seed, wanted);
const older = (what: string, seed: Seed, ...wanted: Wanted) => fault(cleanOlder, what, seed, wanted);

export function writeFiles(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** A file of the clean flat store with other words in it. */
function changed(path: string, from: string | RegExp, to: string, store = cleanFlat): Files {
  const before = store[path] ?? '';
  const after = before.replace(from, () => to);
  if (after === before) throw new Error(`${path} has no ${from}`);
  return { [path]: after };
}

const without = (path: string) => (root: string) => rmSync(join(root, path), { recursive: true });
const instead = (path: string, make: (path: string) => void) => (root: string) => {
  rmSync(join(root, path), { recursive: true, force: true });
  mkdirSync(dirname(join(root, path)), { recursive: true });
  make(join(root, path));
};
const pipe = (path: string) => void spawnSync('mkfifo', [path]);
const link = (path: string) => symlinkSync('/etc/hostname', path);

const item = `${alpha}/item.md`;
const thread = `${beta}/thread.md`;
const betaItem = `${beta}/item.md`;
const text = (path: string) => cleanFlat[path] ?? '';
const lineOf = (path: string, words: string, store = cleanFlat) =>
  (store[path] ?? '').split('\n').findIndex((line) => line.includes(words)) + 1;
const frontmatter = (more: string) => changed(item, 'priority: P1\n', more);
const itemLines = text(item).split('\n').length;
const lastLine = text(thread).split('\n').length;
const more = (event: string) => ({ [thread]: `${text(thread)}\n${event}` });
const comment = (words: string, body = 'Text.') => `<!-- event: comment ${words} -->\n\n${body}\n\n---\n`;
const at = '2026-06-08T00:00:00Z';

const files: Fault[] = [
  flat('no item.md', without(item), 'missing_item', item, 1),
  flat('no thread.md', without(thread), 'missing_thread', thread, null),
  older('no artifacts/', without(`open/${alpha}/artifacts`), 'missing_artifacts', `open/${alpha}/artifacts`, null),
  flat('a directory without an item', { 'drafts/notes.md': 'x\n' }, 'missing_item', 'drafts/item.md', 1),
  flat('an item that is a link', instead(item, link), 'symbolic_link', item, 1),
  flat('a thread that is a link', instead(thread, link), 'unreadable_thread', thread, null),
  flat(
    'a resolution that is a link',
    instead(`${gamma}/resolution.md`, link),
    'symbolic_link',
    `${gamma}/resolution.md`,
    null,
  ),
  flat(
    'a ticket that is a link',
    instead('linked', (path) => symlinkSync(alpha, path)),
    'symbolic_link',
    'linked',
    null,
  ),
  flat(
    'a link among artifacts',
    instead(`${beta}/artifacts/a/b`, link),
    'symbolic_link',
    `${beta}/artifacts/a/b`,
    null,
  ),
  flat(
    'artifacts/ that is a link',
    instead(`${alpha}/artifacts`, (path) => symlinkSync('/tmp', path)),
    'symbolic_link',
    `${alpha}/artifacts`,
    null,
  ),
  flat('a hidden link at the top', instead('.hidden', link), 'symbolic_link', '.hidden', null),
  flat('a link beside an item', instead(`${alpha}/notes`, link), 'symbolic_link', `${alpha}/notes`, null),
  flat('an item that is a pipe', instead(item, pipe), 'not_a_file', item, 1),
  flat('a pipe among artifacts', instead(`${beta}/artifacts/p`, pipe), 'not_a_file', `${beta}/artifacts/p`, null),
  flat('a pipe at the top', instead('queue', pipe), 'not_a_file', 'queue', null),
  flat('artifacts that are a file', { [`${alpha}/artifacts`]: 'x' }, 'not_a_file', `${alpha}/artifacts`, null),
  flat('a link in a folder of a ticket', instead(`${alpha}/notes/x`, link), 'symbolic_link', `${alpha}/notes/x`, null),
  older(
    'a pipe in a folder of a ticket',
    instead(`open/${alpha}/notes/deep/x`, pipe),
    'not_a_file',
    `open/${alpha}/notes/deep/x`,
    null,
  ),
  flat('a .state that is a file', { '.state': 'x' }, 'not_a_file', '.state', null),
  flat('a link in .state', instead('.state/tmp', link), 'symbolic_link', '.state/tmp', null),
  flat('a .state/tmp that is a file', { '.state/tmp': 'x' }, 'not_a_file', '.state/tmp', null),
  older(
    'a status directory that is a file',
    instead('pending', (path) => writeFileSync(path, '')),
    'not_a_file',
    'pending',
    null,
  ),
  flat(
    'relations that are a directory',
    instead(`${alpha}/artifacts/relations.json`, (path) => mkdirSync(path)),
    'not_a_file',
    `${alpha}/artifacts/relations.json`,
    null,
  ),
  flat(
    'a thread that is a directory',
    instead(thread, (path) => mkdirSync(path)),
    'unreadable_thread',
    thread,
    null,
  ),
];

const latin1 = (words: string) => Buffer.from(words, 'latin1');

const texts: Fault[] = [
  flat('bytes that are no UTF-8 in a body', { [item]: latin1(`${text(item)}caf\xe9\n`) }, 'not_utf8', item, itemLines),
  flat(
    'bytes that are no UTF-8 in frontmatter',
    { [item]: latin1(text(item).replace('Alpha', 'Alph\xe4')) },
    'not_utf8',
    item,
    2,
  ),
  flat(
    'bytes that are no UTF-8 in a thread',
    { [thread]: latin1(text(thread).replace('First', 'F\xfcrst')) },
    'not_utf8',
    thread,
    lineOf(thread, 'First'),
  ),
  flat(
    'bytes that are no UTF-8 in a resolution',
    { [`${gamma}/resolution.md`]: latin1('It w\xf6rks.\n') },
    'not_utf8',
    `${gamma}/resolution.md`,
    1,
  ),
  flat('a NUL in a body', { [item]: `${text(item)}\0\n` }, 'nul_byte', item, itemLines),
  flat('a NUL in frontmatter', frontmatter('kind: "a\0b"\n'), 'nul_byte', item, 6),
  flat('a NUL in a thread', changed(thread, 'First.', 'Fi\0rst.'), 'nul_byte', thread, lineOf(thread, 'First')),
  flat('a carriage return inside frontmatter', frontmatter('kind: a\rb\n'), 'lone_carriage_return', item, 6),
  flat(
    'line ends of two kinds in a thread',
    changed(thread, 'First.\n', 'First.\r\n'),
    'mixed_line_ends',
    thread,
    lineOf(thread, 'First'),
    'warning',
  ),
  flat(
    'line ends of two kinds in an item',
    { [item]: `${text(item).replaceAll('\n', '\r\n')}One more.\n` },
    'mixed_line_ends',
    item,
    itemLines,
    'warning',
  ),
  flat(
    'a carriage return inside a body',
    { [item]: `${text(item)}a\rb\n` },
    'mixed_line_ends',
    item,
    itemLines,
    'warning',
  ),
  flat(
    'a conflict in a body',
    { [item]: `${text(item)}\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n` },
    'conflict_marker',
    item,
    itemLines + 1,
  ),
  flat(
    'a conflict in frontmatter',
    frontmatter('<<<<<<< HEAD\nkind: a\n=======\nkind: b\n>>>>>>> other\n'),
    'conflict_marker',
    item,
    6,
  ),
  flat(
    'a conflict in a thread',
    changed(thread, 'First.', '<<<<<<< HEAD\nFirst.\n=======\n>>>>>>> other'),
    'conflict_marker',
    thread,
    lineOf(thread, 'First'),
  ),
  flat(
    'a conflict in a resolution',
    { [`${gamma}/resolution.md`]: '<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c\n' },
    'conflict_marker',
    `${gamma}/resolution.md`,
    1,
  ),
  flat('the end of a conflict', { [item]: `${text(item)}>>>>>>> other\n` }, 'conflict_marker', item, itemLines),
  flat(
    'a conflict after a fence that is never closed',
    { [item]: `${text(item)}\`\`\`\n<<<<<<< HEAD\n` },
    'conflict_marker',
    item,
    itemLines + 1,
  ),
];

const frontmatters: Fault[] = [
  flat('no frontmatter', { [item]: '# Alpha\n' }, 'no_frontmatter', item, 1),
  flat('frontmatter that is code', changed(item, '---\n', '---js\n'), 'no_frontmatter', item, 1),
  flat('frontmatter that is not closed', { [item]: '---\ntitle: Alpha\n' }, 'frontmatter_not_closed', item, 1),
  flat('frontmatter that may end in two places', frontmatter('----\n'), 'unclear_close', item, 6),
  flat('frontmatter that is too big', frontmatter(`kind: ${'x'.repeat(70_000)}\n`), 'frontmatter_too_big', item, 6),
  flat(
    'frontmatter that is no YAML but lines',
    changed(item, '"Alpha"', 'TUI: add it'),
    'not_yaml',
    item,
    2,
    'warning',
  ),
  flat('frontmatter that is neither YAML nor lines', frontmatter('kind: [a\n  b: c\n'), 'not_yaml', item, 6),
  flat('frontmatter that is a list', { [item]: '---\n- a\n- b\n---\n' }, 'not_a_mapping', item, 2),
  flat('an anchor', frontmatter('kind: &a bug\n'), 'anchor', item, 6),
  flat('an alias', frontmatter('kind: *a\n'), 'alias', item, 6),
  flat('a tag', frontmatter('kind: !!js/function x\n'), 'tag', item, 6),
  flat('a merge key', frontmatter('<<: {a: b}\n'), 'merge_key', item, 6),
  flat('a field that is there twice', frontmatter('state: done\n'), 'duplicate_key', item, 6),
  flat('a key that is no word', frontmatter('? [a]\n: b\n'), 'complex_key', item, 6),
  flat('two documents', frontmatter('...\n'), 'several_documents', item, 6),
  flat('values that nest too deep', frontmatter(`x: ${'['.repeat(40)}${']'.repeat(40)}\n`), 'too_deep', item, 6),
  flat('a directive', { [item]: text(item).replace('---\n', '---\n%YAML 1.2\n') }, 'directive', item, 2),
];

const fields: Fault[] = [
  flat('no title', changed(item, 'title: "Alpha"\n', ''), 'missing_field', item, 1),
  flat('an empty title', changed(item, '"Alpha"', '""'), 'missing_field', item, 2),
  flat('no created_at', changed(item, /created_at: .*\n/, ''), 'missing_field', item, 1),
  older(
    'a title of an older store that YAML cuts off',
    changed(`open/${alpha}/item.md`, '"Older open"', 'Fix bug #12', cleanOlder),
    'commented_title',
    `open/${alpha}/item.md`,
    4,
    'note',
  ),
  older(
    'a title of an older store that YAML takes for a comment',
    changed(`open/${alpha}/item.md`, '"Older open"', '#12 is broken', cleanOlder),
    'commented_title',
    `open/${alpha}/item.md`,
    4,
    'note',
  ),
  older(
    'no slug in an older store',
    changed(`open/${alpha}/item.md`, /slug: .*\n/, '', cleanOlder),
    'missing_field',
    `open/${alpha}/item.md`,
    1,
  ),
  flat('no state', changed(item, 'state: planning\n', ''), 'missing_state', item, 1),
  flat('a state that there is not', changed(item, 'planning', 'wainting'), 'unknown_state', item, 3),
  older(
    'a status that there is not',
    changed(`open/${alpha}/item.md`, 'status: open', 'status: opened', cleanOlder),
    'unknown_state',
    `open/${alpha}/item.md`,
    5,
  ),
  flat(
    'a time without a zone',
    changed(item, /created_at: .*/, 'created_at: "2026-06-01 00:00"'),
    'wrong_time',
    item,
    4,
  ),
  flat(
    'a day that there is not',
    changed(item, /created_at: .*/, 'created_at: "2026-02-30T00:00:00Z"'),
    'wrong_time',
    item,
    4,
  ),
  flat('a queued_at that is no time', frontmatter('queued_at: soon\n'), 'wrong_time', item, 6),
  flat('a priority that there is not', changed(item, 'P1', 'high'), 'wrong_priority', item, 6),
  older(
    'a priority of an older tool',
    changed(`open/${alpha}/item.md`, 'P2', 'soon', cleanOlder),
    'wrong_priority',
    `open/${alpha}/item.md`,
    7,
    'warning',
  ),
  flat('two kinds', frontmatter('kind: [bug, task]\n'), 'wrong_field', item, 6),
  flat('labels that are a word', changed(item, '[a, b]', 'a'), 'wrong_list', item, 7, 'warning'),
  flat('labels that are a record', changed(item, '[a, b]', '[{a: b}]'), 'wrong_list', item, 7),
  flat(
    'updated before it was created',
    changed(item, '2026-06-09', '2025-06-09'),
    'updated_before_created',
    item,
    5,
    'warning',
  ),
  flat(
    'updated before its last event',
    changed(betaItem, '2026-06-09', '2026-06-04'),
    'updated_before_event',
    betaItem,
    5,
  ),
];

const standings: Fault[] = [
  flat('a status beside another state', frontmatter('status: closed\n'), 'status_mismatch', item, 6),
  older(
    'a directory of another status',
    (root) => renameSync(join(root, 'open', alpha), join(root, 'pending', alpha)),
    'directory_mismatch',
    `pending/${alpha}/item.md`,
    5,
  ),
  flat(
    'a state that the thread does not reach',
    changed(betaItem, 'inprogress', 'queued'),
    'state_mismatch',
    betaItem,
    3,
  ),
  flat('a state without any event', changed(item, 'planning', 'ready'), 'state_mismatch', item, 3),
  flat(
    'closed without a resolution',
    without(`${gamma}/resolution.md`),
    'missing_resolution',
    `${gamma}/resolution.md`,
    null,
  ),
  older(
    'closed by an older tool without a resolution',
    without(`closed/${gamma}/resolution.md`),
    'missing_resolution',
    `closed/${gamma}/resolution.md`,
    null,
    'warning',
  ),
  flat(
    'a resolution that says nothing',
    { [`${gamma}/resolution.md`]: ' \n' },
    'empty_resolution',
    `${gamma}/resolution.md`,
    1,
    'warning',
  ),
  flat(
    'a resolution of a ticket that is open',
    { [`${alpha}/resolution.md`]: 'Done.\n' },
    'stray_resolution',
    `${alpha}/resolution.md`,
    1,
  ),
];

const spoiled: ReadonlyArray<readonly [what: string, from: string, to: string, severity?: Fault['severity']]> = [
  ['a blank behind its header', '-->', '--> '],
  ['text behind its header', '-->', '--> By hand.'],
  ['a header without its end', ' -->', ''],
  ['a header whose end is spoiled', ' -->', '-->'],
  ['a header with a blank too few', 'event: comment', 'event:comment'],
  ['a header with a blank too few at its start', '<!-- event', '<!--event', 'warning'],
  ['a header with a blank in front', '<!-- event', ' <!-- event', 'warning'],
  ['a header in capitals', '<!-- event', '<!-- Event', 'warning'],
  ['a header with a hyphen too few', '<!-- event', '<!- event', 'warning'],
  ['a header without its colon', 'event:', 'event', 'warning'],
];

const threads: Fault[] = [
  flat('an empty thread', { [`${alpha}/thread.md`]: '' }, 'empty_thread', `${alpha}/thread.md`, 1, 'warning'),
  flat('text before the first event', { [thread]: `Hello.\n\n${text(thread)}` }, 'text_before_events', thread, 1),
  flat(
    'a header that cannot be read',
    changed(thread, 'comment id: aaaa0002', 'comment =aaaa0002'),
    'malformed_event',
    thread,
    lineOf(thread, 'aaaa0002'),
  ),
  flat('an event without an author', more(comment(`id: bbbb0001 at: ${at}`)), 'malformed_event', thread, lastLine + 1),
  flat('an event without a time', more(comment('id: bbbb0001 author: hare')), 'malformed_event', thread, lastLine + 1),
  flat(
    'a change of state to nowhere',
    changed(thread, 'to: inprogress ', ''),
    'malformed_event',
    thread,
    lineOf(thread, 'aaaa0005'),
  ),
  flat(
    'a review without a verdict',
    more(comment(`id: bbbb0001 author: mole at: ${at}`).replace('comment', 'review')),
    'malformed_event',
    thread,
    lastLine + 1,
  ),
  ...spoiled.map(([what, from, to, severity]) =>
    flat(
      `an event with ${what}`,
      more(comment(`id: bbbb0001 author: hare at: ${at}`).replace(from, to)),
      'malformed_event',
      thread,
      lastLine + 1,
      severity,
    ),
  ),
  flat(
    'a first event with a spoiled header',
    changed(thread, '<!-- event: create', '<!--event: create'),
    'malformed_event',
    thread,
    1,
    'warning',
  ),
  flat(
    'an event that a merge has swallowed',
    changed(thread, /\n---\n(?=\n<!-- event: state_changed id: aaaa0005)/, ''),
    'buried_event',
    thread,
    lineOf(thread, 'aaaa0005') - 2,
  ),
  flat(
    'two events that a merge has interleaved',
    changed(thread, '## Comment', `<!-- event: comment id: bbbb0001 author: mole at: ${at} -->`),
    'buried_event',
    thread,
    lineOf(thread, '## Comment'),
  ),
  flat(
    'an event swallowed by a fence that is never closed',
    changed(thread, /```\n\n---\n/, '\n'),
    'buried_event',
    thread,
    lineOf(thread, 'aaaa0003') - 2,
  ),
  flat('a thread without its last ---', changed(thread, /---\n$/, ''), 'unclosed_thread', thread, lastLine - 3, 'note'),
  flat(
    'an event at no time',
    more(comment('id: bbbb0001 author: hare at: yesterday')),
    'wrong_event_time',
    thread,
    lastLine + 1,
  ),
  flat(
    'an event out of order',
    more(comment('id: bbbb0001 author: hare at: 2026-06-02T00:00:00Z')),
    'event_out_of_order',
    thread,
    lastLine + 1,
  ),
  flat(
    'an older event out of order',
    more(comment('author: hare at: 2026-06-02T00:00:00Z')),
    'event_out_of_order',
    thread,
    lastLine + 1,
    'note',
  ),
  flat(
    'an event that is there twice',
    more(comment(`id: aaaa0002 author: mole at: ${at}`)),
    'duplicate_event',
    thread,
    lastLine + 1,
  ),
  older(
    'an older event that is there twice',
    (root) => {
      const path = join(root, `open/${alpha}/thread.md`);
      const one = readFileSync(path, 'utf8');
      writeFileSync(path, `${one}\n${one}`);
    },
    'duplicate_event',
    `open/${alpha}/thread.md`,
    9,
  ),
  flat(
    'a step that the lifecycle has not',
    changed(thread, 'from: queued to: inprogress', 'from: queued to: done'),
    'illegal_step',
    thread,
    lineOf(thread, 'aaaa0005'),
  ),
  flat(
    'a step that is missing',
    changed(thread, /<!-- event: state_changed id: aaaa0004[\s\S]*?---\n\n/, ''),
    'illegal_step',
    thread,
    lineOf(thread, 'aaaa0004'),
  ),
  flat(
    'a step after the end',
    {
      [`${gamma}/thread.md`]: `${text(`${gamma}/thread.md`)}\n${comment(`id: bbbb0001 author: hare at: ${at} from: closed to: done`).replace('comment', 'state_changed')}`,
    },
    'illegal_step',
    `${gamma}/thread.md`,
    text(`${gamma}/thread.md`).split('\n').length + 1,
  ),
  older(
    'an illegal step of an older tool',
    {
      [`open/${beta}/thread.md`]:
        '<!-- event: create author: x at: 2026-06-01T00:00:00Z -->\n\n---\n\n<!-- event: state_changed author: x at: 2026-06-01T00:00:00Z from: planning to: inprogress -->\n\n---\n',
    },
    'illegal_step',
    `open/${beta}/thread.md`,
    5,
    'note',
  ),
  flat(
    'a state in the thread that there is not',
    changed(thread, 'from: queued to: inprogress', 'from: queued to: started'),
    'unknown_event_state',
    thread,
    lineOf(thread, 'aaaa0005'),
  ),
];

const rules: Fault[] = [
  flat(
    'done without the approval that is required',
    { 'config.yaml': 'review: required\n' },
    'missing_review',
    `${delta}/thread.md`,
    lineOf(`${delta}/thread.md`, 'aaaa0006'),
  ),
  flat(
    'done without the evidence that is required',
    { 'config.yaml': 'evidence: required\n' },
    'missing_evidence',
    `${delta}/thread.md`,
    lineOf(`${delta}/thread.md`, 'aaaa0006'),
  ),
  flat(
    'approved by who has implemented it',
    {
      'config.yaml': 'review: required\n',
      ...changed(`${gamma}/thread.md`, 'review id: aaaa0007 author: mole', 'review id: aaaa0007 author: hare'),
    },
    'missing_review',
    `${gamma}/thread.md`,
    lineOf(`${gamma}/thread.md`, 'aaaa0006'),
  ),
];

const copyOf = (id: string, to: string, store = cleanFlat) =>
  Object.fromEntries(
    Object.entries(store)
      .filter(([path]) => path.includes(`${id}/`))
      .map(([path, words]) => [path.replace(id, to), words]),
  );

const relations = (kind: string, target: string) =>
  JSON.stringify({ version: 1, relations: [{ ticket_id: beta, kind, target, note: '', author: 'x', at }] }, null, 2);
const relationsFile = `${beta}/artifacts/relations.json`;

const identities: Fault[] = [
  flat('a name that can be no id', copyOf(alpha, 'a b'), 'bad_id', 'a b', null),
  flat('a name that is a status', copyOf(alpha, 'OPEN'), 'bad_id', 'OPEN', null),
  flat('an id field of another ticket', frontmatter(`id: ${beta}\n`), 'id_mismatch', item, 6),
  flat('two ids that differ in case', copyOf(alpha, alpha.replace('alpha', 'Alpha')), 'duplicate_id', item, 1),
  flat(
    'two names that differ in spelling',
    { ...copyOf(alpha, 'caf\u00e9'), ...copyOf(alpha, 'cafe\u0301') },
    'duplicate_id',
    'caf\u00e9',
    null,
  ),
  older(
    'one id in two directories',
    copyOf(`closed/${gamma}`, `open/${gamma}`, cleanOlder),
    'duplicate_id',
    `closed/${gamma}/item.md`,
    2,
  ),
  older(
    'two slugs that are one',
    changed(`open/${beta}/item.md`, 'slug: beta', 'slug: alpha', cleanOlder),
    'duplicate_slug',
    `open/${beta}/item.md`,
    3,
    'warning',
  ),
  flat('a relation to nothing', changed(item, gamma, 'nowhere'), 'dangling_relation', item, 8),
  flat(
    'a relation to nothing in a list of lines',
    changed(item, `[${gamma}]`, `\n  - ${gamma}\n  - nowhere`),
    'dangling_relation',
    item,
    10,
  ),
  flat('a parent that is nothing', frontmatter('parent: nowhere\n'), 'dangling_relation', item, 6),
  flat('a relation to itself', changed(item, gamma, alpha), 'self_relation', item, 8),
  flat(
    'a circle of dependencies',
    { ...changed(item, gamma, beta), ...changed(betaItem, 'related', 'depends_on') },
    'relation_cycle',
    item,
    8,
  ),
  flat(
    'a circle of parents',
    { ...frontmatter(`parent: ${delta}\n`), ...changed(`${delta}/item.md`, `parent: ${gamma}`, `parent: ${alpha}`) },
    'relation_cycle',
    item,
    6,
  ),
  flat(
    'an older relation to nothing',
    { [relationsFile]: relations('depends_on', 'nowhere') },
    'dangling_relation',
    relationsFile,
    7,
  ),
  flat(
    'an older relation to itself',
    { [relationsFile]: relations('depends_on', beta) },
    'self_relation',
    relationsFile,
    7,
  ),
  flat(
    'a circle through an older relation',
    { ...changed(item, gamma, beta), [relationsFile]: relations('depends_on', alpha) },
    'relation_cycle',
    item,
    8,
  ),
  flat('older relations that are no JSON', { [relationsFile]: '{' }, 'wrong_relations', relationsFile, 1),
  flat(
    'older relations with a comma too many',
    { [relationsFile]: relations('related', alpha).replace('}', '},') },
    'wrong_relations',
    relationsFile,
    12,
  ),
  flat('older relations without a list', { [relationsFile]: '{\n"version": 1}' }, 'wrong_relations', relationsFile, 1),
  flat(
    'older relations that are no list',
    { [relationsFile]: '{"version": 1,\n"relations": {}}' },
    'wrong_relations',
    relationsFile,
    2,
  ),
  flat(
    'older relations of a later version',
    { [relationsFile]: relations('related', alpha).replace('1', '2') },
    'wrong_relations',
    relationsFile,
    2,
    'warning',
  ),
  flat(
    'an older relation of a kind that nobody knows',
    { [relationsFile]: relations('rhymes_with', alpha) },
    'wrong_relations',
    relationsFile,
    6,
    'warning',
  ),
  flat(
    'an older relation without a target',
    { [relationsFile]: relations('related', alpha).replace('"target"', '"aim"') },
    'wrong_relations',
    relationsFile,
    4,
  ),
  flat(
    'an older relation without a kind',
    { [relationsFile]: relations('related', alpha).replace('"related"', '7') },
    'wrong_relations',
    relationsFile,
    6,
  ),
  flat(
    'an older relation of another ticket',
    { [relationsFile]: relations('related', alpha).replace(beta, gamma) },
    'wrong_relations',
    relationsFile,
    5,
  ),
  flat(
    'an older parent beside another',
    { ...changed(betaItem, 'related', `parent: ${gamma}\nrelated`), [relationsFile]: relations('parent', delta) },
    'wrong_relations',
    relationsFile,
    7,
  ),
  flat(
    'an older relation that is a word',
    { [relationsFile]: `{"version": 1, "relations": [\n"${alpha}"\n]}` },
    'wrong_relations',
    relationsFile,
    2,
  ),
  flat('an older blocks', frontmatter(`blocks: [${beta}]\n`), 'older_blocks', item, 6, 'warning'),
  flat('an older blocks of nothing', frontmatter('blocks: [nowhere]\n'), 'dangling_relation', item, 6),
];

const record = (path: string) =>
  JSON.stringify({ version: 1, at, steps: [{ kind: 'write', path, before: null, after: '0'.repeat(64) }] });

const leftLock: Wanted = ['leftover', '.state/lock', null, 'warning'];

const stores: Fault[] = [
  older('tickets of both layouts', copyOf(alpha, alpha.replace('000001', '000009')), 'mixed_layout', 'open', null),
  older('no pending/', without('pending'), 'missing_directory', 'pending', null, 'warning'),
  flat(
    'a key of config.yaml that there is not',
    { 'config.yaml': 'ids: base32\nreviews: required\n' },
    'invalid_config',
    'config.yaml',
    2,
  ),
  flat(
    'a value of config.yaml that there is not',
    { 'config.yaml': 'review: always\n' },
    'invalid_config',
    'config.yaml',
    1,
  ),
  flat(
    'a configuration that is a directory',
    instead('config.yaml', (path) => mkdirSync(path)),
    'invalid_config',
    'config.yaml',
    1,
  ),
  flat(
    'a configuration that nothing reads',
    { 'config.yml': 'review: required\n' },
    'unread_config',
    'config.yml',
    null,
    'warning',
  ),
  flat(
    'an unfinished change',
    { '.state/journal/journal.json': record(item) },
    'unfinished_change',
    '.state/journal',
    null,
    'warning',
  ),
  flat(
    'a change that cannot be completed',
    { '.state/journal.changed.0123456789abcdef/journal.json': record(item) },
    'recovery_stopped',
    '.state/journal.changed.0123456789abcdef',
    null,
  ),
  ...[
    ['an empty lock', ''],
    ['a lock that is cut off', '{"pid":1,"started":12'],
    ['a lock that names no process', '{}\n'],
  ].map(([what = '', text = '']) => flat(what, { '.state/lock': text }, ...leftLock)),
  flat(
    'a lock that is a directory',
    instead('.state/lock', (path) => mkdirSync(path)),
    'not_a_file',
    '.state/lock',
    null,
  ),
  flat(
    'an empty lock from before this machine was started',
    (root) => {
      writeFiles(root, { '.state/lock': '' });
      utimesSync(join(root, '.state/lock'), 0, 0);
    },
    ...leftLock,
  ),
  flat(
    'a text that a killed writer left',
    { '.state/tmp/0123456789abcdef': 'x' },
    'leftover',
    '.state/tmp/0123456789abcdef',
    null,
    'warning',
  ),
];

const git = (root: string, ...words: string[]) => {
  const ran = spawnSync('git', ['-c', 'user.name=hare', '-c', 'user.email=h@example.org', ...words], { cwd: root });
  if (ran.status !== 0) throw new Error(String(ran.stderr));
};
const tracked = (path: string) => (root: string) => {
  git(root, 'init', '-q', '.');
  writeFiles(root, { [path]: 'x\n' });
  git(root, 'add', '-f', '.');
};

const gits: Fault[] = [
  flat('a tracked .state/', tracked('.state/lock.old'), 'tracked_state', '.state/lock.old', null),
  flat(
    'a tracked swap file',
    tracked(`${alpha}/.item.md.swp`),
    'tracked_leftover',
    `${alpha}/.item.md.swp`,
    null,
    'warning',
  ),
  flat('a tracked backup', tracked(`${alpha}/item.md~`), 'tracked_leftover', `${alpha}/item.md~`, null, 'warning'),
  flat(
    'a tracked rest of a merge',
    tracked(`${alpha}/item.md.orig`),
    'tracked_leftover',
    `${alpha}/item.md.orig`,
    null,
    'warning',
  ),
];

export const faults: readonly Fault[] = [
  ...[...files, ...texts, ...frontmatters, ...fields, ...standings],
  ...[...threads, ...rules, ...identities, ...stores, ...gits],
];
