/** Two stores in which nothing is wrong, small enough to break in every way. Paths below the store. */
export const [alpha, beta, gamma, delta] = [
  '20260601-000001-alpha',
  '20260601-000002-beta',
  '20260601-000003-gamma',
  '20260601-000004-delta',
];

const created = '2026-06-01T00:00:00Z';
const updated = '2026-06-09T00:00:00Z';

function event(id: string, words: string, heading: string, body = ''): string {
  return `<!-- event: ${words.replace(' ', ` id: ${id} `)} -->\n\n## ${heading}\n\n${body === '' ? '' : `${body}\n\n`}---\n`;
}

const step = (id: string, day: number, from: string, to: string) =>
  event(
    id,
    `state_changed author: hare at: 2026-06-0${day}T00:00:00Z from: ${from} to: ${to} reason: ${to} field: state`,
    'State changed',
  );
const create = event('aaaa0001', `create author: hare at: ${created}`, 'Created');
const comment = event('aaaa0002', 'comment author: mole at: 2026-06-02T00:00:00Z', 'Comment', 'First.\n\n```\nx\n```');
const ready = step('aaaa0003', 3, 'planning', 'ready');
const queued = step('aaaa0004', 4, 'ready', 'queued');
const started = step('aaaa0005', 5, 'queued', 'inprogress');
const done = step('aaaa0006', 6, 'inprogress', 'done');
const review = event('aaaa0007', 'review author: mole at: 2026-06-05T00:00:00Z status: approve', 'Review', 'Good.');
const closed = event(
  'aaaa0008',
  'close author: hare at: 2026-06-07T00:00:00Z from: done to: closed status: closed',
  'Closed',
  'It works.',
);

const flatItem = (title: string, state: string, more = '') =>
  `---\ntitle: "${title}"\nstate: ${state}\ncreated_at: "${created}"\nupdated_at: "${updated}"\npriority: P1\nlabels: [a, b]\n${more}---\n\n## Background\n\nWhy.\n`;

export const cleanFlat: Record<string, string> = {
  'config.yaml': 'ids: timestamp-slug\n',
  [`${alpha}/item.md`]: flatItem('Alpha', 'planning', `depends_on: [${gamma}]\n`),
  [`${alpha}/thread.md`]: `${create}\n${comment}`,
  [`${beta}/item.md`]: flatItem('Beta', 'inprogress', `related: [${alpha}]\n`),
  [`${beta}/thread.md`]: [create, comment, ready, queued, started].join('\n'),
  [`${beta}/artifacts/trace.txt`]: 'A trace.\n',
  [`${gamma}/item.md`]: flatItem('Gamma', 'closed'),
  [`${gamma}/thread.md`]: [create, ready, queued, started, review, done, closed].join('\n'),
  [`${gamma}/resolution.md`]: 'It works.\n',
  [`${delta}/item.md`]: flatItem('Delta', 'done', `parent: ${gamma}\n`),
  [`${delta}/thread.md`]: [create, ready, queued, started, done].join('\n'),
};

const olderItem = (id: string, status: string, more = '') =>
  `---\nid: ${id}\nslug: ${id.slice(16)}\ntitle: "Older ${status}"\nstatus: ${status}\nkind: task\npriority: P2\nlabels: []\ncreated_at: ${created}\nupdated_at: ${updated}\nassignee: null\nlegacy_ticket: null\n${more}---\n\nWhy.\n`;

const olderThread = `<!-- event: create author: tickets.sh at: ${created} -->\n\n## Created\n\nMigrated.\n\n---\n`;
const olderClose =
  '\n<!-- event: close author: hare at: 2026-06-07T00:00:00Z status: closed -->\n\n## Closed\n\nIt works.\n\n---\n';

export const cleanOlder: Record<string, string> = {
  'pending/.gitkeep': '',
  [`open/${alpha}/item.md`]: olderItem(alpha, 'open'),
  [`open/${alpha}/thread.md`]: olderThread,
  [`open/${alpha}/artifacts/.gitkeep`]: '',
  [`open/${beta}/item.md`]: olderItem(beta, 'open', 'state: inprogress\n'),
  [`open/${beta}/thread.md`]: `${olderThread}\n${[ready, queued, started].join('\n')}`,
  [`open/${beta}/artifacts/.gitkeep`]: '',
  [`closed/${gamma}/item.md`]: olderItem(gamma, 'closed'),
  [`closed/${gamma}/thread.md`]: olderThread + olderClose,
  [`closed/${gamma}/resolution.md`]: 'It works.\n',
  [`closed/${gamma}/artifacts/.gitkeep`]: '',
};
