import { readFileSync } from 'node:fs';

/** Whether a process of this id runs. One that has ended and only waits for its parent to notice does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !hasEnded(pid);
}

/** When a process started, in the kernel's ticks since boot: with its id, unique until the next boot. Linux only. */
export function startOf(pid: number): number | null {
  const ticks = Number(statusOf(pid)[19]);
  return Number.isSafeInteger(ticks) && ticks > 0 ? ticks : null;
}

function hasEnded(pid: number): boolean {
  const state = statusOf(pid)[0];
  return state === 'Z' || state === 'X';
}

/** The fields of /proc/PID/stat from the third on; what stands before them is a name that may hold anything. */
function statusOf(pid: number): string[] {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return status.slice(status.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
