import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Notice } from '../../src/hooks/hook.js';
import { readOutbox } from '../../src/pods/outbox.js';
import { socketPathOf } from '../../src/pods/socket-path.js';
import { json } from '../helpers/command-line.js';
import { mailbox, rude } from '../pods/agents.js';
import { id, shop } from './companion-world.js';

const notice = (delivery: Partial<Notice['delivery']>, to = 'shop') => ({
  to,
  id: expect.stringMatching(/^[0-9a-f]{16}$/),
  delivery: { reason: null, evidence: null, detail: null, ...delivery },
});
const skipped = (reason: string, detail: string | null = null, to = 'shop') =>
  notice({ outcome: 'skipped', reason, detail }, to);

/** What a mailbox was told, once it is so much: it prints a little after all bytes were sent. */
async function heard(said: () => unknown[], count: number): Promise<{ message: string }[]> {
  await vi.waitFor(() => expect(said()).toHaveLength(count), 5000);
  return said() as { message: string }[];
}

/** A shop with its two pods, which are peers; nobody is live. */
async function shopWithPods() {
  const made = shop();
  await made.say('pod create companion');
  await made.say('hooks install');
  return made;
}

describe('each outcome has its line and its JSON', () => {
  it('delivered, written: an older receiver was sent all of it', async () => {
    const { say, change, pods, cwd } = await shopWithPods();
    const { said } = await mailbox(pods, 'shop');
    const started = await change('start door');
    expect(started).toMatchObject({ status: 0, stderr: '', diagnostics: [] });
    expect(started.notices).toEqual([notice({ outcome: 'delivered', evidence: 'written' })]);
    expect(await say('comment door -m text')).toMatchObject({ status: 0, stdout: `${id}\n`, stderr: '' });
    expect((await say('comment door -m text --verbose')).stderr).toBe(
      'note: shop-orchestrator and shop are peers (ensured)\nnote: the Companion shop was told (written)\n',
    );
    expect((await heard(said, 3))[0]).toEqual({
      id: started.notices[0]?.id,
      source: 'shop-orchestrator',
      token: expect.stringMatching(/^[0-9a-f]{64}$/),
      auto_run: false,
      message:
        `ticket: ${id}; title: "Door"; state: inprogress; event: state/planning->inprogress; ` +
        `summary: hare moved it from planning to inprogress; read: ${cwd}/work-items/${id}`,
    });
  });

  it('missing: silence, but for the JSON, the outbox, the log and --verbose', async () => {
    const { say, change } = shop();
    const started = await change('start door');
    expect(started).toMatchObject({ status: 0, stderr: '', diagnostics: [] });
    expect(started.notices).toEqual([skipped('missing')]);
    expect((await say('done door')).stderr).toBe('');
    expect((await say('comment door -m text --verbose')).stderr).toBe(
      'note: the Companion shop was not told (missing): there is no such pod here\n',
    );
    expect((await change('comment door -m text --as companion')).notices).toEqual([
      skipped('missing', null, 'shop-orchestrator'),
    ]);
    const missing = { outcome: 'skipped', reason: 'missing', evidence: null, detail: null };
    const { records } = JSON.parse((await say('hooks log --json')).stdout);
    expect(records).toMatchObject([
      { to: 'shop', event: 'state/planning->inprogress', ticket: id, id: started.notices[0]?.id, ...missing },
      { to: 'shop', event: 'state/inprogress->done', ...missing },
      { to: 'shop', event: 'comment/comment', ...missing },
      { to: 'shop-orchestrator', event: 'comment/comment', ...missing },
    ]);
    const { notices } = json(await say('notices --json'));
    expect(notices.map(({ to, delivery }: Notice) => [to, delivery])).toEqual(Array(3).fill(['shop', missing]));
  });

  it('missing: what is noted makes no pod, and only transitions note anything', async () => {
    const { say, cwd, pods } = shop();
    for (const line of ['create New', 'edit door --priority P1', 'list', 'status', 'hooks log', 'notices', 'pod list'])
      await say(line);
    expect(existsSync(join(cwd, '.git/tickets'))).toBe(false);
    await say('start door');
    expect(readdirSync(join(pods.root, 'shop-orchestrator'))).toEqual(['hooks.log', 'outbox.jsonl']);
    expect(json(await say('pod list --all --json'))).toMatchObject({ pods: [] });
    expect((await say('pod show orchestrator')).status).toBe(3);
    expect(json(await say('doctor --pods --json'))).toMatchObject({ ok: true, findings: [] });
  });

  it('missing, where there are other pods: silence as well, and the Orchestrator is not made', async () => {
    const { say, change, meta } = shop();
    await say('pod create fox');
    const started = await change('start door');
    expect(started).toMatchObject({ stderr: '', diagnostics: [] });
    expect(started.notices).toEqual([skipped('missing')]);
    expect(() => meta('shop-orchestrator')).toThrow('ENOENT');
  });

  it('missing, as the Companion: the Orchestrator is made then, and is not live', async () => {
    const { say, change, meta } = shop();
    await say('pod create companion');
    const said = await change('comment door -m text --as companion');
    expect(said.notices).toEqual([skipped('not-live', expect.stringContaining('nobody'), 'shop-orchestrator')]);
    expect(meta('shop-orchestrator')).toMatchObject({ peers: [{ pod_name: 'shop' }] });
  });

  it('not-live: nobody serves it', async () => {
    const { say, change } = await shopWithPods();
    const text = 'the Companion shop was not told (not-live): nobody serves it; `tickets pod serve shop` does';
    const started = await change('start door');
    expect(started.notices).toEqual([skipped('not-live', expect.stringContaining('nobody'))]);
    expect(started.diagnostics).toEqual([{ level: 'warning', source: 'companion', text }]);
    expect(await say('done door')).toMatchObject({ status: 0, stderr: `warning: ${text}\n` });
  });

  it('not-peer: it is a spawned child, and stays one though a peer as well', async () => {
    const { say, change, meta, write } = await shopWithPods();
    const own = { ...meta('shop-orchestrator'), spawned_children: [{ pod_name: 'shop' }] };
    write('shop/.git/tickets/pods/shop-orchestrator/metadata.json', JSON.stringify(own));
    expect((await change('start door')).notices).toEqual([skipped('not-peer', 'spawned_child')]);
    expect((await say('done door')).stderr).toBe(
      'warning: the Companion shop was not told (not-peer): it is seen, but not as a peer\n',
    );
  });

  it('not-visible: the pair could not be made, which is said, and the notice was tried all the same', async () => {
    const { say, change, cwd, write } = shop();
    await say('pod create companion');
    await say('pod create orchestrator');
    const state = join(cwd, '.git/tickets/pods/.state');
    rmSync(state, { recursive: true, force: true });
    write('elsewhere/x', '');
    symlinkSync('../../../../elsewhere', state);
    const started = await change('start door');
    expect(started.notices).toEqual([skipped('not-visible')]);
    expect((await say('done door')).stderr).toBe(
      'warning: shop-orchestrator and shop could not be made peers: ' +
        `${state} is a symbolic link, and none is followed here\n` +
        'warning: the Companion shop was not told (not-visible): it is no peer of who would tell it\n',
    );
  });

  it('failed: its metadata cannot be read', async () => {
    const { say, change, write, read } = await shopWithPods();
    const path = 'shop/.git/tickets/pods/shop/metadata.json';
    write(path, '{"pod_name": "shop", SECRET');
    const started = await change('start door');
    expect(started.status).toBe(0);
    expect(started.notices).toEqual([
      notice({ outcome: 'failed', detail: expect.stringContaining('unreadable metadata of shop: ') }),
    ]);
    const { stderr } = await say('done door');
    expect(stderr).toMatch(
      /^warning: shop-orchestrator and shop could not be made peers: .*\nwarning: the Companion shop was not told \(failed\): unreadable metadata of shop: .*\n$/,
    );
    expect(read(path)).toBe('{"pod_name": "shop", SECRET');
  });

  it('whose metadata cannot be read is said first, also where there is no Orchestrator yet', async () => {
    const { say, write } = shop();
    write('shop/.git/tickets/pods/shop/metadata.json', '[]');
    const why = 'the metadata of the pod shop cannot be used: it is not a JSON object';
    expect((await say('start door')).stderr).toBe(
      `warning: shop-orchestrator and shop could not be made peers: ${why}\n` +
        'warning: the Companion shop was not told (failed): unreadable metadata of shop: it is not a JSON object\n',
    );
    expect((await say('hooks install')).stderr).toMatch(`error: ${why}\n`);
  });

  it.each([
    ['closes', 'closed before its snapshot'],
    ['silent', 'sent no snapshot in time'],
    ['slow', 'sent no snapshot in time'],
    ['hangs-up', 'closed before its confirmation'],
    ['accepts-nothing', 'sent no confirmation in time'],
    ['garbage', ''],
    ['binary', ''],
    ['floods', ''],
    ['endless', ''],
  ])('failed: a Companion that %s', async (way, detail) => {
    const { change, pods } = await shopWithPods();
    await rude(way, socketPathOf(pods, 'shop'));
    const started = await change('start door');
    expect(started).toMatchObject({ status: 0, changed: true });
    expect(started.notices).toEqual([notice({ outcome: 'failed', detail: expect.stringContaining(detail) })]);
    expect(started.diagnostics).toMatchObject([{ level: 'warning', source: 'companion' }]);
    expect(started.diagnostics[0]?.text).toMatch(/^the Companion shop was not told \(failed\): \S.{1,400}$/);
  });

  it('failed, with the code that the Companion answered, and its words made harmless', async () => {
    const { say, change, pods } = await shopWithPods();
    await rude('refuses', socketPathOf(pods, 'shop'));
    expect((await change('start door')).notices).toMatchObject([
      { delivery: { outcome: 'failed', reason: 'invalid_request' } },
    ]);
    expect((await say('done door')).stderr).toBe(
      'warning: the Companion shop was not told (invalid_request): not [2J to me\n',
    );
  });

  it('failed: nobody knows who the Companion is', async () => {
    const { say, change, write } = await shopWithPods();
    write('shop/.git/tickets/pods/roles.json', '{"companion": "../fox"}');
    const started = await change('start door');
    expect(started.status).toBe(0);
    expect(started.notices).toEqual([
      notice({ outcome: 'failed', detail: expect.stringContaining('roles.json') }, 'companion'),
    ]);
    expect((await say('done door')).stderr).toMatch(
      /^warning: the Companion companion was not told \(failed\): .*roles\.json cannot be used: .*\n$/,
    );
  });
});

describe('who is told', () => {
  it('the Orchestrator hears of what the Companion does, by --as, by role and by TICKETS_POD', async () => {
    const { change, pods } = await shopWithPods();
    const { said } = await mailbox(pods, 'shop-orchestrator');
    const told = [
      await change('start door --as companion'),
      await change('done door --as shop'),
      await change('comment door -m text', { env: { TICKETS_POD: 'shop' } }),
    ];
    for (const { notices, stderr } of told) {
      expect(notices).toEqual([notice({ outcome: 'delivered', evidence: 'written' }, 'shop-orchestrator')]);
      expect(stderr).toBe('');
    }
    expect(await heard(said, 3)).toMatchObject([{ source: 'shop' }, { source: 'shop' }, { source: 'shop' }]);
    const other = await change('comment door -m text --as orchestrator', { env: { TICKETS_POD: 'shop' } });
    expect(other.notices).toMatchObject([{ to: 'shop' }]);
  });

  it('the Companion hears of what every other pod does, in the Orchestrator’s name', async () => {
    const { change, pods } = await shopWithPods();
    const { said } = await mailbox(pods, 'shop');
    await change('start door --as fox');
    await change('done door', { env: { TICKETS_POD: 'shop-orchestrator' } });
    expect(await heard(said, 2)).toMatchObject([{ source: 'shop-orchestrator' }, { source: 'shop-orchestrator' }]);
  });

  it('a name that is none is refused before anything is written', async () => {
    const { say, change, snapshot } = await shopWithPods();
    const before = snapshot('shop/work-items');
    expect(await say('start door --as ../x')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^error: "\.\.\/x" is no name for a pod\nhint: /),
    });
    expect((await change('start door', { env: { TICKETS_POD: '..' } })).error.code).toBe('bad_pod_name');
    expect(snapshot('shop/work-items')).toEqual(before);
  });

  it('roles may have any names', async () => {
    const { say, change, pods } = shop();
    await say('pod role companion fox');
    await say('pod role orchestrator hare');
    await say('pod create fox');
    const { said } = await mailbox(pods, 'fox');
    expect((await change('start door')).notices).toMatchObject([{ to: 'fox', delivery: { outcome: 'delivered' } }]);
    expect(await heard(said, 1)).toMatchObject([{ source: 'hare' }]);
  });
});

describe('what is told', () => {
  it('every transition by any command, once each: also a start that passes several steps', async () => {
    const { say, pods, write } = await shopWithPods();
    const { said } = await mailbox(pods, 'shop');
    write('shop/text.md', 'SECRET');
    const lines = [
      'ready door -m SECRET',
      'state door planning --reason SECRET',
      'start door',
      'comment door -m SECRET',
      'comment door --role plan -F text.md',
      'comment door --role implementation_report -m SECRET',
      'review door --request-changes -m SECRET',
      'review door --approve -m SECRET',
      'done door -m SECRET',
      'close door -m SECRET',
      'reopen door --reason SECRET',
      'status door pending',
      'state door planning',
      'queue door --force --reason SECRET',
      'close door --resolution SECRET',
    ];
    for (const line of lines) await say(line);
    const messages = (await heard(said, 14)).map(({ message }) => message);
    expect(messages.map((message) => /event: (\S+);/.exec(message)?.[1])).toEqual([
      'state/planning->ready',
      'state/ready->planning',
      'state/planning->inprogress',
      'comment/comment',
      'comment/plan',
      'comment/implementation_report',
      'review/request_changes',
      'review/approve',
      'state/inprogress->done',
      'close/resolution',
      'reopen/closed->planning',
      'state/planning->pending',
      'state/pending->planning',
      'close/resolution',
    ]);
    expect(messages.join()).not.toContain('SECRET');
  });

  it('nothing else: no creation, edit, reading, evidence, refusal, repetition', async () => {
    const { say, pods } = await shopWithPods();
    await mailbox(pods, 'shop');
    const quiet = [
      'create New',
      'edit door --priority P1',
      'relate door related new',
      'unrelate door related new',
      'evidence door -m seen',
      'artifact list door',
      'list',
      'show door',
      'next',
      'blocked',
      'search door',
      'status',
      'stats',
      'doctor',
      'where',
      'help',
      'done door',
      'reopen door',
      'comment door',
      'state door planning',
      'comment door -m text --if-revision x',
      'start nowhere',
      'pod list',
      'hooks log',
    ];
    for (const line of quiet) await say(line);
    expect(readOutbox(pods, 'shop-orchestrator')).toEqual([]);
    await say('start door');
    await say('start door');
    expect(readOutbox(pods, 'shop-orchestrator')).toHaveLength(1);
  });

  it('of several tickets one notice each, and of those that fail none', async () => {
    const { say, change, pods } = await shopWithPods();
    const { said } = await mailbox(pods, 'shop');
    await say('create Window');
    const { changes } = await change('start door nowhere window');
    expect(changes.map(({ kind }) => kind)).toEqual(['change', 'error', 'change']);
    await heard(said, 2);
  });

  it('a title of ten thousand hostile characters is stored whole and told in one bounded line', async () => {
    const { cwd, env, pods } = await shopWithPods();
    const { said } = await mailbox(pods, 'shop');
    const { tickets } = await import('../helpers/command-line.js');
    const title = `認証\u001b[2J\u202e"; state: closed\n${'長い題名 '.repeat(2000)}`;
    const made = json(await tickets(cwd, ['create', title, '--json'], { env }));
    await tickets(cwd, ['start', made.ticket.id], { env });
    const message = (await heard(said, 1))[0]?.message ?? '';
    expect(made.ticket.title).toContain('長い題名 長い題名');
    expect(message.length).toBeLessThanOrEqual(768);
    expect(message).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(message).toContain(`title: "認証[2J'; state: closed 長い題名`);
    expect(message.endsWith(`/work-items/${made.ticket.id}`)).toBe(true);
  });
});

describe('the pair', () => {
  it('heals on the next transition: after unpeer, when one side forgot, when the Orchestrator is gone', async () => {
    const { say, change, pods, meta, write, cwd } = await shopWithPods();
    await mailbox(pods, 'shop');
    const path = (name: string) => `shop/.git/tickets/pods/${name}/metadata.json`;
    const harms = [
      () => say('pod unpeer companion'),
      async () => write(path('shop'), JSON.stringify({ ...meta('shop'), peers: [], kept: 1 })),
      async () => write(path('shop-orchestrator'), JSON.stringify({ ...meta('shop-orchestrator'), peers: [] })),
      async () => rmSync(join(cwd, '.git/tickets/pods/shop-orchestrator'), { recursive: true }),
    ];
    for (const harm of harms) {
      await harm();
      const { notices, stderr } = await change('comment door -m text');
      expect(notices).toMatchObject([{ delivery: { outcome: 'delivered' } }]);
      expect(stderr).toBe('');
      expect(meta('shop').peers).toEqual([{ pod_name: 'shop-orchestrator' }]);
      expect(meta('shop-orchestrator').peers).toEqual([{ pod_name: 'shop' }]);
    }
    expect(meta('shop').kept).toBe(1);
  });

  it('is made by init and by hooks install, where the Companion exists', async () => {
    const { say, meta } = shop();
    expect(json(await say('init --json'))).toMatchObject({
      companion_hook: { companion: 'shop', orchestrator: 'shop-orchestrator', outcome: 'missing', changed: false },
    });
    expect((await say('init')).stderr).toBe('');
    expect((await say('hooks install')).stdout).toBe(
      'There is no Companion shop yet: `tickets pod serve shop` makes one and lets it hear\n',
    );
    await say('pod create companion');
    expect(() => meta('shop-orchestrator')).toThrow('ENOENT');
    expect(json(await say('init --json'))).toMatchObject({ companion_hook: { outcome: 'ensured', changed: true } });
    expect(meta('shop-orchestrator').peers).toEqual([{ pod_name: 'shop' }]);
    await say('pod unpeer companion');
    expect(json(await say('hooks install --json'))).toEqual({
      schema_version: 1,
      kind: 'hooks-install',
      companion_hook: {
        companion: 'shop',
        orchestrator: 'shop-orchestrator',
        outcome: 'ensured',
        changed: true,
        detail: null,
      },
      command_hooks: { count: 0, trust: 'none' },
    });
    expect(meta('shop').peers).toEqual([{ pod_name: 'shop-orchestrator' }]);
  });

  it('that cannot be made stops hooks install, and is a warning of init', async () => {
    const { say, write } = await shopWithPods();
    write('shop/.git/tickets/pods/shop/metadata.json', '{');
    expect((await say('hooks install')).status).toBe(7);
    const made = await say('init');
    expect(made.status).toBe(0);
    expect(made.stderr).toMatch(/^warning: transitions cannot be announced: .*\n$/);
  });
});

describe('--require-delivery', () => {
  it('is content with a delivered notice, and with a change that was made before', async () => {
    const { say, pods } = await shopWithPods();
    const { stop } = await mailbox(pods, 'shop');
    expect((await say('start door --require-delivery')).status).toBe(0);
    await stop();
    expect(await say('start door --require-delivery')).toMatchObject({ status: 0, stderr: '' });
  });

  it('exits 8 otherwise; the change stays, and the JSON is all of it', async () => {
    const { say, change, read } = shop();
    const said = await say('start door --require-delivery');
    expect(said).toMatchObject({
      status: 8,
      stdout: `${id}\n`,
      stderr: `error: ${id} was changed, but shop was not told (missing)\n`,
    });
    expect(read(`shop/work-items/${id}/item.md`)).toContain('state: inprogress');
    for (const words of ['comment door -m text', 'review door --approve -m text', 'done door', 'close door -m text']) {
      const changed = await change(`${words} --require-delivery`);
      expect(changed).toMatchObject({ status: 8, stderr: '', kind: 'change', changed: true, diagnostics: [] });
      expect(changed.notices).toEqual([skipped('missing')]);
    }
  });

  it('counts each of several tickets, and leaves the first failure its exit status', async () => {
    const { say, change } = shop();
    await say('create Window');
    const both = await change('start door window --require-delivery');
    expect(both.status).toBe(8);
    expect(both.changes.map(({ kind }) => kind)).toEqual(['change', 'change']);
    expect((await change('done door nowhere --require-delivery')).status).toBe(3);
  });

  it('is for transitions: what announces nothing does not take it', async () => {
    const { say } = shop();
    for (const words of ['create New', 'edit door --priority P1', 'evidence door -m text', 'list'])
      expect((await say(`${words} --require-delivery`)).status).toBe(2);
  });

  it('is not met inside a hook, where nothing is announced', async () => {
    const { change } = await shopWithPods();
    const said = await change('start door --require-delivery', { env: { TICKETS_IN_HOOK: '1' } });
    expect(said).toMatchObject({ status: 8, notices: [], diagnostics: [{ level: 'info', source: 'hooks' }] });
  });
});

describe('the log of hooks', () => {
  it('has every attempt, those that nobody was told of as well', async () => {
    const { say, pods } = await shopWithPods();
    await say('start door');
    const { stop } = await mailbox(pods, 'shop');
    await say('done door');
    await stop();
    await say('pod unpeer companion');
    await say('close door -m text');
    const { records, total, truncated } = JSON.parse((await say('hooks log --json')).stdout);
    expect({ total, truncated }).toEqual({ total: 5, truncated: false });
    expect(records[1]).toEqual({
      at: '2026-06-18T14:33:50Z',
      ticket: id,
      event: 'state/planning->inprogress',
      hook: 'companion',
      to: 'shop',
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      outcome: 'skipped',
      reason: 'not-live',
      evidence: null,
      detail: expect.any(String),
    });
    expect(records.map(({ outcome, reason }: Record<string, string>) => [outcome, reason])).toEqual([
      ['ensured', null],
      ['skipped', 'not-live'],
      ['delivered', null],
      ['ensured', null],
      ['skipped', 'not-live'],
    ]);
    const short = await say('hooks log --limit 1');
    expect(short.stdout.split('\n')).toHaveLength(3);
    expect(short.stderr).toBe('note: the newest 1 of 5; --limit 0 shows all\n');
  });

  it('is one of lines of JSON, for this user alone, and passes over what is none', async () => {
    const { say, cwd } = await shopWithPods();
    await say('start door');
    const path = join(cwd, '.git/tickets/pods/shop-orchestrator/hooks.log');
    writeFileSync(path, `${readFileSync(path, 'utf8')}half a li`);
    await say('done door');
    const { records } = JSON.parse((await say('hooks log --json')).stdout);
    expect(records).toHaveLength(3);
    expect((await say('hooks log', { terminal: 100 })).stdout).toContain('skipped (not-live)');
  });

  it('starts anew when it is full, and keeps the one before', async () => {
    const { say, cwd } = await shopWithPods();
    const path = join(cwd, '.git/tickets/pods/shop-orchestrator/hooks.log');
    const line = readFileSync(path, 'utf8');
    writeFileSync(path, line.repeat(Math.ceil((8 * 1024 * 1024) / line.length)));
    await say('start door');
    expect(existsSync(path)).toBe(false);
    await say('done door');
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(2);
    const { records } = JSON.parse((await say('hooks log --json')).stdout);
    expect(records).toHaveLength(50);
  });

  it('that cannot be written changes nothing', async () => {
    const { say, change, cwd } = await shopWithPods();
    const path = join(cwd, '.git/tickets/pods/shop-orchestrator/hooks.log');
    rmSync(path);
    symlinkSync('/nowhere', path);
    expect(await change('start door')).toMatchObject({ status: 0, changed: true });
    expect((await say('hooks log')).status).toBe(7);
  });
});

describe('status', () => {
  it('shows the Companion: metadata, peer, live, last delivery', async () => {
    const { say, pods } = shop();
    const status = async () => JSON.parse((await say('status --json')).stdout).companion;
    expect(await status()).toEqual({
      pod_name: 'shop',
      orchestrator: 'shop-orchestrator',
      metadata: { state: 'missing', error: null },
      peer: false,
      live: { reachable: false, status: null, error: null },
      last_delivery: null,
    });
    expect((await say('status', { terminal: 80 })).stdout).toContain(
      '\nCompanion shop: no metadata; `tickets pod serve shop` makes it\n',
    );
    expect((await say('status')).stderr).toBe('');
    await say('pod create companion');
    await mailbox(pods, 'shop');
    const { notices } = json(await say('start door --json'));
    expect(await status()).toMatchObject({
      metadata: { state: 'readable' },
      peer: true,
      live: { reachable: true, status: 'idle' },
      last_delivery: { id: notices[0]?.id, delivery: { outcome: 'delivered', evidence: 'written' } },
    });
    expect((await say('status', { terminal: 80 })).stdout).toMatch(
      /\nCompanion shop: metadata readable, peer, live, idle, last notice .*: delivered \(written\)\n$/,
    );
    expect((await say('status')).stderr).toMatch(/^note: Companion shop: metadata readable, /);
  });

  it('goes on where the roles cannot be read', async () => {
    const { say, write } = shop({ '.git/tickets/pods/roles.json': '[]' });
    write('shop/.git/tickets/pods/roles.json', '[]');
    const said = await say('status --json');
    expect(said.status).toBe(0);
    expect(JSON.parse(said.stdout).companion).toBe(null);
    expect((await say('status', { terminal: 80 })).stdout).toContain('Companion: unknown, ');
  });
});
