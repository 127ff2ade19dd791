export type ErrorKind =
  | 'check_failed'
  | 'usage'
  | 'not_found'
  | 'ambiguous'
  | 'refused'
  | 'busy'
  | 'unreadable'
  | 'unwritable'
  | 'not_delivered'
  | 'recorded'
  | 'internal';

const exitCodes: Record<ErrorKind, number> = {
  check_failed: 1,
  usage: 2,
  not_found: 3,
  ambiguous: 4,
  refused: 5,
  busy: 6,
  unreadable: 7,
  unwritable: 7,
  not_delivered: 8,
  recorded: 9,
  internal: 70,
};

/** The process exit code of an error kind: the one place where the two meet. */
export function exitCodeOf(kind: ErrorKind): number {
  return exitCodes[kind];
}

interface ErrorParts {
  kind: ErrorKind;
  code: string;
  message: string;
  hints?: string[];
  data?: unknown;
}

/**
 * The only error this project throws on purpose: `message` states the fact, `hints` the next step, `code` is stable
 * and listed in docs/errors.md, `kind` decides the exit code.
 */
export class TicketsError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly hints: string[];
  readonly data: unknown;

  constructor({ kind, code, message, hints = [], data = null }: ErrorParts) {
    super(message);
    this.name = 'TicketsError';
    this.kind = kind;
    this.code = code;
    this.hints = hints;
    this.data = data;
  }
}
