import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { json, run, type Surface, tickets } from '../helpers/command-line.js';
import { item, ticket, workspace } from '../helpers/workspace.js';

const id = '20260601-000000-door';
const other = '20260601-000001-window';

interface Script {
  on?: string;
  when?: 'ask' | 'tell';
  /** The lines of hook.sh. */
  lines?: string[];
  timeout?: number;
  run?: string;
}

/** A store with one hook, trusted unless told otherwise. */
async function store({ on = '[state, close, reopen, review, comment]', ...script }: Script = {}, trusts = true) {
  const { when = 'tell', lines = ['cat >> ../told.jsonl'], timeout = 10, run: words = '[./hook.sh, --fast]' } = script;
  const hook = `{on: ${on}, when: ${when}, run: ${words}, timeout_seconds: ${timeout}}`;
  const made = workspace({
    ...ticket(id, item('Door')),
    ...ticket(other, item('Window')),
    'work-items/config.yaml': `hooks: [${hook}]\n`,
    'work-items/hook.sh': ['#!/bin/sh', ...lines, ''].join('\n'),
  });
  chmodSync(join(made.directory, 'work-items/hook.sh'), 0o755);
  const { PATH = '' } = process.env;
  const surface: Surface = { env: { XDG_STATE_HOME: join(made.directory, 'state'), PATH } };
  const say = (...said: string[]) => tickets(made.directory, said, surface);
  if (trusts) await say('trust', '--yes');
  const told = () => {
    const file = join(made.directory, 'told.jsonl');
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };
  return { ...made, say, told, surface };
}

it('a program is told of every transition, with the event on its standard input', async () => {
  const { say, told, directory } = await store();
  await say('start', 'door');
  await say('comment', 'door', '--role', 'decision', '-m', 'Oak.');
  await say('review', 'door', '--approve', '-m', 'Fine.');
  await say('close', 'door', '-m', 'Hung.');
  await say('reopen', 'door');
  expect(told().map(({ name, event_kind }) => [name, event_kind])).toEqual([
    ['state', 'state/planning->inprogress'],
    ['comment', 'comment/decision'],
    ['review', 'review/approve'],
    ['close', 'close/resolution'],
    ['reopen', 'reopen/closed->planning'],
  ]);
  const [first, second] = told();
  expect(first).toMatchObject({ schema_version: 1, kind: 'hook-event', when: 'tell', author: 'hare' });
  expect(first.store).toBe(join(directory, 'work-items'));
  expect(first.ticket).toMatchObject({ id, title: 'Door', state: 'inprogress', path: join(first.store, id) });
  expect(first.events.map((one: { attributes: { to: string } }) => one.attributes.to)).toEqual([
    'ready',
    'queued',
    'inprogress',
  ]);
  expect(first.event).toEqual(first.events.at(-1));
  expect(second.event).toMatchObject({ kind: 'decision', body: 'Oak.', author: 'hare' });
});

it('nothing but a transition fires: no creation, edit, reading, evidence, refusal or repetition', async () => {
  const { say, told } = await store();
  const quiet = [
    'create New',
    'edit door --priority P1',
    'edit door --label a',
    'relate door related window',
    'unrelate door related window',
    'evidence door -m seen',
    'list',
    'show door',
    'next',
    'blocked',
    'search door',
    'status',
    'stats',
    'doctor',
    'where',
    'done door',
    'comment door',
    'state door planning',
    'reopen door',
    'comment door -m text --if-revision x',
  ];
  for (const line of quiet) await say(...line.split(' '));
  expect(told()).toEqual([]);
  await say('ready', 'door');
  await say('ready', 'door');
  expect(told()).toHaveLength(1);
});

it('only the events that it hangs on reach a program', async () => {
  const { say, told } = await store({ on: '[close]' });
  await say('start', 'door');
  await say('close', 'door', '-m', 'Hung.');
  expect(told().map(({ name }) => name)).toEqual(['close']);
});

it('a program that is asked may refuse, with its last words as the reason, and then nothing is written', async () => {
  const lines = ['echo "told you" >&2', "printf 'not on a \\033[31mFriday\\n\\n' >&2", 'exit 3'];
  const { say, snapshot } = await store({ when: 'ask', lines });
  const before = snapshot('work-items');
  const said = await say('start', 'door');
  expect(said).toMatchObject({ status: 5, stdout: '' });
  expect(said.stderr).toBe(
    `error: the hook ./hook.sh refused state of ${id}: not on a [31mFriday\n` +
      'hint: satisfy the hook, then try again; nothing was changed\n',
  );
  expect(json(await say('start', 'door', '--json')).error).toMatchObject({ kind: 'refused', code: 'refused_by_hook' });
  expect(snapshot('work-items')).toEqual(before);
  const { records } = JSON.parse((await say('hooks', 'log', '--json')).stdout);
  const refused = { hook: './hook.sh', ticket: id, outcome: 'refused', detail: 'not on a [31mFriday' };
  expect(records.slice(-2)).toEqual([expect.objectContaining(refused), expect.objectContaining(refused)]);
});

it('a program that is asked sees the ticket as it is before, and is told nothing afterwards', async () => {
  const { say, told } = await store({ when: 'ask' });
  expect((await say('start', 'door')).status).toBe(0);
  expect(told()).toHaveLength(1);
  expect(told()[0]).toMatchObject({ when: 'ask', ticket: { state: 'planning' }, event: { id: null } });
});

it.each([
  ['says nothing', { lines: ['exit 4'] }, 'it ended with status 4 and said nothing on stderr'],
  ['is killed', { lines: ['kill -9 $$'] }, 'it ended with signal SIGKILL and said nothing on stderr'],
  ['does not end', { lines: ['sleep 60 & wait'], timeout: 1 }, 'it was ended after 1 s, its deadline'],
  ['is not there', { run: '[./nowhere.sh]' }, 'it could not start: there is no program "./nowhere.sh"'],
  ['is no program', { run: '[./config.yaml]' }, 'it could not start: "./config.yaml" could not be started in '],
  ['floods', { lines: ["yes '' | head -c 9000000 >&2; echo last >&2; exit 1"] }, 'last'],
  ['says one endless line', { lines: ['head -c 9000000 /dev/zero | tr "\\0" x >&2; exit 1'] }, 'x'.repeat(200)],
])('a program that %s refuses when asked, and is a diagnostic when told', async (_, script: Script, reason) => {
  const asked = await store({ ...script, when: 'ask' });
  const refused = await asked.say('start', 'door');
  expect(refused.status).toBe(5);
  expect(refused.stderr).toMatch(/^error: the hook \.\/\w+\.\w+ refused state of /);
  expect(refused.stderr).toContain(reason);
  const told = await store({ ...script, when: 'tell' });
  const changed = await told.say('start', 'door', '--json');
  expect(changed).toMatchObject({ status: 0, stderr: '' });
  expect(json(changed).changed).toBe(true);
  expect(json(changed).diagnostics).toMatchObject([{ level: 'warning', source: 'hooks' }]);
  expect(json(changed).diagnostics[0]?.text).toContain(reason);
  expect(json(changed).diagnostics[0]?.text.length).toBeLessThanOrEqual(768);
  const said = await told.say('done', 'door');
  expect(said.stderr).toMatch(/^warning: the hook \.\/\w+\.\w+ failed: .*\n$/);
});

it('a hook that is ended at its deadline takes its children with it', async () => {
  const { say, directory } = await store({ lines: ['(sleep 2; touch ../survived) & wait'], timeout: 1 });
  await say('start', 'door');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(existsSync(join(directory, 'survived'))).toBe(false);
});

it('a program gets its words as they are, in the directory of config.yaml, and no shell reads them', async () => {
  const line = 'printf "%s\\n" "$@" > ../words; pwd > ../where; echo "$TICKETS_IN_HOOK $WORK_ITEMS_DIR" >> ../where';
  const { say, read, directory } = await store({ lines: [line], run: '[./hook.sh, "$HOME; touch x", "a b"]' });
  await say('start', 'door');
  expect(read('words')).toBe('$HOME; touch x\na b\n');
  expect(read('where')).toBe(`${directory}/work-items\n1 ${directory}/work-items\n`);
});

it('nothing runs before it is trusted: the change is made, and one line says so', async () => {
  for (const when of ['ask', 'tell'] as const) {
    const { say, told } = await store({ when, lines: ['cat >> ../told.jsonl', 'exit 1'] }, false);
    expect(await say('start', 'door')).toMatchObject({
      status: 0,
      stderr:
        'warning: a hook of config.yaml did not run: nobody has trusted them here; `tickets trust` shows what would run\n',
    });
    expect(json(await say('done', 'door', '--json')).diagnostics).toHaveLength(1);
    expect(told()).toEqual([]);
  }
});

it('any change to the hooks or to a program takes the trust back', async () => {
  const { say, told, write, read, directory } = await store();
  await say('start', 'door');
  const script = read('work-items/hook.sh');
  write('work-items/hook.sh', `${script}\necho more`);
  const said = await say('done', 'door');
  expect(said.stderr).toContain('the hooks have changed since they were trusted; `tickets trust`');
  expect(json(await say('trust', '--list', '--json'))).toMatchObject({
    stores: [{ root: join(directory, 'work-items'), trust: 'changed' }],
  });
  write('work-items/hook.sh', script);
  await say('close', 'door', '-m', 'Hung.');
  expect(told()).toHaveLength(2);
});

it('trust shows what will run before it records, and without --yes or a yes it records nothing', async () => {
  const { say, directory, surface, told } = await store({}, false);
  const asked = await say('trust');
  expect(asked.status).toBe(5);
  expect(asked.stderr).toContain('  tell on state, close, reopen, review, comment: ./hook.sh --fast  (10 s at most)\n');
  expect(asked.stderr).toContain(`  ${directory}/work-items/hook.sh  sha256 `);
  expect(json(await say('trust', '--json')).error.code).toBe('trust_declined');
  const no = await tickets(directory, ['trust'], { ...surface, terminal: 80, stdin: 'n\n' });
  expect(no.status).toBe(5);
  expect(no.stderr).toContain('Trust them? [y/N] ');
  expect((await say('trust', '--list')).stdout).toBe('root\ttrust\tat\n');
  const yes = await tickets(directory, ['trust'], { ...surface, terminal: 80, stdin: 'y\n' });
  expect(yes).toMatchObject({ status: 0 });
  await say('start', 'door');
  expect(told()).toHaveLength(1);
  expect(json(await say('trust', '--json'))).toMatchObject({ kind: 'trust', trust: 'trusted', recorded: false });
  expect(json(await say('trust', '--revoke', '--json'))).toMatchObject({ kind: 'trust-revoked', revoked: true });
  await say('done', 'door');
  expect(told()).toHaveLength(1);
});

it('trust is kept outside the repository', async () => {
  const { directory } = await store();
  expect(readdirSync(join(directory, 'work-items'))).not.toContain('trust');
  expect(readdirSync(join(directory, 'state/tickets/trust'))).toHaveLength(1);
});

it('what trust shows of a hostile config.yaml cannot act on a terminal', async () => {
  const { say } = await store({ run: '["./a\\e[2J\\u202e", "b\\nHooks of nothing"]' }, false);
  const { stderr } = await say('trust');
  expect(stderr).not.toMatch(/(?!\n)[\p{Cc}\u202a-\u202e]/u);
  expect(stderr).not.toContain('\nHooks of nothing');
});

it('a hook may call tickets: nothing waits for itself, nothing goes round, and a remark says so', async () => {
  const call = `"${process.execPath}" "${join(process.cwd(), 'bin/run.js')}"`;
  for (const when of ['ask', 'tell'] as const) {
    const lines = [
      'cat >> ../told.jsonl',
      `${call} comment ${other} -m "from a hook" --json > ../answer.json 2> ../errors`,
    ];
    const { directory, told, read, surface } = await store({ when, lines });
    const said = run(directory, ['start', 'door'], { env: { ...surface.env } });
    expect(said.status).toBe(0);
    expect(told()).toHaveLength(1);
    const answer = JSON.parse(read('answer.json'));
    expect(answer.diagnostics).toEqual([
      { level: 'info', source: 'hooks', text: 'no hook fires inside a hook (TICKETS_IN_HOOK is set)' },
    ]);
    expect(answer.notices).toEqual([]);
    expect(read(`work-items/${other}/thread.md`)).toContain('from a hook');
  }
});

it('a hook that changes the ticket it is asked about makes the change that asked refuse, not overwrite', async () => {
  const call = `"${process.execPath}" "${join(process.cwd(), 'bin/run.js')}"`;
  const { directory, surface, read } = await store({
    when: 'ask',
    lines: [`${call} state ${id} pending > ../out 2>&1`],
  });
  const said = run(directory, ['start', 'door'], { env: { ...surface.env } });
  expect(said.status).toBe(6);
  expect(said.stderr).toContain('was planning when this began and is pending now');
  expect(read(`work-items/${id}/item.md`)).toContain('state: pending');
});

it('of several tickets each is asked about by itself', async () => {
  const lines = [`grep -q '"id":"${id}"' && { echo "not this one" >&2; exit 1; }`, 'exit 0'];
  const { say } = await store({ when: 'ask', lines });
  const said = await say('start', 'door', 'window', '--json');
  expect(said.status).toBe(5);
  expect(json(said).changes.map(({ kind }) => kind)).toEqual(['error', 'change']);
});
