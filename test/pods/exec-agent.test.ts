import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { execAgent } from '../../src/pods/agents/exec.js';
import { isAlive } from '../../src/programs/is-alive.js';

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tickets-exec-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A turn of a shell script, and what it has said so far. */
function turn(script: string, { prompt = '', cwd = folder(), longestText = 1000, env = {} } = {}) {
  const agent = execAgent({
    argv: ['sh', '-c', script],
    cwd,
    env: { PATH: process.env.PATH, ...env },
    graceMs: 300,
    longestText,
  });
  const said: string[] = [];
  const running = agent.startTurn?.(prompt, (text) => said.push(text));
  if (running === undefined) throw new Error('it takes no turns');
  onTestFinished(() => running.cancel());
  return { ...running, cwd, text: () => said.join('') };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(10);
}

it('the prompt goes in, what is written comes out, and the exit ends the turn', async () => {
  const { ended, text } = turn('cat; echo remark >&2; echo " $NAME"', {
    prompt: 'review 設計\n',
    env: { NAME: 'hare' },
  });
  expect(await ended).toEqual({ result: 'finished', error: null, wasHanded: true });
  expect(text()).toBe('review 設計\n hare\n');
});

it('text comes while the program runs, in whole characters, without what moves a cursor', async () => {
  const halves = turn(
    `printf '\\350\\250'; sleep 0.2; printf '\\210\\033[2J\\r\\n'; while test ! -e go; do sleep 0.05; done`,
  );
  await until(() => halves.text().endsWith('\n'));
  expect(halves.text()).toBe('計[2J\n');
  halves.cancel();
  expect(await halves.ended).toMatchObject({ result: 'cancelled' });
});

it('a failing program says how it failed, with its last remarks', async () => {
  const end = await turn('echo started >&2; printf "no key\\033[31m" >&2; exit 3').ended;
  expect(end).toEqual({
    result: 'failed',
    error: 'the program ended with status 3: started\nno key[31m',
    wasHanded: true,
  });
  expect(await turn('kill -9 $$').ended).toMatchObject({ result: 'failed', error: 'the program ended by SIGKILL' });
});

it('a program that cannot be started has been handed nothing', async () => {
  const agent = execAgent({ argv: ['no-such-program-anywhere'], cwd: folder(), env: { PATH: '/usr/bin' } });
  const end = await agent.startTurn?.('hello', () => {}).ended;
  expect(end).toMatchObject({ result: 'failed', wasHanded: false });
  expect(end?.error).toContain('no-such-program-anywhere');
});

it('a program that does not read its prompt, or reads it late, fails nothing', async () => {
  expect(await turn('exit 0', { prompt: 'x'.repeat(1_000_000) }).ended).toMatchObject({ result: 'finished' });
  const late = turn('sleep 0.3; wc -c', { prompt: 'x'.repeat(1_000_000) });
  await late.ended;
  expect(late.text().trim()).toBe('1000000');
});

it('cancelling ends a program that ignores it, and what it has started', async () => {
  const stubborn = turn(
    `trap '' TERM; (trap '' TERM; while :; do sleep 0.05; done) & echo $! > child; echo up; wait; while :; do sleep 0.05; done`,
  );
  await until(() => stubborn.text() === 'up\n' && existsSync(join(stubborn.cwd, 'child')));
  const child = Number(readFileSync(join(stubborn.cwd, 'child'), 'utf8'));
  expect(isAlive(child)).toBe(true);
  stubborn.cancel();
  expect(await stubborn.ended).toEqual({ result: 'cancelled', error: null, wasHanded: true });
  await until(() => !isAlive(child));
});

it('cancelling lets a program that listens tidy up', async () => {
  const polite = turn(`trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done`);
  await until(() => polite.text() === 'up\n');
  polite.cancel();
  expect(await polite.ended).toMatchObject({ result: 'cancelled' });
  expect(polite.text()).toBe('up\nbye\n');
});

it('a paused program does nothing until it is resumed, and can be cancelled', async () => {
  const steady = turn('while :; do echo tick; sleep 0.02; done', { longestText: 1e9 });
  await until(() => steady.text().length > 20);
  steady.pause();
  await sleep(100);
  const before = steady.text();
  await sleep(200);
  expect(steady.text()).toBe(before);
  steady.resume();
  await until(() => steady.text().length > before.length + 20);
  steady.pause();
  steady.cancel();
  expect(await steady.ended).toMatchObject({ result: 'cancelled' });
});

it('a program that floods is ended, and no more is kept than a turn may say', async () => {
  const flood = turn('yes 0123456789', { longestText: 100_000 });
  expect(await flood.ended).toMatchObject({
    result: 'failed',
    error: expect.stringContaining('more than a turn may say'),
  });
  expect(flood.text().length).toBeLessThanOrEqual(100_000);
});

it('remarks without end are read and forgotten but for their end', async () => {
  const end = await turn('head -c 5000000 /dev/zero | tr "\\0" x >&2; echo last >&2; exit 1').ended;
  expect(end.error).toMatch(/x{1000,}last$/);
  expect(end.error?.length).toBeLessThan(3000);
});
