import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Aim } from './aim.js';
import type { Ended, Running } from './processes.js';

/** What the kills met. */
export interface Tally {
  killed: number;
  locked: number;
  committed: number;
  after: number;
  finished: number;
}

export function newTally(): Tally {
  return { killed: 0, locked: 0, committed: 0, after: 0, finished: 0 };
}

/** Whether enough were killed, and of these enough inside a commit, to say anything. */
export function isEnough({ killed, committed }: Tally, size: number): boolean {
  return killed >= size && committed >= Math.ceil(size / 10);
}

/** Kills a command where the next shot says, and counts what it was at. A timer would be late by a millisecond. */
export async function shoot({ child, ended }: Running, stateDir: string, aim: Aim, tally: Tally): Promise<Ended> {
  const exists = (name: string) => existsSync(join(stateDir, name));
  const shot = aim.next();
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  while (shot.from !== 'process' && !exists(shot.from) && !isOver()) await nextTurn();
  const due = performance.now() + shot.delay;
  while (performance.now() < due && !isOver()) await nextTurn();
  child.kill('SIGKILL');
  const { signal } = await ended;
  aim.learn(shot, signal !== null);
  tally[signal === null ? 'finished' : 'killed']++;
  if (exists('lock')) tally.locked++;
  if (exists('journal')) tally.committed++;
  return ended;
}
