import { readFileSync, statSync } from 'node:fs';
import { TicketsError } from '../errors.js';
import { errnoOf, isAbsence } from '../files/file-layer.js';
import { fileNotFound, fileTooBig, largestFile, notAFile, unreadableFile } from '../files/safe-path.js';

/** A file that a person names, wherever it is. */
export function readGiven(path: string): Uint8Array {
  try {
    const { size } = statSync(path);
    if (size > largestFile) throw fileTooBig(path, size);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof TicketsError) throw error;
    if (isAbsence(error)) throw fileNotFound(path);
    throw errnoOf(error) === 'EISDIR' ? notAFile(path) : unreadableFile(path, errnoOf(error) ?? String(error));
  }
}

/** The text that bytes from outside are; what is no UTF-8 is refused rather than kept with holes. */
export function textOf(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw textNotUtf8(name);
  }
}

function textNotUtf8(name: string): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'text_not_utf8',
    message: `the text of ${name} is not UTF-8`,
    hints: ['convert it first, or keep the file as it is: tickets artifact add ID FILE'],
  });
}
