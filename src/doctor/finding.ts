import { type FindingCode, findingCodes } from './finding-codes.js';

export type Severity = 'error' | 'warning' | 'note';

/** One thing that is wrong; `path` as the person at the working directory would write it, `line` from 1 where it has one. */
export interface Finding {
  code: string;
  severity: Severity;
  path: string;
  line: number | null;
  message: string;
  hint: string | null;
  /** Whether `doctor --fix` does something about it. */
  fixable: boolean;
}

interface Words {
  code: FindingCode;
  message: string;
  line?: number | null | undefined;
  hint?: string;
  /** Where it is not the usual one of this code. */
  severity?: Severity | undefined;
  fixable?: boolean;
}

/** A finding at a path of the store. */
export function finding(store: { show: (path: string) => string }, path: string, words: Words): Finding {
  const { code, message, line = null, hint = null, severity = findingCodes[code][0], fixable = false } = words;
  return { code, severity, path: store.show(path), line, message, hint, fixable };
}

export function isFindingCode(code: string): code is FindingCode {
  return Object.hasOwn(findingCodes, code);
}
