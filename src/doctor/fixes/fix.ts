import type { Place } from '../../store/layout.js';
import type { Examined } from '../check.js';
import type { FindingCode } from '../finding-codes.js';

/** One thing that `doctor --fix` does; `text` says what, for people, in several lines where it must. */
export interface Fix {
  code: FindingCode;
  /** As the person at the working directory would write it. */
  path: string;
  text: string;
}

/** Puts right what is certain about an item; undefined where nothing is to be done. The body stays as it is. */
export interface ItemFix {
  code: FindingCode;
  place: Place;
  mend: (examined: Examined) => Promise<Uint8Array | undefined>;
}

/** Anything else. It is applied under the lock. */
export interface StoreFix extends Fix {
  apply: () => void;
}
