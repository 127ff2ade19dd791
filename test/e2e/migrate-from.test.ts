import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ForeignImport } from '../../src/actions/import-foreign.js';
import { json, tickets } from '../helpers/command-line.js';
import { item, workspace } from '../helpers/workspace.js';

const at = '2026-09-01T00:00:00Z';
const store = { 'work-items/config.yaml': '' };

async function bring(directory: string, tool: string, ...words: string[]): Promise<ForeignImport & { kind: string }> {
  return JSON.parse(
    (await tickets(directory, ['migrate', '--from', tool, 'other', ...words, '--json'], { at })).stdout,
  );
}

async function shown(directory: string, id = '') {
  return json(await tickets(directory, ['show', id, '--json', '--events', '0', '--body-bytes', '0'])).ticket;
}

async function doctorSays(directory: string) {
  return json(await tickets(directory, ['doctor', '--json'])).findings;
}

/** A file of tk, as it makes them; `more` replaces its lines, or adds some. */
function tk(id: string, more: string, body: string): string {
  const made = `id: ${id}\nstatus: open\ndeps: []\nlinks: []\ncreated: 2026-01-10T00:53:13Z\ntype: task\npriority: 2\n`;
  const lines = new Map(`${made}${more}`.split('\n').map((line) => [line.replace(/:.*/, ''), line]));
  return `---\n${[...lines.values()].filter((line) => line !== '').join('\n')}\n---\n${body}`;
}

describe('tk', () => {
  const files = {
    'other/.tickets/nw-5c46.md': tk(
      'nw-5c46',
      'status: closed\ndeps: [nw-77aa]\nlinks: [nw-77aa]\npriority: 1\nassignee: Mad Hatter\nexternal-ref: gh-12\ntags: [cli, ux]\n',
      '# Setup: the "project"\n\nCreate the structure.\n\n```\n# not a title\n## Notes\n```\n\n## Design\n\nText.\n\n## Notes\n\n**2026-01-10T00:59:23Z**\n\nCreated it all.\n\n**2026-01-11T01:59:23Z**\n\n作成。\n\n---\n\nmore\n',
    ),
    'other/.tickets/nw-77aa.md': tk(
      'nw-77aa',
      'status: needs_testing\ndeps: [gone-1]\nlinks: [nw-5c46]\npriority: 9\nparent: nw-5c46\n',
      '\uFEFF# Setup: the "project"\r\n\r\nBody two.\r\n\r\n## Notes\r\n\r\nfree words\r\n\r\n**2026-01-10T00:59:23Z**\r\n\r\nsaid\r\n'.replace(
        '\uFEFF',
        '',
      ),
    ),
    'other/.tickets/readme.txt': 'no ticket',
  };

  it('comes whole: title, text, notes in time, states, relations, and what we have no word for', async () => {
    const { directory } = workspace({ ...store, ...files });
    const { created, findings } = await bring(directory, 'tk');
    expect(created.map(({ legacy_id, state }) => `${legacy_id} ${state}`)).toEqual([
      'nw-5c46 closed',
      'nw-77aa inprogress',
    ]);
    const [one, two] = [await shown(directory, created[0]?.id), await shown(directory, created[1]?.id)];
    expect(one).toMatchObject({
      ...{ title: 'Setup: the "project"', state: 'closed', kind: 'task', priority: 'P1', assignee: 'Mad Hatter' },
      ...{ labels: ['cli', 'ux'], depends_on: [two.id], related: [two.id], created_at: '2026-01-10T00:53:13Z' },
      ...{
        updated_at: '2026-01-11T01:59:23Z',
        resolution: 'Closed in tk.',
        other: { legacy_id: 'nw-5c46', 'external-ref': 'gh-12' },
      },
      body: 'Create the structure.\n\n```\n# not a title\n## Notes\n```\n\n## Design\n\nText.\n',
    });
    expect(one.id).toBe('20260110-005313-setup-the-project');
    expect(one.events.map(({ kind, at: time, body }) => [kind, time, body])).toEqual([
      ['create', '2026-01-10T00:53:13Z', 'Imported from tk: nw-5c46'],
      ['comment', '2026-01-10T00:59:23Z', 'Created it all.'],
      ['comment', '2026-01-11T01:59:23Z', '作成。\n\n---\n\nmore'],
      ['close', '2026-01-11T01:59:23Z', 'Closed in tk.'],
    ]);
    expect(two).toMatchObject({
      parent: one.id,
      related: [],
      priority: null,
      body: 'Body two.\n\n## Notes\n\nfree words\n',
    });
    expect(two.other).toEqual({
      legacy_id: 'nw-77aa',
      tk_status: 'needs_testing',
      tk_priority: '9',
      tk_deps: ['gone-1'],
    });
    expect(two.events.slice(1).map(({ kind, body, attributes }) => body || `${kind} ${attributes.to}`)).toEqual([
      'said',
      'state_changed ready',
      'state_changed queued',
      'state_changed inprogress',
    ]);
    expect(findings).toEqual([
      expect.objectContaining({ severity: 'warning', code: 'unknown_target', path: 'other/.tickets/nw-77aa.md' }),
    ]);
    expect(await doctorSays(directory)).toEqual([]);
  });

  it('is brought once: a second run skips what is here, relates new tickets to it, and --dry-run writes nothing', async () => {
    const { directory, write, snapshot } = workspace({ ...store, ...files });
    const planned = await bring(directory, 'tk', '--dry-run');
    expect(Object.keys(snapshot('work-items'))).toEqual(['config.yaml']);
    const done = await bring(directory, 'tk');
    expect({ ...planned, dry_run: false, changed: true }).toEqual(done);
    const before = snapshot('work-items');
    const again = await bring(directory, 'tk');
    expect(again).toMatchObject({
      changed: false,
      created: [],
      skipped: [{ legacy_id: 'nw-5c46', id: done.created[0]?.id }, { legacy_id: 'nw-77aa' }],
    });
    expect(snapshot('work-items')).toEqual(before);
    write('other/.tickets/nw-9999.md', tk('nw-9999', 'deps: [NW-5C46]\n', '# Later\n'));
    const later = await bring(directory, 'tk');
    expect(await shown(directory, later.created[0]?.id)).toMatchObject({ depends_on: [done.created[0]?.id] });
  });

  it('an older store gets its eleven fields, its directories and what its doctor asks for', async () => {
    const { directory, snapshot } = workspace({
      'work-items/open/.gitkeep': '',
      'work-items/pending/.gitkeep': '',
      'work-items/closed/.gitkeep': '',
      ...files,
    });
    const { created } = await bring(directory, 'tk');
    const paths = Object.keys(snapshot('work-items'));
    expect(paths).toContain(`closed/${created[0]?.id}/artifacts/.gitkeep`);
    expect(paths).toContain(`open/${created[1]?.id}/item.md`);
    expect(await doctorSays(directory)).toEqual([]);
  });
});

const task = (front: string, body = '') => `---\n${front}---\n\n${body}`;

describe('Backlog.md', () => {
  const delimited =
    '## Comments\n\n<!-- COMMENTS:BEGIN -->\nauthor: @codex\ncreated: 2026-04-01 10:00\n---\nFirst.\n\n---\nstill first\n---\nauthor: bob\ncreated: 2026-04-02 10:00\n---\nSecond.\n---\n<!-- COMMENTS:END -->\n';
  const marked =
    '## Comments\n<!-- COMMENTS:BEGIN -->\n<!-- COMMENT:BEGIN -->\nindex: 1\nauthor: Mira\ncreated: 2026-05-20T08:40:34Z\n\nMarked.\n\nTwo.\n<!-- COMMENT:END -->\n<!-- COMMENTS:END -->\n';
  const files = {
    'other/backlog/config.yml': 'project_name: x\n',
    'other/backlog/tasks/task-1 - Thing.md': task(
      "id: TASK-1\ntitle: 'Thing: one'\nstatus: In Progress\nassignee:\n  - @codex\nreporter: @mira\ncreated_date: '2026-03-25 18:13'\nupdated_date: '2026-08-01 22:03'\nlabels:\n  - cli\ndependencies: []\nreferences:\n  - >-\n    https://example.org (a\n    b)\npriority: high\nmilestone: m-8\nordinal: 1000\nnested: {a: [b]}\n",
      `## Description\n\nDo it.\n\n${delimited}\n## Final Summary\n\nAll done.\n`,
    ),
    'other/backlog/tasks/task-1.1 - Part.md': task(
      "id: TASK-1.1\ntitle: Part\nstatus: Blocked\nassignee: [@a, bob]\ncreated_date: '2026-03-26'\nlabels: []\ndependencies: [task-1, '2']\nparent_task_id: TASK-1\npriority: someday\n",
      marked,
    ),
    'other/backlog/completed/task-2 - Other.md': task(
      "id: task-2\ntitle: Other\nstatus: Done\ncreated_date: '2026-03-25'\n",
      'Body.\n\n<!-- SECTION:FINAL_SUMMARY:BEGIN -->\nIt came to this.\n<!-- SECTION:FINAL_SUMMARY:END -->\n',
    ),
    'other/backlog/drafts/draft-1 - Idea.md': task(
      "id: DRAFT-1\ntitle: Idea\nstatus: Draft\ncreated_date: '2026-03-27'\n",
    ),
    'other/backlog/archive/tasks/task-1 - Old.md': task(
      "id: TASK-1\ntitle: Old\nstatus: To Do\ncreated_date: '2026-01-01'\n",
    ),
  };

  it('comes whole, from tasks, drafts, completed and archive', async () => {
    const { directory } = workspace({ ...store, ...files });
    const { created, findings } = await bring(directory, 'backlog');
    expect(findings).toEqual([]);
    expect(created.map(({ legacy_id, state }) => `${legacy_id} ${state}`).sort()).toEqual([
      'DRAFT-1 planning',
      'TASK-1 inprogress',
      'TASK-1.1 pending',
      'archive/TASK-1 closed',
      'task-2 closed',
    ]);
    const byLegacyId = new Map(created.map(({ legacy_id, id }) => [legacy_id, id]));
    const one = await shown(directory, byLegacyId.get('TASK-1'));
    expect(one).toMatchObject({
      ...{
        title: 'Thing: one',
        assignee: '@codex',
        priority: 'P1',
        labels: ['cli'],
        updated_at: '2026-08-01T22:03:00Z',
      },
      other: {
        legacy_id: 'TASK-1',
        reporter: '@mira',
        references: ['https://example.org (a b)'],
        milestone: 'm-8',
        ordinal: '1000',
        nested: '{"a":["b"]}',
      },
    });
    expect(one.body).toBe('## Description\n\nDo it.\n\n\n## Final Summary\n\nAll done.\n');
    expect(one.events.slice(0, 3).map(({ author, at: time, body }) => [author, time, body])).toEqual([
      ['@mira', '2026-03-25T18:13:00Z', 'Imported from Backlog.md: TASK-1'],
      ['@codex', '2026-04-01T10:00:00Z', 'First.\n\n---\nstill first'],
      ['bob', '2026-04-02T10:00:00Z', 'Second.'],
    ]);
    const part = await shown(directory, byLegacyId.get('TASK-1.1'));
    expect(part).toMatchObject({
      parent: one.id,
      depends_on: [one.id, byLegacyId.get('task-2')],
      assignee: '@a, bob',
      body: '',
    });
    expect(part.other).toEqual({ legacy_id: 'TASK-1.1', backlog_status: 'Blocked', backlog_priority: 'someday' });
    expect(part.events.find(({ kind }) => kind === 'comment')).toMatchObject({
      author: 'Mira',
      body: 'Marked.\n\nTwo.',
    });
    expect((await shown(directory, byLegacyId.get('task-2'))).resolution).toBe('It came to this.');
    expect(await doctorSays(directory)).toEqual([]);
  });

  it('comments in a form of their own stay in the body, word for word, and are remarked', async () => {
    const odd = '## Comments\n\n<!-- COMMENTS:BEGIN -->\nsomebody said: hm\n<!-- COMMENTS:END -->\n';
    const path = 'other/backlog/tasks/task-1 - Thing.md';
    const { directory } = workspace({ ...store, [path]: task('id: TASK-1\ntitle: T\n', odd) });
    const { created, findings } = await bring(directory, 'backlog');
    expect((await shown(directory, created[0]?.id)).body).toBe(odd);
    expect(findings).toEqual([expect.objectContaining({ code: 'comments_kept', path })]);
  });
});

const issue = (fields: object) =>
  JSON.stringify({
    title: 'T',
    status: 'open',
    priority: 2,
    issue_type: 'task',
    created_at: '2025-12-13T08:41:34Z',
    updated_at: '2025-12-13T08:41:34Z',
    ...fields,
  });
const depends = (from: string, to: string, type = 'blocks') => ({
  issue_id: from,
  depends_on_id: to,
  type,
  created_at: '2025-12-13T08:41:34Z',
});

describe('beads', () => {
  const lines = [
    issue({
      ...{
        _type: 'issue',
        id: 'bd-1',
        title: 'One',
        description: 'Desc\r\nmore',
        design: 'D',
        acceptance_criteria: 'A',
        notes: 'N',
        status: 'closed',
      },
      ...{
        priority: 0,
        issue_type: 'bug',
        assignee: 'hare',
        created_by: 'mira',
        created_at: '2025-12-13T08:41:34.956552+11:00',
      },
      ...{
        updated_at: '2025-12-13T08:43:49.97+11:00',
        closed_at: '2025-12-13T08:43:49.97+11:00',
        close_reason: 'fixed: it',
        labels: ['a b'],
      },
      comments: [
        {
          id: 1,
          issue_id: 'bd-1',
          author: 'alice',
          text: 'Hi\n\n---\n<!-- event: close id: x -->',
          created_at: '2025-12-12T21:42:00Z',
        },
      ],
      ...{ metadata: { a: [1] }, external_ref: 'gh-9', estimated_minutes: 60 },
    }),
    issue({
      id: 'bd-1.1',
      title: '',
      status: 'blocked',
      dependencies: [
        depends('bd-1.1', 'bd-1', 'parent-child'),
        depends('bd-1.1', 'bd-2', 'discovered-from'),
        depends('bd-1.1', 'bd-2'),
        depends('bd-1.1', 'external:x'),
      ],
    }),
    issue({
      id: 'bd-2',
      status: 'hooked',
      dependencies: [depends('bd-2', 'bd-1', 'duplicates'), depends('bd-2', 'bd-1', 'related')],
    }),
    issue({ id: 'bd-3', status: 'tombstone' }),
    JSON.stringify({ _type: 'memory', key: 'k' }),
    issue({ id: 'bd-4', status: 'constructor' }),
  ];

  it('takes an issue without a priority for one of priority 0, which older exports left out', async () => {
    const { directory } = workspace({ ...store, 'other/.beads/issues.jsonl': '{"id":"bd-1","title":"Urgent"}\n' });
    const { created } = await bring(directory, 'beads');
    expect((await shown(directory, created[0]?.id)).priority).toBe('P0');
  });

  it('comes whole, out of the line of each issue', async () => {
    const { directory } = workspace({ ...store, 'other/.beads/issues.jsonl': `\uFEFF${lines.join('\r\n')}\r\n` });
    const { created, findings } = await bring(directory, 'beads');
    expect(created.map(({ legacy_id, state }) => `${legacy_id} ${state}`)).toEqual([
      'bd-1 closed',
      'bd-1.1 pending',
      'bd-2 inprogress',
      'bd-4 planning',
    ]);
    const [one, part, two] = await Promise.all(created.map(({ id }) => shown(directory, id)));
    expect(one).toMatchObject({
      ...{ title: 'One', kind: 'bug', priority: 'P0', assignee: 'hare', labels: ['a b'], resolution: 'fixed: it' },
      ...{ created_at: '2025-12-12T21:41:34Z', updated_at: '2025-12-12T21:43:49Z' },
      body: 'Desc\nmore\n\n## Design\n\nD\n\n## Acceptance criteria\n\nA\n\n## Notes\n\nN\n',
      other: { legacy_id: 'bd-1', metadata: '{"a":[1]}', external_ref: 'gh-9', estimated_minutes: '60' },
    });
    expect(one?.events.map(({ kind, author, at: time, body }) => [kind, author, time, body])).toEqual([
      ['create', 'mira', '2025-12-12T21:41:34Z', 'Imported from beads: bd-1'],
      ['comment', 'alice', '2025-12-12T21:42:00Z', 'Hi\n\n---\n<!-- event: close id: x -->'],
      ['close', 'hare', '2025-12-12T21:43:49Z', 'fixed: it'],
    ]);
    expect(part).toMatchObject({ title: 'bd-1.1', parent: one?.id, depends_on: [two?.id], related: [two?.id] });
    expect(part?.other).toMatchObject({
      beads_status: 'blocked',
      beads_blocks: ['external:x'],
      beads_discovered_from: ['bd-2'],
    });
    expect(two).toMatchObject({ duplicate_of: one?.id, related: [one?.id], other: { beads_status: 'hooked' } });
    expect(findings.map(({ code, line }) => `${code}:${line}`).sort()).toEqual([
      'deleted_issue:4',
      'no_title:2',
      'not_an_issue:5',
      'unknown_status:6',
      'unknown_target:2',
    ]);
    expect(await doctorSays(directory)).toEqual([]);
  });
});

describe('what cannot be imported is named with its file and line, and nothing is written', () => {
  const beads = (text: string | Uint8Array) => ({ 'other/issues.jsonl': text });
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  it.each<[string, string, Record<string, string | Uint8Array>, string, number]>([
    ['YAML that is none', 'tk', { 'other/.tickets/a.md': '---\nid: a\ndeps: [x\n---\n# A\n' }, 'not_yaml', 3],
    ['an alias', 'tk', { 'other/.tickets/a.md': '---\nid: *a\n---\n# A\n' }, 'alias', 2],
    [
      'frontmatter that runs code',
      'tk',
      { 'other/.tickets/a.md': '---js\nprocess.exit(1)\n---\n' },
      'no_frontmatter',
      1,
    ],
    ['no frontmatter', 'backlog', { 'other/backlog/tasks/a.md': '# A\n' }, 'no_frontmatter', 1],
    ['no id', 'backlog', { 'other/backlog/tasks/a.md': '---\ntitle: A\n---\n' }, 'missing_field', 1],
    ['a NUL', 'tk', { 'other/.tickets/a.md': '---\nid: a\n---\n# A\n\0' }, 'nul_byte', 5],
    ['bytes that are no text', 'tk', { 'other/.tickets/a.md': Buffer.from([45, 45, 45, 10, 0xff]) }, 'not_utf8', 2],
    [
      'frontmatter without end',
      'tk',
      { 'other/.tickets/a.md': `---\n${'a: b\n'.repeat(30_000)}` },
      'frontmatter_too_big',
      4097,
    ],
    [
      'an id twice',
      'tk',
      { 'other/.tickets/a.md': tk('a', '', '# A\n'), 'other/.tickets/b.md': tk('A', '', '# B\n') },
      'duplicate_id',
      1,
    ],
    [
      'a cycle',
      'tk',
      {
        'other/.tickets/a.md': tk('a', 'deps: [b]\n', '# A\n'),
        'other/.tickets/b.md': tk('b', 'deps: [a]\n', '# B\n'),
      },
      'relation_cycle',
      1,
    ],
    [
      'a ticket that waits for itself',
      'beads',
      beads(issue({ id: 'a', dependencies: [depends('a', 'a')] })),
      'self_relation',
      1,
    ],
    ['a line that is no JSON', 'beads', beads(`${issue({ id: 'a' })}\n<<<<<<< HEAD\n`), 'not_json', 2],
    ['a line that is no object', 'beads', beads('[1]'), 'not_an_object', 1],
    ['a huge line', 'beads', beads(issue({ id: 'a', description: 'x'.repeat(17 * 1024 * 1024) })), 'line_too_long', 1],
    [
      'a dependency on nothing',
      'beads',
      beads(issue({ id: 'a', dependencies: [{ type: 'blocks' }] })),
      'missing_field',
      1,
    ],
    ['a comment that is a number', 'beads', beads(issue({ id: 'a', comments: [7] })), 'wrong_list', 1],
    [
      'more than a frontmatter holds',
      'beads',
      beads(issue({ id: 'a', extra: 'x'.repeat(70_000) })),
      'frontmatter_too_big',
      1,
    ],
    ['values that nest without end', 'beads', beads(`{"id":"a","title":"T","extra":${deep}}`), 'too_deep', 1],
  ])('%s', async (_, tool, files, code, line) => {
    const { directory, snapshot } = workspace({ ...store, ...files });
    const before = snapshot('work-items');
    const { error } = json(await tickets(directory, ['migrate', '--from', tool, 'other', '--json']));
    expect(error).toMatchObject({ kind: 'unreadable', code: 'foreign_unreadable' });
    expect(error.data.findings).toContainEqual(expect.objectContaining({ severity: 'error', code, line }));
    expect(snapshot('work-items')).toEqual(before);
  });

  it('a link among the files is not followed', async () => {
    const { directory, snapshot } = workspace({
      ...store,
      'other/.tickets/a.md': tk('a', '', '# A\n'),
      'secret.md': tk('b', '', '# B\n'),
    });
    symlinkSync('../../secret.md', join(directory, 'other/.tickets/b.md'));
    const before = snapshot('work-items');
    const said = await tickets(directory, ['migrate', '--from', 'tk', 'other']);
    expect(said.status).toBe(7);
    expect(said.stderr).toContain('hint: other/.tickets/b.md:1:');
    expect(snapshot('work-items')).toEqual(before);
  });

  it('a good ticket beside a bad one is not brought either', async () => {
    const { directory, snapshot } = workspace({
      ...store,
      'other/.tickets/a.md': tk('a', '', '# A\n'),
      'other/.tickets/b.md': 'bad',
    });
    expect((await tickets(directory, ['migrate', '--from', 'tk', 'other'])).status).toBe(7);
    expect(Object.keys(snapshot('work-items'))).toEqual(['config.yaml']);
  });
});

it('a path without such a store, a tool nobody knows, and half a command are refused', async () => {
  const { directory } = workspace({ ...store, 'work-items/x/item.md': item('x') });
  const code = async (...words: string[]) => json(await tickets(directory, ['migrate', ...words, '--json'])).error.code;
  for (const tool of ['tk', 'backlog', 'beads'])
    for (const path of ['nowhere', 'work-items']) expect(await code('--from', tool, path)).toBe('foreign_not_found');
  expect(await code('--from', 'jira', '.')).toBe('invalid_usage');
  expect(await code('--from', 'tk')).toBe('invalid_usage');
  expect(await code('other')).toBe('invalid_usage');
});
