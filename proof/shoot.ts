import { existsSync, readdirSync } from 'node:fs';
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
  return killed >= size && committed >= Math.ceil(size / 20);
}

/** Where a process stands, as seen from outside. */
export interface Marks {
  lock: () => boolean;
  commit: () => boolean;
}

/** A change of several files is inside its commit while its journal is there. */
export function marksOfJournal(stateDir: string): Marks {
  const exists = (name: string) => existsSync(join(stateDir, name));
  return { lock: () => exists('lock'), commit: () => exists('journal') };
}

/** A change of one file or of a new directory is, while what is to be renamed into place lies in tmp/. */
export function marksOfRename(stateDir: string): Marks {
  const tmp = join(stateDir, 'tmp');
  return { ...marksOfJournal(stateDir), commit: () => existsSync(tmp) && readdirSync(tmp).length > 0 };
}

/** Kills a command where the next shot says, and counts what it was at. A timer would be late by a millisecond. */
export async function shoot({ child, ended }: Running, marks: Marks, aim: Aim, tally: Tally): Promise<Ended> {
  const shot = aim.next();
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const hasCome = shot.from === 'process' ? () => true : marks[shot.from];
  while (!hasCome() && !isOver()) await nextTurn();
  const due = performance.now() + shot.delay;
  while (performance.now() < due && !isOver()) await nextTurn();
  child.kill('SIGKILL');
  const { signal } = await ended;
  const met = { process: signal !== null, lock: marks.lock(), commit: marks.commit() };
  aim.learn(shot, met[shot.from]);
  tally[met.process ? 'killed' : 'finished']++;
  if (met.lock) tally.locked++;
  if (met.commit) tally.committed++;
  return ended;
}
