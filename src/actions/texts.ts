import { TicketsError } from '../errors.js';
import { normalizeBody } from '../tickets/thread.js';

/** A text as it will be stored; refused where nothing would be, or where git would take the file for binary. */
export function givenText(text: string): string {
  const body = normalizeBody(text);
  if (body.trim() === '') throw emptyText();
  if (body.includes('\0')) throw nulInText();
  return body;
}

function emptyText(): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'empty_text',
    message: 'the text is empty',
    hints: ['give it with -m TEXT, -F FILE, or -F - for standard input'],
  });
}

export function nulInText(): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'nul_in_text',
    message: 'the text holds a NUL byte, which would make the file binary for git',
    hints: ['keep binary files as artifacts: tickets artifact add ID FILE'],
  });
}
