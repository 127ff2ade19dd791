import type { TicketsError } from '../errors.js';
import { visible } from './render/visible.js';

/** An error as `--json` gives it. */
export function errorBody({ kind, code, message, hints, data }: TicketsError): Record<string, unknown> {
  return { schema_version: 1, kind: 'error', error: { kind, code, message, hints, data } };
}

/** An error as a person reads it: the fact, then the next steps. */
export function errorText({ message, hints }: TicketsError): string {
  return [`error: ${visible(message)}\n`, ...hints.map((hint) => `hint: ${visible(hint)}\n`)].join('');
}
