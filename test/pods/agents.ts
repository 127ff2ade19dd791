import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { unlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { it, onTestFinished } from 'vitest';
import type { Pods } from '../../src/pods/pods.js';

const folder = new URL('../fixtures/agents/', import.meta.url);

/** For tests with pods in Python, where there is one. */
export const itWithPython = it.skipIf(spawnSync('python3', ['--version']).status !== 0);

/** A script in Python as a process of its own, from its first line, `ready`, to the end of the test. */
async function start(script: string, args: readonly string[], runtimeDir: string) {
  const path = fileURLToPath(new URL(script, folder));
  const env = { PATH: process.env.PATH, TICKETS_RUNTIME_DIR: runtimeDir };
  const child = spawn('python3', [path, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = () => stopped(child);
  onTestFinished(stop);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => {
    text += part;
  });
  while (!text.startsWith('ready\n')) await once(child.stdout, 'data');
  return { stop, lines: () => text.split('\n').slice(1, -1) };
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** The pod in sixty lines of another language, and what it was told. */
export async function mailbox(pods: Pods, name: string): Promise<{ said: () => unknown[]; stop: () => Promise<void> }> {
  const { lines, stop } = await start('mailbox.py', [pods.root, name], pods.runtimeDir);
  return { said: () => lines().map((line) => JSON.parse(line)), stop };
}

/** A pod that breaks the protocol; the answer ends it, and takes its socket away. */
export async function rude(way: string, socketPath: string): Promise<() => Promise<void>> {
  const { stop } = await start('rude.py', [way, socketPath], '');
  return async () => {
    await stop();
    unlinkSync(socketPath);
  };
}
