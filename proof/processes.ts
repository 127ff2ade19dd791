import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Product } from './product.js';

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
}

type Env = Record<string, string>;

// What a shell has and no more: NODE_EXTRA_CA_CERTS costs every start of Node 38 ms, and a test runner adds its own.
const { PATH = '', HOME = '' } = process.env;
export const bareEnv: Env = { PATH, HOME, TICKETS_AUTHOR: 'hare' };

/** A command line of the built product, started. */
export function startTickets(product: Product, cwd: string, words: readonly string[], env: Env = {}): Running {
  return start([join(product.root, 'bin/run.js'), ...words], cwd, env, 'ignore');
}

/** One that has started and does nothing before it is let go: what Node needs to start is spent beforehand. */
export interface Armed extends Running {
  go: () => void;
}

const gate = fileURLToPath(new URL('gate.cjs', import.meta.url));

export function armTickets(product: Product, cwd: string, words: readonly string[], env: Env = {}): Armed {
  const running = start(['--require', gate, join(product.root, 'bin/run.js'), ...words], cwd, env, 'pipe');
  const word = running.child.stdio[3];
  // One that is killed before it is let go leaves nobody to hear it.
  word?.on('error', () => {});
  return { ...running, go: () => word instanceof Writable && word.end('!') };
}

/** A command line of the built product, from its start to its end. */
export function tickets(product: Product, cwd: string, words: readonly string[], env: Env = {}): Promise<Ended> {
  return startTickets(product, cwd, words, env).ended;
}

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** A script of this folder as a process of its own, which can be sent messages. */
export function startScript(script: URL, args: readonly string[], cwd: string, env: Env = {}): Running {
  return start(['--import', tsx, fileURLToPath(script), ...args], cwd, env, 'ipc');
}

function start(args: readonly string[], cwd: string, env: Env, channel: 'ipc' | 'ignore' | 'pipe'): Running {
  const stdio = ['ignore', 'pipe', 'pipe', channel] as const;
  const child = spawn(process.execPath, args, { cwd, env: { ...bareEnv, ...env }, stdio: [...stdio] });
  return { child, ended: endOf(child) };
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const outputs = Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  const ended = await new Promise<Pick<Ended, 'code' | 'signal'>>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const [stdout, stderr] = await outputs;
  return { ...ended, stdout, stderr };
}

async function textOf(stream: ChildProcess['stdout']): Promise<string> {
  return stream === null ? '' : text(stream);
}

/** Waits until the script says something; one that ends without a word is a mistake of the proof. */
export async function hear({ child, ended }: Running): Promise<void> {
  const silent = ended.then(({ stderr }) => {
    throw new Error(`a script of the proof ended at once\n${stderr}`);
  });
  await Promise.race([once(child, 'message'), silent]);
}
