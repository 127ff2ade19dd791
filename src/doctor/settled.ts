import { lstatSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPlaces, type Place } from '../store/layout.js';
import type { TicketStore } from '../store/ticket-store.js';

const justNowMs = 2000;

/** How long doctor waits for writers in all: one that hangs must not hold it up at every ticket. */
export interface Patience {
  leftMs: number;
}

/**
 * Where to look a second time at a ticket in which something was found: doctor takes no lock, so it may have read one half
 * of a change and then the other. Undefined where nobody has written it of late, so that what was found is so.
 */
export async function whereItSettles(store: TicketStore, place: Place, patience: Patience): Promise<Place | undefined> {
  if (!isFresh(place)) return undefined;
  const lock = join(store.stateDirectory, 'lock');
  const holding = stampOf(lock);
  const begun = performance.now();
  const waited = () => performance.now() - begun;
  while (holding !== undefined && stampOf(lock) === holding && waited() < patience.leftMs) await sleep(1);
  patience.leftMs -= waited();
  return statOf(place.directory) === undefined ? (findPlaces(store.root, place.id)[0] ?? place) : place;
}

function isFresh({ directory }: Place): boolean {
  const times = [directory, `${directory}/item.md`, `${directory}/thread.md`].map((path) => statOf(path)?.mtimeMs);
  return times.some((time) => time === undefined || Math.abs(Date.now() - time) < justNowMs);
}

/** Which holding of the lock this is. */
function stampOf(lock: string): string | undefined {
  const stats = statOf(lock);
  return stats && `${stats.ino} ${stats.ctimeMs}`;
}

/** Undefined also where a directory has moved away meanwhile. */
function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
