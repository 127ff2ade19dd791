import { expect, it } from 'vitest';
import { json, type Said, tickets } from '../helpers/command-line.js';
import { shapes } from '../helpers/shapes.js';
import { item, ticket, workspace } from '../helpers/workspace.js';

const first = '20260601-000000-first';
const second = '20260601-000001-second';

function store() {
  return workspace({
    ...ticket(first, item('First', 'planning', 'custom: {a: [b, null]}\n')),
    ...ticket(second, item('Second', 'closed', `depends_on: [${first}]\n`)),
    'work-items/broken/item.md': '---\ntitle: [\n---\n',
    'note.txt': 'kept',
  }).directory;
}

function fits(said: Said, shape: keyof typeof shapes, label: string): void {
  const { success, error } = shapes[shape].safeParse(JSON.parse(said.stdout));
  expect(success ? 'fits' : `${label}: ${error.message}`).toBe('fits');
  expect(said.stdout).toMatch(/^\{.*\}\n$/);
}

it.each(['list', 'list --state all --limit 0', 'next', 'ready', 'blocked', 'search First', 'ls --status closed'])(
  '%s --json answers a ticket-list',
  async (words) => {
    fits(await tickets(store(), [...words.split(' '), '--json']), 'list', words);
  },
);

it.each([`show ${first}`, `show ${second} --inverse`, 'view first --events 1 --body-bytes 3'])(
  '%s --json answers a ticket',
  async (words) => {
    fits(await tickets(store(), [...words.split(' '), '--json']), 'show', words);
  },
);

it('every change answers itself', async () => {
  const cwd = store();
  const lines = [
    'create Third --label a --depends-on first',
    'edit first --priority P1',
    'update first --priority P1',
    'comment first -m text',
    'review first --approve -m text',
    'evidence first -m text',
    'evidence first --run -- true',
    'relate first related second',
    'unrelate first second',
    'artifact add first note.txt',
    'ready first -m clear',
    'queue first',
    'start first',
    'start first',
    'done first',
    'close first -m over',
    'reopen first',
    'state first pending --reason later',
    'status first open',
  ];
  for (const line of lines) {
    const said = await tickets(cwd, ['--json', ...line.split(' ')]);
    expect(said, line).toMatchObject({ status: 0, stderr: '' });
    fits(said, 'change', line);
  }
});

it('one change of several tickets answers changes, failures among them', async () => {
  const said = await tickets(store(), ['close', 'first', 'nowhere', second, '-m', 'over', '--suggest-next', '--json']);
  fits(said, 'changes', 'close');
  expect(said.status).toBe(3);
  expect(json(said).changes.map(({ kind }) => kind)).toEqual(['change', 'error', 'change']);
});

it.each(['show nowhere', 'show', 'finish', 'list --limit x', 'comment first -m ""', 'show broken', 'done first'])(
  '%s --json answers an error on stdout',
  async (words) => {
    const said = await tickets(store(), [...words.split(' ').map((word) => word.replace('""', '')), '--json']);
    fits(said, 'error', words);
    expect(said.stderr).toBe('');
    expect(said.status).toBeGreaterThan(1);
  },
);

it('doctor --json answers its findings', async () => {
  const said = await tickets(store(), ['doctor', '--json']);
  fits(said, 'doctor', 'doctor');
  expect(said.status).toBe(1);
  expect(json(said)).toMatchObject({ ok: false, checked: 3 });
});

it('what is absent is null or an empty list, and other fields stand under other', async () => {
  const cwd = store();
  const [listed] = json(await tickets(cwd, ['list', '--json'])).tickets;
  expect(listed).toEqual({
    id: first,
    path: `work-items/${first}`,
    title: 'First',
    state: 'planning',
    kind: null,
    priority: null,
    labels: [],
    assignee: null,
    created_at: '2026-06-01T00:00:00Z',
    updated_at: '2026-06-01T00:00:00Z',
    readiness: null,
    risk_flags: [],
    depends_on: [],
    related: [],
    supersedes: [],
    duplicate_of: null,
    parent: null,
    queued_by: null,
    queued_at: null,
    slug: null,
    status: null,
    legacy_ticket: null,
    blocks: [],
    other: { custom: { a: ['b', null] } },
    why: [],
    matches: [],
  });
});

it('events and body are bounded, and say how much there is', async () => {
  const cwd = store();
  for (let n = 0; n < 55; n++) await tickets(cwd, ['comment', first, '-m', `comment ${n}`]);
  const shown = json(await tickets(cwd, ['show', first, '--json'])).ticket;
  expect(shown.events.length).toBe(50);
  expect(shown.events[49]?.body).toBe('comment 54');
  expect(shown.events_total).toBe(56);
  const bounded = json(await tickets(cwd, ['show', first, '--json', '--events', '1', '--body-bytes', '5'])).ticket;
  expect(bounded.events.length).toBe(1);
  expect(bounded).toMatchObject({ body: '## Ba', body_bytes: '## Background\n\nWhy.\n'.length });
  const all = json(await tickets(cwd, ['show', first, '--json', '--events', '0', '--body-bytes', '0'])).ticket;
  expect(all.events.length).toBe(56);
  expect(all.body).toBe('## Background\n\nWhy.\n');
});
