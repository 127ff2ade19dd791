import { describe, expect, it } from 'vitest';
import { json, tickets } from '../helpers/command-line.js';
import { smallOlderStore } from '../helpers/small-stores.js';
import { created, item, ticket, workspace } from '../helpers/workspace.js';

const states = ['planning', 'ready', 'queued', 'inprogress', 'done', 'closed', 'pending'];

function oneOfEach() {
  const files = states.map((state, n) => ticket(`20260601-00000${n}-${state}`, item(`One ${state}`, state)));
  return workspace(Object.assign({}, ...files)).directory;
}

async function listed(cwd: string, ...words: string[]): Promise<string[]> {
  return json(await tickets(cwd, ['list', ...words, '--json'])).tickets.map(({ state }) => state);
}

it('a list holds what is not closed; --state and --status say otherwise', async () => {
  const cwd = oneOfEach();
  const without = (...some: string[]) => states.filter((state) => !some.includes(state));
  expect((await listed(cwd)).sort()).toEqual(without('closed').sort());
  expect((await listed(cwd, '--status', 'open')).sort()).toEqual(without('closed', 'pending').sort());
  expect(await listed(cwd, '--status', 'pending')).toEqual(['pending']);
  expect(await listed(cwd, '--status', 'closed')).toEqual(['closed']);
  expect((await listed(cwd, '--status', 'all')).sort()).toEqual(states.toSorted());
  expect((await listed(cwd, '--state', 'all')).sort()).toEqual(states.toSorted());
  expect((await listed(cwd, '--state', 'done,queued', '--state', 'closed')).sort()).toEqual([
    'closed',
    'done',
    'queued',
  ]);
});

it('--status open means the same in a store with status directories', async () => {
  const older = Object.entries(smallOlderStore()).map(([path, text]) => [`work-items/${path}`, text]);
  const cwd = workspace(Object.fromEntries(older)).directory;
  expect(await listed(cwd, '--status', 'open')).toEqual(['planning', 'planning', 'inprogress']);
  expect(await listed(cwd, '--state', 'pending')).toEqual(['pending']);
  expect((await tickets(cwd, ['list'])).stdout.split('\n')[0]).toBe(
    'status\tid\tslug\ttitle\tkind\tpriority\tupdated_at\tstate\tlabels\tassignee',
  );
});

it('--reverse turns the order round, sorted or not, and cuts then; a program gets the same tickets as lines or as JSON', async () => {
  const titles = ['ant', 'cat', 'bee', 'dog'];
  const files = titles.map((title, n) => ticket(`20260601-00000${n}-${title}`, item(title)));
  const { directory: cwd } = workspace(Object.assign({}, ...files, ticket('20260601-000002-bad', 'no item')));
  for (const [words, expected] of [
    [[], ['ant', 'cat', 'bee', 'dog']],
    [['--reverse'], ['dog', 'bee', 'cat', 'ant']],
    [
      ['--reverse', '--limit', '2'],
      ['dog', 'bee'],
    ],
    [
      ['--sort', 'title', '--limit', '3'],
      ['ant', 'bee', 'cat'],
    ],
    [
      ['--sort', 'title', '--reverse', '--limit', '3'],
      ['dog', 'cat', 'bee'],
    ],
  ] as const) {
    const answer = json(await tickets(cwd, ['list', ...words, '--json']));
    expect(answer.tickets.map(({ title }) => title)).toEqual(expected);
    expect(answer).toMatchObject({ total: 4, truncated: expected.length < 4 });
    expect(answer.invalid).toMatchObject([{ path: 'work-items/20260601-000002-bad/item.md' }]);
    const piped = await tickets(cwd, ['list', ...words, '--columns', 'id,path']);
    const rows = answer.tickets.map(({ id }) => `${id}\twork-items/${id}`);
    expect(piped.stdout).toBe(['id\tpath', ...rows, ''].join('\n'));
    expect(piped.stderr.includes(`${expected.length} of 4 shown`)).toBe(expected.length < 4);
    expect(piped.stderr).toContain('invalid ticket: work-items/20260601-000002-bad/item.md');
  }
});

describe('a long list', () => {
  const many = () => {
    const files = Array.from({ length: 60 }, (_, n) => ticket(`20260601-0000${10 + n}-t`, item(`Ticket ${n}`)));
    return workspace(Object.assign({}, ...files)).directory;
  };

  it('stops at 50 and says so', async () => {
    const cwd = many();
    const said = await tickets(cwd, ['list']);
    expect(said.stdout.trimEnd().split('\n').length).toBe(51);
    expect(said.stderr).toBe('note: 50 of 60 shown; --limit 0 shows all\n');
    const answer = json(await tickets(cwd, ['list', '--json']));
    expect(answer).toMatchObject({ total: 60, truncated: true });
    expect(answer.tickets.length).toBe(50);
    for (const command of [['next'], ['ready'], ['search', 'ticket']])
      expect(json(await tickets(cwd, [...command, '--json']))).toMatchObject({ total: 60, truncated: true });
  });

  it('is as long as --limit says; 0 is all', async () => {
    const cwd = many();
    const answer = async (limit: string) => json(await tickets(cwd, ['list', '--limit', limit, '--json']));
    expect((await answer('7')).tickets.length).toBe(7);
    const all = await answer('0');
    expect(all).toMatchObject({ total: 60, truncated: false });
    expect(all.tickets.length).toBe(60);
    expect((await answer('60')).truncated).toBe(false);
  });
});

describe('what can be started', () => {
  const store = () =>
    workspace({
      ...ticket('20260605-000000-urgent', item('Urgent', 'planning', 'priority: P0\n').replaceAll('-01T', '-05T')),
      ...ticket('20260601-000000-old', item('Old')),
      ...ticket('20260603-000000-newer', item('Newer', 'ready', 'priority: P2\n').replaceAll('-01T', '-03T')),
      ...ticket('20260602-000000-some-day', item('Some day', 'queued', 'priority: P4\n')),
      ...ticket('20260602-000001-odd', item('Odd', 'ready', 'priority: critical\n')),
      ...ticket(
        '20260604-000000-waits',
        item('Waits', 'planning', 'priority: P0\ndepends_on: [20260601-000000-old, gone]\n'),
      ),
      ...ticket('20260604-000001-started', item('Started', 'inprogress', 'priority: P0\n')),
      ...ticket('20260604-000002-parked', item('Parked', 'pending', 'priority: P0\n')),
      ...ticket('20260604-000003-free', item('Free', 'planning', 'priority: P1\ndepends_on: [20260604-000004-over]\n')),
      ...ticket('20260604-000004-over', item('Over', 'closed')),
    }).directory;
  const best = [
    ...['20260605-000000-urgent', '20260604-000003-free', '20260601-000000-old'],
    ...['20260603-000000-newer', '20260602-000000-some-day', '20260602-000001-odd'],
  ];

  it('is next: by priority, none as P2 and what is none last, then age; and bare ready is the same', async () => {
    const cwd = store();
    const ids = json(await tickets(cwd, ['next', '--json'])).tickets.map(({ id }) => id);
    expect(ids).toEqual(best);
    expect((await tickets(cwd, ['ready'])).stdout).toBe((await tickets(cwd, ['next'])).stdout);
    expect((await tickets(cwd, ['ready', '--json'])).stdout).toBe((await tickets(cwd, ['next', '--json'])).stdout);
    const explained = await tickets(cwd, ['next', '--explain', '--limit', '1'], { terminal: 100 });
    expect(explained.stdout).toContain('P0');
  });

  it('and blocked is what cannot, and by what', async () => {
    const cwd = store();
    const { tickets: blocked } = json(await tickets(cwd, ['blocked', '--json']));
    expect(blocked.map(({ id }) => id)).toEqual(['20260604-000000-waits']);
    expect(blocked[0]?.why).toEqual([
      expect.objectContaining({ reason: 'depends_on', id: '20260601-000000-old', state: 'planning' }),
      expect.objectContaining({ reason: 'depends_on', id: 'gone', state: 'missing' }),
    ]);
    expect((await tickets(cwd, ['blocked'])).stdout).toContain('20260601-000000-old (planning), gone (missing)');
  });

  it('where the queue is required, what is not queued is blocked by that; none is left out', async () => {
    const { directory: cwd, write } = workspace(
      Object.assign(
        {},
        ...['planning', 'ready', 'queued', 'inprogress', 'done', 'closed', 'pending'].map((state) =>
          ticket(`20260601-000000-${state}`, item(state, state)),
        ),
        ticket('20260601-000001-waits', item('Waits', 'planning', 'depends_on: [20260601-000000-ready]\n')),
        ticket('20260601-000002-stuck', item('Stuck', 'queued', 'depends_on: [20260601-000000-ready]\n')),
      ),
    );
    write('work-items/config.yaml', 'queue: required\n');
    const idsOf = async (command: string) =>
      json(await tickets(cwd, [command, '--json'])).tickets.map(({ id }) => id.slice(16));
    expect(await idsOf('next')).toEqual(['queued']);
    expect(await idsOf('blocked')).toEqual(['planning', 'ready', 'waits', 'stuck']);
    const { tickets: blocked } = json(await tickets(cwd, ['blocked', '--json']));
    expect(blocked.map(({ why }) => why.map(({ reason }) => reason))).toEqual([
      ['queue'],
      ['queue'],
      ['depends_on', 'queue'],
      ['depends_on'],
    ]);
    for (const look of [{}, { terminal: 100 }])
      expect((await tickets(cwd, ['blocked', '--explain'], look)).stdout).toContain('must be queued first');
    const closed = json(await tickets(cwd, ['close', 'ready', '-m', 'Over.', '--suggest-next', '--json']));
    expect(closed.unblocked.map(({ id }) => id.slice(16))).toEqual(['stuck']);
  });
});

it('bare status shows what waits for a person, the longest first, and since when', async () => {
  const event = (header: string) => `\n<!-- event: ${header} -->\n\n---\n`;
  const request = event('review author: cat at: 2026-06-03T00:00:00Z status: request_changes');
  const report = event('implementation_report author: hare at: 2026-06-04T00:00:00Z');
  const approval = event('review author: cat at: 2026-06-02T00:00:00Z status: approve');
  const done = event('state_changed author: hare at: 2026-06-05T00:00:00Z from: inprogress to: done');
  const cwd = workspace({
    ...ticket('20260601-000000-requested', item('Requested', 'inprogress'), created + request),
    ...ticket('20260601-000001-answered', item('Answered', 'inprogress'), created + request + report),
    ...ticket('20260601-000002-approved', item('Approved', 'inprogress'), created + approval),
    ...ticket('20260601-000003-done', item('Done', 'done'), created + done),
    ...ticket('20260601-000004-closed', item('Closed', 'closed'), created + request),
  }).directory;
  const waiting = json(await tickets(cwd, ['status', '--json'])).waiting.map(({ id, reason, since }) => [
    id.slice(16),
    reason,
    since,
  ]);
  expect(waiting).toEqual([
    ['approved', 'approved_not_done', '2026-06-02T00:00:00Z'],
    ['requested', 'changes_requested', '2026-06-03T00:00:00Z'],
    ['done', 'done_not_closed', '2026-06-05T00:00:00Z'],
  ]);
});

it('of an approval only work waits that goes on and has not been started again since', async () => {
  const work = '20260601-000000-work';
  const cwd = workspace(ticket(work, item('Work'))).directory;
  const reasons = async () => json(await tickets(cwd, ['status', '--json'])).waiting.map(({ reason }) => reason);
  const approve = ['review', work, '--approve', '-m', 'Good.', '--author', 'cat'];
  await tickets(cwd, approve);
  expect(await reasons()).toEqual([]);
  await tickets(cwd, ['start', work]);
  expect(await reasons()).toEqual([]);
  await tickets(cwd, [...approve.slice(0, -1), 'hare']);
  expect(await reasons()).toEqual([]);
  await tickets(cwd, approve);
  expect(await reasons()).toEqual(['approved_not_done']);
  await tickets(cwd, ['close', work, '-m', 'Over.']);
  await tickets(cwd, ['reopen', work]);
  expect(await reasons()).toEqual([]);
  await tickets(cwd, ['start', work]);
  expect(await reasons()).toEqual([]);
});

it('an invalid ticket stands in every list, with file and line, and hides nobody', async () => {
  const { directory } = workspace({
    ...ticket('20260601-000000-good', item('Good')),
    'work-items/bad/item.md': '---\ntitle: Bad\nstate: sleeping\n---\n',
  });
  for (const command of ['list', 'next', 'blocked']) {
    const said = await tickets(directory, [command, '--json']);
    expect(said.status).toBe(0);
    expect(json(said).invalid).toEqual([
      expect.objectContaining({ path: 'work-items/bad/item.md', line: 3, code: 'unknown_state' }),
    ]);
  }
  const said = await tickets(directory, ['list']);
  expect(said.stdout).toContain('Good');
  expect(said.stderr).toContain('work-items/bad/item.md:3: state is "sleeping"');
});

it('stats say as much to a pipe as to a person: months and days to close, too', async () => {
  const closed = item('Over', 'closed').replace('updated_at: "2026-06-01', 'updated_at: "2026-07-03');
  const { directory } = workspace({
    ...ticket('20260601-000000-over', closed),
    ...ticket('20260601-000001-open', item('Open')),
  });
  const rows = (await tickets(directory, ['stats'])).stdout
    .split('\n')
    .filter((row) => !/^(state|kind|pri|ass)/.test(row));
  expect(rows).toEqual([
    'by\twhat\tcount',
    'created\t2026-06\t2',
    'closed\t2026-06\t0',
    'created\t2026-07\t0',
    'closed\t2026-07\t1',
    'days_to_close\tmedian\t32',
    'days_to_close\tlongest\t32',
    '',
  ]);
});

it('an empty list is a header for a pipe, a sentence for a person, an empty list for a program', async () => {
  const { directory } = workspace({ 'work-items/.gitkeep': '' });
  expect((await tickets(directory, ['list'])).stdout).toBe(
    'id\tstate\tpriority\tkind\tlabels\tassignee\tupdated_at\ttitle\n',
  );
  expect((await tickets(directory, ['list'], { terminal: 80 })).stdout).toBe('No tickets.\n');
  expect(json(await tickets(directory, ['list', '--json']))).toMatchObject({ tickets: [], total: 0, truncated: false });
});

it('--help says which words its flags take', async () => {
  const help = (await tickets(workspace({}).directory, ['list', '--help'])).stdout.replace(/\s+/g, ' ');
  for (const words of [
    'id, state, status, slug, title,',
    'P0, P1, P2, P3, P4;',
    'depends_on, related, supersedes, duplicate_of, parent',
  ])
    expect(help).toContain(words);
});
