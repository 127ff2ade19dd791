import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { probePod } from '../../src/pods/client.js';
import { openPods, type Pods } from '../../src/pods/pods.js';
import { resolvePodName } from '../../src/pods/roles.js';
import { socketPathOf } from '../../src/pods/socket-path.js';
import { run, type Said } from '../helpers/command-line.js';
import { workspace } from '../helpers/workspace.js';
import { git } from './companion-world.js';

const binary = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

export interface Server {
  child: ChildProcess;
  pid: number;
  /** What it has said so far. */
  stdout: () => string;
  stderr: () => string;
  ended: Promise<{ code: number | null; signal: string | null }>;
}

/** A repository called forest, and command lines in it as processes of their own, from the build. */
export function forest() {
  const { directory, write } = workspace({ 'forest/work-items/config.yaml': '' });
  const cwd = `${directory}/forest`;
  git(cwd, 'init', '--quiet');
  const env = { TICKETS_RUNTIME_DIR: `${directory}/run` };
  const pods = openPods(`${cwd}/.git/tickets/pods`, { env, folderName: 'forest' });
  const say = (words: string[], more: Record<string, string> = {}): Said =>
    run(cwd, words, { env: { ...env, ...more } });
  const start = (words: string[], more: Record<string, string> = {}, isRead = true): Server => {
    const { NODE_EXTRA_CA_CERTS: _, ...own } = process.env;
    const child = spawn(process.execPath, [binary, ...words], {
      cwd,
      env: { ...own, ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const said = { stdout: '', stderr: '' };
    if (isRead) child.stdout.on('data', (text) => (said.stdout += text));
    child.stderr.on('data', (text) => (said.stderr += text));
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
      child.once('exit', (code, signal) => resolve({ code, signal })),
    );
    return { child, pid: child.pid ?? 0, stdout: () => said.stdout, stderr: () => said.stderr, ended };
  };
  /** Serves until the test is over, and waits until it answers. */
  const serve = async (name: string, words: string[] = [], isRead = true): Promise<Server> => {
    const server = start(['pod', 'serve', name, ...words], {}, isRead);
    await untilLive(pods, resolvePodName(pods, name), server);
    return server;
  };
  return { directory, cwd, env, pods, write, say, start, serve };
}

export type Forest = ReturnType<typeof forest>;

async function untilLive(pods: Pods, name: string, { child, stderr }: Server): Promise<void> {
  while (!(await isLive(pods, name))) {
    if (child.exitCode !== null) throw new Error(`it ended at once: ${stderr()}`);
    await sleep(30);
  }
}

export async function isLive(pods: Pods, name: string): Promise<boolean> {
  return (await probePod(socketPathOf(pods, name), { deadlineMs: 5000 })).reachable;
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(20);
}
