import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { isAlive } from './is-alive.js';

export interface Detached {
  argv: readonly string[];
  cwd: string;
  env: Record<string, string | undefined>;
  /** Where its output goes; what stood there before is forgotten. */
  log: string;
}

/** Starts a program that outlives this process. Throws only what the system says at once. */
export function startDetached({ argv, cwd, env, log }: Detached): { pid: number | undefined; hasEnded: () => boolean } {
  const [name = '', ...args] = argv;
  const output = openSync(log, 'w', 0o600);
  try {
    const child = spawn(name, args, { cwd, env, detached: true, stdio: ['ignore', output, output] });
    let isGone = false;
    child.once('error', () => {
      isGone = true;
    });
    child.unref();
    const { pid } = child;
    return { pid, hasEnded: () => isGone || pid === undefined || !isAlive(pid) };
  } finally {
    closeSync(output);
  }
}
