/** What terminals obey, what reorders or breaks a line, and what hides. */
export const payloads: Record<string, string> = {
  'a colour (CSI)': '\u001b[31m',
  'a cleared screen': '\u001b[2J\u001b[H',
  'a window title (OSC 0)': '\u001b]0;title\u0007',
  'a link (OSC 8)': '\u001b]8;;http://example.com\u001b\\link\u001b]8;;\u001b\\',
  'a clipboard (OSC 52)': '\u001b]52;c;cm0gLXJm\u0007',
  'a device control string': '\u001bP1$r0m\u001b\\',
  'a privacy message': '\u001b^x\u001b\\\u001b_y\u001b\\',
  'a reset': '\u001bc',
  'an 8 bit CSI': '\u009b31m',
  'an 8 bit OSC': '\u009d0;title\u009c',
  'every C1 control': Array.from({ length: 32 }, (_, n) => String.fromCharCode(0x80 + n)).join(''),
  'every other C0 control': Array.from({ length: 31 }, (_, n) => String.fromCharCode(n + 1)).join(''),
  'a line that covers itself': 'covered\rcover',
  'backspaces and DEL': 'abc\b\b\b\u007fxyz',
  overrides: '\u202adcba\u202b\u202d\u202e\u202c',
  isolates: '\u2066a\u2067b\u2068c\u2069',
  marks: '\u200ea\u200fb\u061c',
  'line separators': 'a\u2028b\u2029c\u0085d',
  'byte order marks': '\ufeffa\ufeffb',
  'lone surrogates': '\ud800a\udfff',
};

export const forbidden = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

// What this project writes itself: colour (src/cli/render/style.ts), and how far long work is (src/cli/progress.ts).
export const colour = /\p{Cc}\[(?:1|2|22|3[1-6]|39)m/gu;
export const progress = /\r\p{Cc}\[K/gu;

export const bad = '20260601-000000-bad';
const twin = '20260601-000001-bad';
export const ids = [bad, twin];

/** YAML's escapes reach every character that raw YAML may not hold. */
function yaml(text: string): string {
  return `"${text.replace(/[^ !#-[\]-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

/** Raw where a file can hold it so. */
export const rawIn = (text: string) => text.replace(/[\ud800-\udfff\0]/g, '?');

/** A store with the payload in one field, or in all of them. */
export const fields: Record<string, (text: string) => Record<string, string>> = {
  title: (text) => front(`title: ${yaml(text)}\n`),
  'a raw title': (text) => front(`title: a ${rawIn(text).replace(/[\n\r]/g, '')}\n`),
  kind: (text) => front(`title: T\nkind: ${yaml(text)}\n`),
  priority: (text) => front(`title: T\npriority: ${yaml(text)}\n`),
  labels: (text) => front(`title: T\nlabels: [${yaml(text)}, ux]\nrisk_flags: [${yaml(text)}]\n`),
  people: (text) => front(`title: T\nassignee: ${yaml(text)}\nqueued_by: ${yaml(text)}\nqueued_at: ${yaml(text)}\n`),
  times: (text) => front(`title: T\ncreated_at: ${yaml(text)}\nupdated_at: ${yaml(text)}\nreadiness: ${yaml(text)}\n`),
  'older fields': (text) => front(`title: T\nid: ${yaml(text)}\nslug: ${yaml(text)}\nlegacy_ticket: ${yaml(text)}\n`),
  'a field of its own': (text) => front(`title: T\n${yaml(text)}: {${yaml(text)}: [${yaml(text)}]}\n`),
  relations: (text) => front(`title: T\ndepends_on: [${yaml(text)}]\nparent: ${yaml(text)}\nblocks: [${yaml(text)}]\n`),
  'an unknown state': (text) => ({ 'item.md': `---\ntitle: T\nstate: ${yaml(text)}\n---\n` }),
  'a key that stands twice': (text) => front(`title: T\n${yaml(text)}: a\n${yaml(text)}: b\n`),
  'a line that is no YAML': (text) => front(`title: T\n- ${rawIn(text).replace(/[\n\r]/g, '')}\n`),
  body: (text) => ({
    ...front('title: T\n'),
    'item.md': `${front('title: T\n')['item.md']}# ${rawIn(text)}\n\n> ${rawIn(text)}\n`,
  }),
  'an event’s header': (text) => ({
    ...front('title: T\n'),
    'thread.md': event(
      `${rawIn(text).replace(/[\n\r -]/g, '')} author: ${yaml(text)} at: ${yaml(text)} to: ${yaml(text)} reason: ${yaml(text)} status: ${yaml(text)} forced: ${yaml(text)}`,
    ),
  }),
  'a review': (text) => ({
    ...front('title: T\n'),
    'thread.md': event(`review author: ${yaml(text)} at: ${yaml(text)} status: request_changes`),
  }),
  'an event’s heading and body': (text) => ({
    ...front('title: T\n'),
    'thread.md': event('comment author: a', `## ${rawIn(text)}\n\n\`\`\`\n${rawIn(text)}\n\`\`\`\n- ${rawIn(text)}\n`),
  }),
  resolution: (text) => ({ ...front('title: T\n'), 'resolution.md': rawIn(text) }),
  'an artifact’s name': (text) => ({
    ...front('title: T\n'),
    [`artifacts/a${rawIn(text).replaceAll('/', '').slice(0, 80)}`]: '',
  }),
  'an older relation': (text) => ({
    ...front('title: T\n'),
    'artifacts/relations.json': JSON.stringify({
      version: 1,
      relations: [{ ticket_id: bad, kind: 'depends_on', target: text, note: text, author: text, at: text }],
    }),
  }),
};

export function front(lines: string): Record<string, string> {
  return { 'item.md': `---\nstate: planning\n${lines}---\n` };
}

function event(header: string, body = ''): string {
  return `<!-- event: ${header} -->\n\n${body}\n---\n`;
}

/** The commands that show most of what a store holds. */
export const lookers: readonly (readonly string[])[] = [
  ['list', '--columns', 'id,slug,title,kind,priority,labels,assignee,created_at,updated_at,readiness,age,changed,path'],
  ['next', '--explain'],
  ['blocked', '--explain'],
  ['show', bad, '--inverse'],
  ['show', bad, '--raw'],
  ['show', 'bad'],
  ['search', 'a', 'state'],
  ['status'],
  ['stats'],
  ['relate', '--graph'],
  ['relate', '--graph', bad, '--form', 'mermaid'],
  ['relate', '--graph', bad, '--form', 'dot'],
  ['doctor'],
  ['migrate', '--dry-run'],
  ['completion', '--tickets', ''],
];

/** With them, every other one that shows or repeats something of it. */
export const commands: readonly (readonly string[])[] = [
  ...lookers,
  ['list'],
  ['show', bad],
  ...['title', 'labels', 'other', 'events', 'body', 'resolution', 'relations', 'depends_on', 'artifacts'].map(
    (name) => ['show', bad, '--field', name],
  ),
  ['show', bad, '--field', 'nothing'],
  ['where'],
  ['export'],
  ['export', bad, '-o', '-'],
  ['artifact', 'list', bad],
  ['start', bad],
  ['relate', bad, 'depends_on', twin],
  ['relate', twin, 'depends_on', bad],
  ['comment', bad, '-m', 'text'],
  ['close', twin, '-m', 'text', '--suggest-next'],
  ['close', bad, twin, '-m', 'text'],
];

/** Words as they are typed; what is wrong with them is said without them being sent back raw. */
export const typed: Record<string, (text: string) => string[]> = {
  'a command': (text) => [text],
  'a command after flags': (text) => ['--json', text],
  'a topic of help': (text) => ['help', text],
  'a reference': (text) => ['show', '--', text],
  'two references': (text) => ['start', '--', text, bad],
  'a flag': (text) => ['list', `--${text}`],
  'a short flag': (text) => ['list', `-${text}`],
  'a flag’s value': (text) => ['list', `--sort=${text}`],
  'a number': (text) => ['list', `--limit=${text}`],
  'a switch’s value': (text) => ['list', `--reverse=${text}`],
  'too much': (text) => ['where', text],
  'a column': (text) => ['list', `--columns=${text}`],
  'a state': (text) => ['list', `--state=${text}`],
  'a new state': (text) => ['state', '--', bad, text],
  'an age': (text) => ['list', `--created=${text}`],
  'a relation': (text) => ['relate', '--', bad, text, twin],
  'a related ticket': (text) => ['list', `--relation=${text}:x`],
  'a relation that is not there': (text) => ['unrelate', '--', bad, 'parent', text],
  'a field': (text) => ['show', bad, `--field=${text}`],
  'a priority': (text) => ['edit', bad, `--priority=${text}`],
  'a label': (text) => ['edit', bad, `--label=${text}`],
  'a kind': (text) => ['edit', bad, `--kind=${text}`],
  'a title': (text) => ['edit', bad, `--title=x${text}`],
  'a new title': (text) => ['create', `--title=x${text}`, `--author=${text}`],
  'an author': (text) => ['comment', bad, '-m', 'text', `--author=${text}`],
  'a reason': (text) => ['start', bad, `--reason=${text}`],
  'a forced reason': (text) => ['close', bad, '--force', `--reason=x${text}`],
  'a text': (text) => ['comment', bad, `--message=x${text}`],
  'a revision': (text) => ['comment', bad, '-m', 'text', `--if-revision=${text}`],
  'a file': (text) => ['comment', bad, `--file=${text}`],
  'an artifact': (text) => ['artifact', '--', 'add', bad, text],
  'an artifact’s name': (text) => ['artifact', 'add', bad, 'given.txt', `--name=${text}`],
  'an action': (text) => ['artifact', '--', text, bad],
  'a directory': (text) => ['list', `--directory=${text}`],
  'a pod': (text) => ['list', `--as=${text}`],
  'words to search': (text) => ['search', '--', text],
  'an export': (text) => ['export', '--', text],
  'a file to export to': (text) => ['export', `--output=${text.replaceAll('/', '')}`],
  'a file to import': (text) => ['import', '--', text],
  'a tool': (text) => ['migrate', `--from=${text}`, '.'],
  'another tool’s store': (text) => ['migrate', '--from=tk', '--', text],
  'a shell': (text) => ['completion', '--', text],
  'a word to complete': (text) => ['completion', `--tickets=${text}`],
  'a program': (text) => ['evidence', bad, '--run', '--', text],
  'a program’s words': (text) => ['evidence', bad, '--run', '--', 'echo', text],
};
