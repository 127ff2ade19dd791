import { item } from './workspace.js';

/** A by-status store in small: the shapes that real ones have, for machines without those. Paths below its root. */
export function smallOlderStore(): Record<string, string> {
  return {
    'open/.gitkeep': '',
    ...older('open', '20260527-000001-workflow', { title: '半自動開発運用 Workflow', labels: '[migrated]' }),
    ...older('open', '20260527-000002-add-command', { title: 'TUI: add peer command', labels: '[]' }),
    ...older('open', '20260527-000003-at-work', {
      title: '"Quoted: at work"',
      labels: '[a, b]',
      more: 'state: inprogress\n',
    }),
    ...older('pending', '20260528-101112-parked', { title: "It's [parked", labels: '[x]' }),
    ...older('closed', '20260528-101113-closed', { title: 'Closed # with a hash', labels: '[done, x]' }),
    'closed/20260528-101113-closed/resolution.md': '終わった。\n\nDone.\n',
    'closed/20260528-101113-closed/artifacts/delegation-intent.md': 'Who does what.\n',
  };
}

function older(status: string, id: string, { title = '', labels = '[]', more = '' }): Record<string, string> {
  const fields = `id: ${id}\nslug: ${id.slice(16)}\ntitle: ${title}\nstatus: ${status}\n${more}kind: task\npriority: P2\nlabels: ${labels}\n`;
  const times =
    'created_at: 2026-05-27T00:00:01Z\nupdated_at: 2026-05-28T00:00:01Z\nassignee: null\nlegacy_ticket: null\n';
  const thread = `${event('create author: tickets.sh at: 2026-05-27T00:00:01Z', 'Created', 'Migrated.\n')}\n${event(
    'review author: Mad Hatter at: 2026-05-28T00:00:01Z status: approve',
    'Review: approve',
    '良い。\n\n---\n\n```\n---\n```\n\n\n',
  )}`;
  return {
    [`${status}/${id}/item.md`]: `---\n${fields}${times}---\n\n## Background\n\nなぜ。\n\n---\n\nA rule stands above.\n`,
    // One in the real store was cut off before its last `---`.
    [`${status}/${id}/thread.md`]: status === 'pending' ? thread.slice(0, -'\n---\n'.length) : thread,
    [`${status}/${id}/artifacts/.gitkeep`]: '',
  };
}

/** A flat store in small: quoted values, states of all kinds, relations in artifacts. Paths below its root. */
export function smallFlatStore(): Record<string, string> {
  return {
    ...flat('00001KSKBP8Z8', "title: '一つ目'\nstate: 'planning'\n"),
    ...flat('00001KTG3MDFG', "title: 'It''s ready: now'\nstate: 'ready'\nreadiness: 'implementation_ready'\n"),
    ...flat(
      '00001KTJXS31R',
      "title: \"Waits\"\nstate: 'queued'\nqueued_by: 'panel'\nqueued_at: '2026-06-02T00:00:00Z'\n",
    ),
    ...flat('00001KTKES290', "title: 'At work'\nstate: 'inprogress'\nrisk_flags: ['api', 'scope']\nassignee: null\n"),
    ...flat('00001KTNMN02R', 'title: \'Done\'\nstate: "done"\n'),
    ...flat('00001KTNSA2K0', 'title: \'Over\'\nstate: "closed"\n'),
    ...flat('00001KTZY8HK2', "title: 'Intake'\nstate: 'intake'\nunknown_field:\n  - {a: b}\n"),
    '00001KTNSA2K0/resolution.md': 'Over.\n',
    '00001KTJXS31R/artifacts/relations.json': relations('00001KTJXS31R', [
      ['depends_on', '00001KTNSA2K0'],
      ['related', '00001KTNMN02R'],
    ]),
    '00001KTNMN02R/artifacts/relations.json': relations('00001KTNMN02R', [['related', '00001KTKES290']]),
    '00001KTNMN02R/artifacts/orchestration-plan.jsonl': '{"id":"plan-1"}\n',
    '00001KV10SN02/item.md': item('Of today', 'planning', 'depends_on: [00001KTNSA2K0]\n'),
    '00001KV10SN02/thread.md': event('create id: 0a1b2c3d author: hare at: 2026-06-01T00:00:00Z', 'Created', ''),
  };
}

function flat(id: string, fields: string): Record<string, string> {
  const times = "created_at: '2026-06-01T00:00:00Z'\nupdated_at: '2026-06-02T00:00:00Z'\n";
  const state = /state: ['"](\w+)/.exec(fields)?.[1] ?? 'planning';
  const thread = `${event('create author: intake at: 2026-06-01T00:00:00Z', '作成', '作成されました。\n')}\n${event(
    `state_changed author: "tea party" at: 2026-06-02T00:00:00Z from: planning to: ${state} reason: cli_state field: state`,
    'State changed',
    '',
  )}`;
  return {
    [`${id}/item.md`]: `---\n${fields}${times}---\n\n## 背景\n\n- 一\n- two\n`,
    [`${id}/thread.md`]: thread,
    [`${id}/artifacts/.gitkeep`]: '',
  };
}

function event(header: string, heading: string, body: string): string {
  return `<!-- event: ${header} -->\n\n## ${heading}\n\n${body === '' ? '' : `${body}\n`}---\n`;
}

function relations(id: string, all: ReadonlyArray<readonly [kind: string, target: string]>): string {
  const entries = all.map(([kind, target]) => ({
    ticket_id: id,
    kind,
    target,
    note: 'why',
    author: 'hare',
    at: 'then',
  }));
  return `${JSON.stringify({ version: 1, relations: entries }, null, 2)}\n`;
}
