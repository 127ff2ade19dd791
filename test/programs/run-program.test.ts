import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../../src/programs/is-alive.js';
import { type Program, runProgram } from '../../src/programs/run-program.js';

const node = (script: string): string[] => [process.execPath, '-e', script];

function run(argv: string[], parts: Partial<Program> = {}) {
  return runProgram({ argv, cwd: tmpdir(), env: process.env, outputCap: 4096, ...parts });
}

function folder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'tickets-programs-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function text(output: Uint8Array): string {
  return new TextDecoder().decode(output);
}

test('a program ends with its status and the output of both streams', async () => {
  const ran = await run(node("console.log('out'); console.error('err'); process.exitCode = 3"));
  expect(ran).toMatchObject({ status: 3, signal: null, timedOut: false });
  expect(text(ran.output).split('\n').sort()).toEqual(['', 'err', 'out']);
  expect(ran.durationMs).toBeGreaterThan(0);
});

test('a program that a signal ends has no status', async () => {
  expect(await run(node("process.kill(process.pid, 'SIGTERM')"))).toMatchObject({ status: null, signal: 'SIGTERM' });
});

test('words reach the program as they are: no shell reads them', async () => {
  const words = ['$HOME', '; echo hacked', '*', "it's", ''];
  const ran = await run([process.execPath, '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...words]);
  expect(JSON.parse(text(ran.output))).toEqual(words);
});

test('a program gets the folder, the environment and the input it was given, and nothing else', async () => {
  const cwd = folder();
  const script = "const {cwd, env} = process; console.log(cwd(), env.MINE, env.HOME, fs.readFileSync(0, 'utf8'))";
  const ran = await run(node(script), { cwd, env: { MINE: 'yes' }, stdin: 'told' });
  expect(text(ran.output)).toBe(`${cwd} yes undefined told\n`);
});

test('a program without input does not wait for the terminal’s', async () => {
  expect((await run(['cat'])).status).toBe(0);
});

test('a program may end without reading what it was told', async () => {
  expect((await run(['true'], { stdin: 'x'.repeat(1_000_000) })).status).toBe(0);
});

test('output is seen as it comes, and only its end is kept', async () => {
  let seen = 0;
  const onOutput = (chunk: Uint8Array) => {
    seen += chunk.length;
  };
  const script = "process.stdout.write('x'.repeat(300_000) + 'the end')";
  const ran = await run(node(script), { outputCap: 10, onOutput });
  expect(text(ran.output)).toBe('xxxthe end');
  expect(seen).toBe(300_007);
});

test('the end that is kept does not begin in the middle of a character', async () => {
  const ran = await run(node("process.stdout.write('語'.repeat(5))"), { outputCap: 8 });
  expect(text(ran.output)).toBe('語語');
});

test('at its deadline a program is ended with all its children', async () => {
  const pidFile = join(folder(), 'pid');
  const script = `echo $$ > ${pidFile}; sleep 600 & echo $! >> ${pidFile}; wait`;
  const ran = await run(['sh', '-c', script], { deadlineMs: 300 });
  expect(ran).toMatchObject({ status: null, signal: 'SIGKILL', timedOut: true });
  const pids = readFileSync(pidFile, 'utf8').trim().split('\n').map(Number);
  expect(pids).toHaveLength(2);
  while (pids.some(isAlive)) await sleep(5);
});

test('a program that ends before its deadline is not late', async () => {
  expect(await run(['true'], { deadlineMs: 60_000 })).toMatchObject({ status: 0, timedOut: false });
});

test('a child that lives on with the output in its hand makes nobody wait', async () => {
  const ran = await run(['sh', '-c', 'sleep 600 & echo $!']);
  expect(ran.status).toBe(0);
  process.kill(Number(text(ran.output)), 'SIGKILL');
});

test('an interrupt reaches the program before this process follows it', async () => {
  const cwd = folder();
  const child = `trap 'echo told > told; exit' TERM; echo $PPID > pid; mv pid ready; while :; do sleep 0.05; done`;
  const source = new URL('../../src/programs/run-program.ts', import.meta.url);
  const parent = `import { runProgram } from ${JSON.stringify(source.href)};
    await runProgram({ argv: ['sh', '-c', ${JSON.stringify(child)}], cwd: '.', env: process.env, outputCap: 1 });`;
  writeFileSync(join(cwd, 'parent.mts'), parent);
  const tsx = import.meta.resolve('tsx');
  const running = run([process.execPath, '--import', tsx, 'parent.mts'], { cwd });
  while (!existsSync(join(cwd, 'ready'))) await Promise.race([sleep(20), running.then(failEarly)]);
  process.kill(Number(readFileSync(join(cwd, 'ready'), 'utf8')), 'SIGTERM');
  expect(await running).toMatchObject({ status: null, signal: 'SIGTERM' });
  while (!existsSync(join(cwd, 'told'))) await sleep(20);
});

test('a missing program is told as such', async () => {
  await expect(run(['no-such-program-here'])).rejects.toMatchObject({ kind: 'not_found', code: 'program_not_found' });
});

test('a program that may not be run, and a folder that is not there, are told as such', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'notes'), 'text', { mode: 0o644 });
  await expect(run(['./notes'], { cwd })).rejects.toMatchObject({ code: 'program_not_started' });
  await expect(run(['true'], { cwd: join(cwd, 'none') })).rejects.toMatchObject({ code: 'program_not_started' });
});

function failEarly({ output }: { output: Uint8Array }): never {
  throw new Error(`ended too early: ${text(output)}`);
}
