import { created, item, ticket } from '../helpers/workspace.js';

export const good = '20260601-000001-good';
export const other = '20260601-000002-other';
export const secret = 'c0ffee-secret';

const relations = (target: string) =>
  JSON.stringify({ version: 1, relations: [{ ticket_id: good, kind: 'depends_on', target }] });

/** A store, and beside it a folder that nobody may read through it or write into. */
export const guardedWorld: Record<string, string> = {
  ...ticket(good, item('Good')),
  ...ticket(other, item('Other')),
  'given.txt': 'given',
  'outside/item.md': item(secret),
  'outside/thread.md': created.replace('hare', secret),
  'outside/resolution.md': `${secret}\n`,
  'outside/relations.json': relations(secret),
  'outside/config.yaml': `# ${secret}\nids: base32\n`,
  'outside/given.txt': 'given',
  'outside/secret.txt': `${secret}\n`,
  'outside/journal.json': JSON.stringify({ version: 1, steps: [] }),
  [`outside/${good}/item.md`]: item(secret),
  [`outside/${good}/thread.md`]: created.replace('hare', secret),
};

export const references: Record<string, string> = {
  'a path upwards': '../outside',
  'a path upwards to a ticket': `../outside/${good}`,
  'a path through a ticket': `${good}/../../outside`,
  'a path into a ticket': `${good}/item.md`,
  'an id and a slash': `${good}/`,
  'an id after a dot': `./${good}`,
  'an id and a dot': `${good}/.`,
  'an absolute path': '/etc/passwd',
  'a path on Windows': '..\\outside',
  'a drive': 'C:\\Windows',
  'an encoded path': '%2e%2e%2foutside',
  'a doubly encoded path': '%252e%252e/outside',
  'an overlong slash': '..\u00c0\u00afoutside',
  'full-width dots': '\uff0e\uff0e\uff0foutside',
  'the store itself': '.',
  'what is above the store': '..',
  'the state directory': '.state',
  'what is in the state directory': '.state/tmp',
  'the git directory': '.git',
  'the git directory in capitals': '.GIT',
  'a status directory': 'open',
  'a status directory in capitals': 'CLOSED',
  'a ticket in a status directory': `open/${good}`,
  'the configuration': 'config.yaml',
  'a flag': '-rf',
  'a long flag': '--upload-pack=touch',
  'a dash': '-',
  'two dashes': '--',
  'a NUL': '\0',
  'an id and a NUL': `${good}\0`,
  'an id, a NUL and a path': `${good}\0/../../outside`,
  'an id and a line feed': `${good}\n`,
  'an id in two lines': `20260601\n${good}`,
  'an escape sequence': '\u001b]0;title\u0007',
  'a reordered id': `\u202e${good}`,
  '10,000 characters': 'x'.repeat(10_000),
  '10,000 steps upwards': '../'.repeat(10_000),
  'look-alike digits': good.replaceAll('0', '\u0660'),
  'look-alike letters': good.replace('good', 'g\u043e\u043ed'),
  'an id with a joiner': good.replace('good', 'go\u200dod'),
  'full-width letters': good.replace('good', '\uff47\uff4f\uff4f\uff44'),
  'a pattern': '2026*',
  'a regular expression': '.*good',
  'a command': '$(touch marker)',
  'a command in back quotes': '`touch marker`',
  'a home directory': '~root',
  'a method': '__proto__',
  'a constructor': 'constructor',
  'three characters': 'goo',
};

/** Every command that takes a reference, with one in its place. */
export const askers: ReadonlyArray<(reference: string) => string[]> = [
  (reference) => ['show', '--', reference],
  (reference) => ['show', '--raw', '--', reference],
  (reference) => ['show', '--field', 'title', '--', reference],
  (reference) => ['edit', '--title', 'New', '--', reference],
  (reference) => ['edit', '--item', '-', '--', reference],
  (reference) => ['comment', '-m', 'text', '--', reference],
  (reference) => ['review', '--approve', '-m', 'text', '--', reference],
  (reference) => ['ready', '--', reference],
  (reference) => ['queue', '--', reference],
  (reference) => ['start', '--', reference],
  (reference) => ['done', '--', reference],
  (reference) => ['close', '-m', 'text', '--', reference],
  (reference) => ['close', '-m', 'text', '--suggest-next', '--', reference, reference],
  (reference) => ['reopen', '--', reference],
  (reference) => ['state', '--', reference, 'pending'],
  (reference) => ['relate', '--', reference, 'depends_on', good],
  (reference) => ['relate', '--', good, 'blocks', reference],
  (reference) => ['relate', '--graph', '--', reference],
  (reference) => ['unrelate', '--', reference, good],
  (reference) => ['unrelate', '--', good, 'parent', reference],
  (reference) => ['artifact', '--', 'add', reference, 'given.txt'],
  (reference) => ['artifact', '--', 'list', reference],
  (reference) => ['create', 'New', `--depends-on=${reference}`],
  (reference) => ['create', 'New', `--parent=${reference}`],
];

export const directoryNames = [
  '-rf',
  '--help',
  '..a',
  'a b',
  'a\nb',
  '\u001b[2J',
  'é',
  'a:b',
  'x'.repeat(129),
  'a\\b',
  '_a',
  '\u202eab',
];

export const artifactNames = {
  'what is above': '..',
  'a path upwards': '../item.md',
  'a path out of the store': '../../../outside/new.txt',
  'a path that comes back': 'a/../../item.md',
  'an absolute path': '/tmp/new.txt',
  'an empty part': 'a//b',
  'an empty end': 'a/',
  nothing: '',
  'the folder itself': '.',
  'a hidden file': '.gitkeep',
  'a hidden folder': 'a/.git/config',
  'a NUL': 'a\0b',
  'a line feed': 'a\nb',
  'an escape sequence': 'a\u001b[2Jb',
  'a C1 control': 'a\u009bb',
  'a path on Windows': '..\\item.md',
  'our own file': 'relations.json',
  'our own file in capitals': 'Relations.JSON',
  '10,000 characters': 'x'.repeat(10_000),
  '5,000 folders': 'a/'.repeat(5000).concat('a'),
  'more bytes than a name can have': '\u6f22'.repeat(100),
};

export const nowhere = {
  'a file': 'given.txt',
  'what lies below a file': 'given.txt/x',
  'a device': '/dev/null',
  'nothing that is there': 'nowhere',
  'a NUL': 'a\0b',
  '10,000 characters': 'x'.repeat(10_000),
  'a link to itself': 'circle',
  'a flag': '--help',
  'an escape sequence': '\u001b]0;x\u0007',
};

export interface Linked {
  what: string;
  /** Where the link lies, and where it leads: relative to the test's folder. */
  at: string;
  to: string;
  /** The commands that it stops with `symbolic_link`. */
  stops: readonly (readonly string[])[];
}

const item7 = [
  ['show', good],
  ['show', good, '--raw'],
  ['edit', good, '--title', 'New'],
  ['start', good],
  ['comment', good, '-m', 'text'],
];
const writes = [
  ['comment', good, '-m', 'text'],
  ['start', good],
  ['close', good, '-m', 'text'],
  ['create', 'New'],
  ['edit', good, '--title', 'New'],
  ['artifact', 'add', good, 'given.txt'],
];

export const links: readonly Linked[] = [
  { what: 'an item.md', at: `${good}/item.md`, to: 'outside/item.md', stops: item7.slice(1, 2) },
  { what: 'an item.md to nowhere', at: `${good}/item.md`, to: 'outside/new.md', stops: item7.slice(1, 2) },
  {
    what: 'a thread.md',
    at: `${good}/thread.md`,
    to: 'outside/thread.md',
    stops: [...item7.filter((words) => !words.includes('--raw')), ['review', good, '--approve', '-m', 'text']],
  },
  {
    what: 'a thread.md to nowhere',
    at: `${good}/thread.md`,
    to: 'outside/new.md',
    stops: [['comment', good, '-m', 'x']],
  },
  {
    what: 'a resolution.md',
    at: `${good}/resolution.md`,
    to: 'outside/resolution.md',
    stops: [
      ['show', good],
      ['close', good, '-m', 'text'],
    ],
  },
  {
    what: 'a resolution.md to nowhere',
    at: `${good}/resolution.md`,
    to: 'outside/new.md',
    stops: [['close', good, '-m', 'x']],
  },
  {
    what: 'an artifacts/ with relations in it',
    at: `${good}/artifacts`,
    to: 'outside',
    stops: [
      ['show', good],
      ['start', good],
      ['relate', good, 'depends_on', other],
      ['unrelate', good, other],
      ['artifact', 'add', good, 'given.txt'],
      ['artifact', 'add', good, 'given.txt', '--name', 'secret.txt'],
      ['artifact', 'add', good, 'given.txt', '--name', 'new.txt'],
    ],
  },
  {
    what: 'an artifacts/ to nowhere',
    at: `${good}/artifacts`,
    to: 'outside/new',
    stops: [['artifact', 'add', good, 'given.txt']],
  },
  {
    what: 'a folder below artifacts/',
    at: `${good}/artifacts/sub`,
    to: 'outside',
    stops: [
      ['artifact', 'add', good, 'given.txt', '--name', 'sub/new.txt'],
      ['artifact', 'add', good, 'given.txt', '--name', 'sub/given.txt'],
    ],
  },
  {
    what: 'an artifact',
    at: `${good}/artifacts/given.txt`,
    to: 'outside/given.txt',
    stops: [['artifact', 'add', good, 'given.txt']],
  },
  {
    what: 'a relations.json',
    at: `${good}/artifacts/relations.json`,
    to: 'outside/relations.json',
    stops: [
      ['show', good],
      ['start', good],
      ['relate', good, 'depends_on', other],
    ],
  },
  { what: 'a state directory', at: '.state', to: 'outside', stops: writes },
  { what: 'a state directory to nowhere', at: '.state', to: 'outside/new', stops: writes },
  { what: 'the tmp/ of the state directory', at: '.state/tmp', to: 'outside', stops: writes },
  { what: 'a .gitignore of the state directory', at: '.state/.gitignore', to: 'outside/secret.txt', stops: [] },
  { what: 'a journal', at: '.state/journal', to: 'outside', stops: [] },
  { what: 'a journal to nowhere', at: '.state/journal', to: 'outside/new', stops: [] },
  { what: 'a ticket', at: '20260601-000003-linked', to: `outside/${good}`, stops: [] },
  { what: 'a ticket to another', at: '20260601-000003-linked', to: `work-items/${other}`, stops: [] },
  { what: 'a ticket to the store', at: '20260601-000003-linked', to: 'work-items', stops: [] },
  { what: 'a status directory', at: 'open', to: 'outside', stops: [] },
  { what: 'a git directory', at: '.git', to: 'outside', stops: [] },
];

export const everything: readonly (readonly string[])[] = [
  ...item7,
  ['show', good, '--json'],
  ['show', good, '--inverse'],
  ['review', good, '--approve', '-m', 'text'],
  ['evidence', good, '-m', 'text'],
  ['relate', good, 'depends_on', other],
  ['unrelate', good, other],
  ['artifact', 'list', good],
  ['artifact', 'add', good, 'given.txt'],
  ['close', good, '-m', 'text'],
  ['reopen', good],
  ['show', '20260601-000003-linked'],
  ['comment', '20260601-000003-linked', '-m', 'text'],
  ['close', '20260601-000003-linked', '-m', 'text'],
];

/** What is asked of the whole store, or of another ticket; one bad ticket stops none of it. */
export const elsewhere: readonly (readonly string[])[] = [
  ['list', '--state', 'all'],
  ['list', '--json'],
  ['next'],
  ['blocked'],
  ['search', 'secret'],
  ['search', 'Why', '--json'],
  ['status'],
  ['stats'],
  ['relate', '--graph'],
  ['where'],
  ['show', other, '--inverse'],
];
