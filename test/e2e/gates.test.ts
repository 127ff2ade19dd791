import { expect, it } from 'vitest';
import { json, tickets } from '../helpers/command-line.js';
import { item, ticket, workspace } from '../helpers/workspace.js';

const work = '20260601-000000-work';
const before = '20260601-000001-before';

function store(config = '', state = 'planning', more = '') {
  const at = workspace({
    ...ticket(work, item('Work', state, more)),
    ...ticket(before, item('Before', 'planning')),
    ...(config === '' ? {} : { 'work-items/config.yaml': config }),
  });
  const ask = (...words: string[]) => tickets(at.directory, words);
  /** Which gates are closed, as --json says. */
  const gatesOf = async (...words: string[]) => {
    const said = await ask(...words, '--json');
    expect(said.status).toBe(said.stdout.includes('"kind":"error"') ? 5 : 0);
    const answer: { error?: { data: { gates: Array<{ gate: string }> } } } = JSON.parse(said.stdout);
    return answer.error?.data.gates.map(({ gate }) => gate) ?? [];
  };
  return { ...at, ask, gatesOf };
}

it('what a ticket depends on stops queue and start, and not ready or close', async () => {
  const { ask, gatesOf, snapshot } = store('', 'planning', `depends_on: [${before}]\n`);
  expect(await gatesOf('start', work)).toEqual(['depends_on']);
  expect(await gatesOf('ready', work)).toEqual([]);
  const still = snapshot();
  expect(await gatesOf('queue', work)).toEqual(['depends_on']);
  expect(snapshot()).toEqual(still);
  await ask('start', before);
  expect(await gatesOf('queue', work)).toEqual(['depends_on']);
  await ask('done', before);
  expect(await gatesOf('queue', work)).toEqual([]);
  expect(await gatesOf('start', work)).toEqual([]);
});

it('what is missing or cannot be read is unresolved', async () => {
  const { directory, write, gatesOf } = store('', 'ready', 'depends_on: [20200101-000000-gone, broken]\n');
  write('work-items/broken/item.md', '---\ntitle: [\n---\n');
  expect(await gatesOf('queue', work)).toEqual(['depends_on']);
  const { stderr } = await tickets(directory, ['start', work]);
  expect(stderr).toContain('20200101-000000-gone (missing), broken (invalid)');
});

it('an approval that will not count says so at once, and only where approvals are asked for', async () => {
  const remarksOf = async (config: string, author: string) => {
    const { ask } = store(config);
    await ask('start', work, '--author', 'alice');
    await ask('comment', work, '--role', 'implementation_report', '-m', 'Built.', '--author', 'bill');
    const approved = await ask('review', work, '--approve', '-m', 'Good.', '--author', author, '--json');
    expect(approved.status).toBe(0);
    return json(approved).diagnostics.map(({ level, text }) => `${level}: ${text}`);
  };
  const text = (author: string) =>
    `warning: ${author} implemented ${work}, so this approval does not count: somebody else has to approve it`;
  expect(await remarksOf('review: required\n', 'alice')).toContain(text('alice'));
  expect(await remarksOf('review: required\n', 'bill')).toContain(text('bill'));
  expect(await remarksOf('review: required\n', 'cat')).toEqual([]);
  expect(await remarksOf('', 'alice')).toEqual([]);
});

it('closing needs a resolution', async () => {
  const { ask, gatesOf, read } = store();
  expect(await gatesOf('close', work)).toEqual(['resolution']);
  expect((await ask('close', work, '--resolution', 'Not needed.')).status).toBe(0);
  expect(read(`work-items/${work}/resolution.md`)).toBe('Not needed.\n');
});

it('queue: required forbids to start but from queued', async () => {
  const { gatesOf, ask } = store('queue: required\n');
  expect(await gatesOf('start', work)).toEqual(['queue']);
  await ask('ready', work);
  expect(await gatesOf('start', work)).toEqual(['queue']);
  expect((await ask('next')).stdout).toBe('id\tpriority\tstate\ttitle\n');
  await ask('queue', work);
  expect((await ask('next')).stdout).toContain(work);
  expect(await gatesOf('start', work)).toEqual([]);
});

it('review: required wants an approval after the last request for changes, by none of the implementers', async () => {
  const { ask, gatesOf } = store('review: required\n', 'ready');
  await ask('start', work, '--author', 'alice');
  await ask('comment', work, '--role', 'implementation_report', '-m', 'Done so.', '--author', 'bill');
  expect(await gatesOf('done', work)).toEqual(['review']);
  for (const author of ['alice', 'bill']) await ask('review', work, '--approve', '-m', 'Mine.', '--author', author);
  expect(await gatesOf('done', work)).toEqual(['review']);
  await ask('review', work, '--approve', '-m', 'Good.', '--author', 'cat');
  await ask('review', work, '--request-changes', '-m', 'Or not.', '--author', 'dinah');
  expect(await gatesOf('close', work, '-m', 'over')).toEqual(['review']);
  await ask('review', work, '--approve', '-m', 'Good now.', '--author', 'cat');
  expect(await gatesOf('done', work)).toEqual([]);
  expect(await gatesOf('close', work, '-m', 'over')).toEqual([]);
});

it('evidence: required wants evidence since the last start', async () => {
  const { ask, gatesOf } = store('evidence: required\n', 'ready');
  await ask('evidence', work, '-m', 'Seen before it began.');
  await ask('start', work);
  expect(await gatesOf('done', work)).toEqual(['evidence']);
  await ask('evidence', work, '--run', '--', process.execPath, '-e', 'process.exit(3)');
  expect(await gatesOf('done', work)).toEqual([]);
});

it('evidence keeps the command, its exit status, its duration and the tail of its output', async () => {
  const { ask } = store('', 'inprogress');
  const program = 'console.log("x".repeat(9000)); console.log("the ``` end"); process.exit(3)';
  const said = json(await ask('evidence', work, '--json', '--run', '--', process.execPath, '-e', program));
  expect(said.event).toMatchObject({
    kind: 'evidence',
    attributes: { exit_status: '3', duration_seconds: expect.any(String) },
  });
  expect(said.event?.attributes.command).toContain('process.exit(3)');
  expect(said.event?.body).toMatch(/^````text\n.*the ``` end\n````$/s);
  expect(said.event?.body.length).toBeLessThan(5000);
});

it('all gates in the way are named at once, and force with a reason passes and is recorded', async () => {
  const { ask, gatesOf, read } = store('review: required\nevidence: required\n', 'inprogress');
  expect(await gatesOf('close', work)).toEqual(['resolution', 'review', 'evidence']);
  const forced = json(await ask('close', work, '--force', '--reason', 'it burns', '--json'));
  expect(forced.event).toMatchObject({
    kind: 'close',
    attributes: { reason: 'it burns', forced: 'resolution,review,evidence' },
    body: 'it burns',
  });
  expect(read(`work-items/${work}/thread.md`)).toContain('reason: "it burns" forced: resolution,review,evidence');
  expect(read(`work-items/${work}/resolution.md`)).toBe('it burns\n');
});

it('force does not pass the lifecycle, and is not recorded where no gate was in the way', async () => {
  const { ask } = store('', 'planning');
  expect((await ask('done', work, '--force', '--reason', 'now')).status).toBe(5);
  const event = json(await ask('start', work, '--force', '--reason', 'now', '--json')).event;
  expect(event?.attributes).toEqual({ from: 'queued', to: 'inprogress', reason: 'now', field: 'state' });
});
