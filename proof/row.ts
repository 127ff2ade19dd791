/** What came of one run of a row. */
export interface Outcome {
  /** The figures, in words. */
  reached: string;
  /** What did not hold, a line each. A row is green where there is none. */
  problems: string[];
}

/** One promise of the product: work that would break it if it could be broken, and the same work without its guard. */
export interface Row {
  name: string;
  /** What is done, with `size` of whatever the row counts. */
  done: (size: number) => string;
  full: number;
  /** Small enough for `npm test`. */
  short: number;
  run: (size: number, seed: number) => Promise<Outcome>;
  /** Show that the row sees what it looks for: without each of these guards it must turn red. */
  controls: readonly Control[];
}

/** The same work without one guard. */
export interface Control {
  without: string;
  run: (seed: number) => Promise<Outcome>;
}
