import type { OlderTicket } from '../helpers/older-store.js';

interface Expected {
  kind?: string;
  priority?: string;
  labels?: string;
  updated: string;
  events?: string[];
  resolution?: string;
}

/** A ticket that the script creates: what it does not say is what the older tool would have filled in. */
function made(status: string, time: string, slug: string, title: string, says: Expected): [string, OlderTicket] {
  const id = `20260618-${time.replaceAll(':', '')}-${slug}`;
  const { kind = 'task', priority = 'P2', labels = '[]', updated, events = [], resolution = null } = says;
  const fields = {
    ...{ id, slug: slug.replace('-TWIN', ''), title, status, kind, priority, labels },
    ...{ created_at: `2026-06-18T${time}Z`, updated_at: `2026-06-18T${updated}Z` },
    ...{ assignee: 'null', legacy_ticket: 'null' },
  };
  const all = [`${time} create tickets.sh: Created by tickets.sh create.`, ...events];
  return [`${status}/${id}`, { fields, files: filesOf(resolution), events: all, resolution }];
}

function kept(status: string, slug: string, says: Expected): [string, OlderTicket] {
  const { updated, events = [], resolution = null } = says;
  const id = `20260601-000000-${slug}`;
  const fields = {
    ...{ id, slug, title: 'Doctor: made by hand', status, kind: 'task', priority: 'P3', labels: '[a, b]' },
    ...{ created_at: '2026-06-01T00:00:00Z', updated_at: `2026-06-18T${updated}Z` },
    ...{ assignee: 'null', legacy_ticket: 'null' },
  };
  const all = ['00:00:00 create queen: Made by hand.', ...events];
  return [`${status}/${id}`, { fields, files: filesOf(resolution), events: all, resolution }];
}

function filesOf(resolution: string | null): string[] {
  return ['artifacts/.gitkeep', 'item.md', ...(resolution === null ? [] : ['resolution.md']), 'thread.md'];
}

const plan = '# A plan\n\n1. First\n\n---\n\n2. After a rule\n```\n<!-- event: comment author: forged at: x -->\n```';
const moved = (time: string) => `${time} state_changed hare: `;
const closed = (time: string, text = 'Closed.') => `${time} close hare closed: ${text}`;

/** What the script leaves, by `status/id`: what the older tool would have made, and the events that moves now have. */
export const expected = Object.fromEntries([
  made('closed', '09:00:00', 'tui-add-x', 'TUI: add x', {
    updated: '12:00:00',
    events: [
      '10:00:00 comment hare: One line.',
      `10:00:01 plan hare: ${plan}`,
      '10:00:02 decision hare: We take the second way.\n\nIt is shorter.',
      '10:00:03 implementation_report Mad Hatter: One line.',
      closed('12:00:00'),
    ],
    resolution: 'Closed.',
  }),
  made('open', '09:00:01', 'peer-handshake', 'Peer handshake', {
    kind: 'feature',
    priority: 'P1',
    labels: '[pod, ux]',
    updated: '11:00:02',
    events: [
      '10:00:05 review hare request_changes: One line.',
      '10:00:06 review dormouse approve: Read and run.',
      moved('11:00:00'),
      moved('11:00:02'),
    ],
  }),
  made('closed', '09:00:02', 'design', '画面の設計 — 一覧 and 詳細', {
    labels: '[設計, ux]',
    updated: '12:00:01',
    events: ['10:00:04 comment 兎: 決めました。', closed('12:00:01', '出荷した: "done"')],
    resolution: '出荷した: "done"',
  }),
  made('closed', '09:00:03', 'my-slug', 'Say "hi", it\'s \\n # not a comment', {
    updated: '11:00:05',
    events: [moved('11:00:04'), closed('11:00:05')],
    resolution: 'Closed.',
  }),
  made('closed', '09:00:04', 'item', '日本語だけ', {
    kind: 'bug',
    updated: '12:00:02',
    events: [closed('12:00:02', 'It works.\n\n- merged\n- released')],
    resolution: 'It works.\n\n- merged\n- released',
  }),
  made('open', '09:00:05', 'a-rule-not-a-list', '--- a rule: [not, a, list] ---', {
    labels: '[a b, c]',
    updated: '11:00:07',
    events: [closed('11:00:06'), moved('11:00:07')],
  }),
  made('pending', '09:00:06', 'starred-tagged-ticks-40', '* {starred} & !tagged @ `ticks` %40', {
    priority: 'P0',
    updated: '11:00:09',
    events: [closed('11:00:08'), moved('11:00:09'), moved('11:00:09')],
  }),
  made(
    'open',
    '09:00:07',
    'long-title',
    'A title that is much longer than anything that fits into the name of a directory',
    { updated: '09:00:07' },
  ),
  made('closed', '09:00:08', 'plain', 'true', {
    kind: 'research note',
    priority: 'soon',
    updated: '12:00:06',
    events: [
      moved('12:00:04'),
      closed('12:00:05', 'Closed where it was parked.'),
      '12:00:06 comment hare: A word after the end.',
    ],
    resolution: 'Closed where it was parked.',
  }),
  kept('closed', 'by-hand', {
    updated: '12:00:03',
    events: ['10:00:07 comment hare: One line.', `10:00:08 review hare approve: ${plan}`, closed('12:00:03')],
    resolution: 'Closed.',
  }),
  kept('pending', 'parked', { updated: '11:00:11', events: [moved('11:00:10'), moved('11:00:11')] }),
]);

export const expectedTwins = Object.fromEntries([
  made('closed', '14:00:00', 'twin', 'Twin', {
    updated: '14:00:00',
    events: [closed('14:00:00', 'The other goes on.')],
    resolution: 'The other goes on.',
  }),
  made('open', '14:00:00', 'twin-TWIN', 'Twin', {
    kind: 'bug',
    updated: '14:00:00',
    events: ['14:00:00 comment hare: One line.'],
  }),
]);
