import type { Manifest } from '../manifest.js';

/** What came of a turn. */
export interface TurnEnd {
  result: 'finished' | 'failed' | 'cancelled';
  /** Why it failed, in a line or a few. */
  error: string | null;
  /** False where the agent has not seen the prompt at all. */
  wasHanded: boolean;
}

/** A turn under way. It can be cancelled at any time, and its end comes soon after that, whatever the agent does. */
export interface RunningTurn {
  ended: Promise<TurnEnd>;
  cancel: () => void;
  pause: () => void;
  resume: () => void;
}

/** Who acts in a pod's name. Turns come one after the other. */
export interface Agent {
  /** What starts the same agent again. */
  manifest: Manifest;
  /** Undefined where nobody takes turns, so that notices wait for people. `say` takes the text as it comes. */
  startTurn?: (prompt: string, say: (text: string) => void) => RunningTurn;
}
