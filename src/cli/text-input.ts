import { resolve } from 'node:path';
import { readGiven, textOf } from '../actions/read-given.js';
import { TicketsError } from '../errors.js';
import type { Host } from './command.js';

/** Where a command's text comes from: `-m TEXT`, `-F FILE`, `-F -`. */
export const textFlags = {
  message: { type: 'string', short: 'm', placeholder: 'TEXT', summary: 'the text' },
  file: { type: 'string', short: 'F', placeholder: 'FILE', summary: 'read the text from FILE; - is standard input' },
} as const;

interface TextWords {
  message?: string | undefined;
  file?: string | undefined;
}

/** The text that was given; undefined where none was. */
export async function findText({ message, file }: TextWords, host: Host): Promise<string | undefined> {
  if (message !== undefined && file !== undefined) throw twoTexts();
  if (message !== undefined) return message;
  if (file === undefined) return undefined;
  if (file === '-') return textOf(await host.stdin.read(), 'standard input');
  return textOf(readGiven(resolve(host.cwd, file)), file);
}

/**
 * The text that a comment or review must have. Older scripts piped it in without a word; that is refused, because a
 * program cannot tell a text in the pipe from an empty pipe that an agent left open.
 */
export async function neededText(words: TextWords, host: Host, isOlder: () => boolean): Promise<string> {
  const text = await findText(words, host);
  if (text !== undefined) return text;
  if (host.stdin.isTerminal && isOlder()) return 'No body provided.';
  throw textMissing(host);
}

/** An editor that opens where text was piped in would lose that text without a word. */
export async function refuseUnreadText(host: Host): Promise<void> {
  if (!host.stdin.isTerminal && (await host.stdin.holdsText())) throw textMissing(host);
}

function textMissing({ stdin }: Host): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'text_missing',
    message: 'no text was given',
    hints: stdin.isTerminal
      ? ['give it with -m TEXT or -F FILE']
      : ['give it with -m TEXT or -F FILE; piped text is read with -F - (or --file -)'],
  });
}

export function twoTexts(): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'two_texts',
    message: 'the text is given twice',
    hints: ['give one of -m TEXT, -F FILE, --resolution TEXT'],
  });
}
