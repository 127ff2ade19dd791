import type { Random } from '../bench/random.js';

const starts = ['process', 'lock', 'commit'] as const;

export interface Shot {
  /** What the delay is counted from: the start of the process, or the instant at which it has come to this. */
  from: (typeof starts)[number];
  /** Milliseconds. */
  delay: number;
}

export interface Aim {
  next: () => Shot;
  learn: (shot: Shot, wasInTime: boolean) => void;
}

/**
 * When to kill: at any instant of the process, of its holding the lock, or of its commit, each one time in three. How
 * long those last is learned: a little less after each shot that came too late, a little more after each that did not.
 */
export function newAim(random: Random, usualTime: number): Aim {
  const lasting = { process: usualTime, lock: usualTime / 4, commit: usualTime / 8 };
  return {
    next: () => {
      const from = starts[random(starts.length)] ?? 'process';
      return { from, delay: (lasting[from] * random(1_000)) / 1_000 };
    },
    learn: ({ from }, wasInTime) => {
      lasting[from] = wasInTime ? Math.min(lasting[from] * 1.1, 2 * usualTime) : lasting[from] * 0.8;
    },
  };
}
