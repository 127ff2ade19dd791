import { expect, it } from 'vitest';
import { json, run, tickets } from '../helpers/command-line.js';
import { item, ticket, workspace } from '../helpers/workspace.js';

function store() {
  return workspace({
    ...ticket('20260601-000000-wait', item('Wait', 'planning', 'depends_on: [20260601-000001-other]\n')),
    ...ticket('20260601-000001-other', item('Other')),
    ...ticket('20260602-000000-other', item('Another other')),
    'work-items/broken/item.md': '---\ntitle: [\n---\n',
  });
}

it.each([
  [0, '', 'list'],
  [0, '', 'show wait'],
  [1, 'doctor finds broken', 'doctor'],
  [2, 'unknown_command', 'finish wait'],
  [2, 'invalid_usage', 'list --colour red'],
  [2, 'invalid_usage', 'list --limit few'],
  [2, 'invalid_usage', 'list --status done'],
  [2, 'invalid_usage', 'comment wait --role joke -m text'],
  [2, 'invalid_usage', 'show'],
  [2, 'invalid_usage', 'status wait'],
  [2, 'invalid_usage', 'review wait -m text'],
  [2, 'invalid_usage', 'review wait --approve --request-changes -m text'],
  [2, 'unknown_state', 'state wait finished'],
  [2, 'empty_reference', 'show ""'],
  [2, 'empty_reference', 'close "" -m text'],
  [2, 'empty_text', 'comment wait -m ""'],
  [2, 'empty_title', 'create ""'],
  [2, 'empty_title', 'create'],
  [2, 'invalid_field', 'create Title --priority high'],
  [2, 'two_texts', 'comment wait -m text -F -'],
  [2, 'unknown_relation', 'relate wait eats other'],
  [2, 'force_needs_reason', 'start wait --force'],
  [2, 'invalid_usage', 'migrate --from tk'],
  [2, 'invalid_usage', 'export wait --all'],
  [2, 'invalid_usage', 'completion tcsh'],
  [3, 'foreign_not_found', 'migrate --from beads nowhere'],
  [3, 'ticket_not_found', 'export nowhere'],
  [3, 'file_not_found', 'import nowhere.json'],
  [7, 'export_unreadable', 'import work-items/broken/item.md'],
  [3, 'ticket_not_found', 'show nowhere'],
  [3, 'ticket_not_found', 'show wai'],
  [3, 'directory_not_found', '-C nowhere list'],
  [3, 'relation_not_found', 'unrelate wait related 20260602-000000-other'],
  [4, 'ambiguous_reference', 'show other'],
  [4, 'ambiguous_reference', 'show 0000'],
  [5, 'illegal_transition', 'done wait'],
  [5, 'gate_closed', 'start wait'],
  [5, 'gate_closed', 'close wait'],
  [5, 'self_relation', 'relate wait related wait'],
  [6, 'revision_changed', 'comment wait -m text --if-revision 0123456789abcdef'],
  [7, 'invalid_ticket', 'show broken'],
  [7, 'invalid_ticket', 'close broken -m text'],
  [3, 'file_not_found', 'comment wait -F no-such-file'],
])('exit %i: %s: tickets %s', async (status, code, line) => {
  const { directory, snapshot } = store();
  const before = snapshot();
  const words = line.split(' ').map((word) => word.replace('""', ''));
  const said = await tickets(directory, words);
  expect(said.status).toBe(status);
  if (status > 1) {
    expect(said.stdout).toBe('');
    expect(said.stderr).toMatch(/^error: \S.*\n(hint: \S.*\n)*$/);
    expect(json(await tickets(directory, [...words, '--json'])).error.code).toBe(code);
  }
  expect(snapshot()).toEqual(before);
});

it('the process ends with the same codes', () => {
  const { directory } = store();
  expect(run(directory, ['list']).status).toBe(0);
  expect(run(directory, ['doctor']).status).toBe(1);
  expect(run(directory, ['finish']).status).toBe(2);
  expect(run(directory, ['show', 'nowhere'])).toMatchObject({ status: 3, stdout: '' });
  expect(run(directory, ['show', 'other']).status).toBe(4);
  expect(run(directory, ['start', 'wait']).status).toBe(5);
  expect(run(directory, ['ready', 'wait', '--if-revision', 'x']).status).toBe(6);
  expect(run(directory, ['show', 'broken']).status).toBe(7);
});

it('an error names the fact and the next step: candidates have titles, a gate what would open it', async () => {
  const { directory } = store();
  const ambiguous = await tickets(directory, ['show', 'other']);
  expect(ambiguous.stderr).toContain(
    'hint: 20260601-000001-other  Other\nhint: 20260602-000000-other  Another other\n',
  );
  const gate = await tickets(directory, ['start', 'wait']);
  expect(gate.stderr).toContain('it depends on 20260601-000001-other (planning)');
  expect(gate.stderr).toContain('--force --reason');
  const illegal = await tickets(directory, ['done', 'wait']);
  expect(illegal.stderr).toContain('possible: tickets start 20260601-000000-wait (planning -> inprogress)');
});
