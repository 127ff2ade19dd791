import { isUtf8 } from 'node:buffer';

/** `isLast` says that whoever sent this cannot be followed any further. */
export type Line = { bytes: Buffer } | { problem: string; isLast: boolean };

/** Bytes go in as they come, lines are taken out one by one. */
export interface LineReader {
  push: (bytes: Uint8Array) => void;
  /** The next whole line that is not blank; undefined until more bytes come. */
  next: () => Line | undefined;
  /** How many bytes of a line have come whose end has not. */
  unended: () => number;
}

const lineFeed = 0x0a;

/**
 * Gives the same lines however the bytes are cut. Once all lines are taken out, it holds no more than `limit` bytes of
 * the next; a longer line is a problem, and the last that is read.
 */
export function lineReader(limit: number): LineReader {
  let held: Buffer = Buffer.alloc(0);
  let isOurs = true;
  let [start, searched, end] = [0, 0, 0];
  let isOver = false;

  const push = (bytes: Uint8Array): void => {
    if (isOver) return;
    const unread = end - start;
    if (unread === 0) {
      held = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      isOurs = false;
    } else if (isOurs && end + bytes.length <= held.length) {
      held.set(bytes, end);
      end += bytes.length;
      return;
    } else {
      // Twice the room, so that a line that comes byte by byte is not copied for each of them.
      const needed = unread + bytes.length;
      const roomy = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(2 * needed, limit + 1)));
      held.copy(roomy, 0, start, end);
      roomy.set(bytes, unread);
      held = roomy;
      isOurs = true;
    }
    [start, searched, end] = [0, searched - start, unread + bytes.length];
  };

  const next = (): Line | undefined => {
    if (isOver) return undefined;
    if (searched === start) searched = start = afterBlanks(held, start, end);
    const found = held.indexOf(lineFeed, searched);
    const isWhole = found !== -1 && found < end;
    const stop = isWhole ? found : end;
    if (stop - start > limit) {
      isOver = true;
      held = Buffer.alloc(0);
      return { problem: `a line of more than ${limit} bytes`, isLast: true };
    }
    searched = isWhole ? stop + 1 : end;
    if (!isWhole) return undefined;
    const line = held.subarray(start, stop);
    start = searched;
    return lineOf(line);
  };

  return { push, next, unended: () => (isOver ? 0 : end - start) };
}

/** Blank lines, and blanks before a line, are passed over at once: somebody may send nothing else. */
function afterBlanks(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(bytes[at])) at++;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === lineFeed || byte === 0x20 || byte === 0x0d || byte === 0x09;
}

function lineOf(line: Buffer): Line {
  return isUtf8(line) ? { bytes: line } : { problem: 'a line that is not UTF-8', isLast: false };
}

/** Deeper than anything that is meant, and far from where programs that walk a value run out of stack. */
const deepest = 100;

export function parseJson(text: string): { value: unknown } | { problem: string } {
  if (isDeep(text)) return { problem: `a value nested more than ${deepest} deep` };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: 'a line that is not JSON' };
  }
}

/** Looked at before parsing: a few bytes a level would become a hundred of memory. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (letter === 0x22) at = endOfString(text, at);
    else if (letter === 0x5b || letter === 0x7b) depth++;
    else if (letter === 0x5d || letter === 0x7d) depth--;
    if (depth > deepest) return true;
  }
  return false;
}

/** Where the string that opens at `start` closes; the end of the text where it does not. */
function endOfString(text: string, start: number): number {
  for (let at = start; ; ) {
    at = text.indexOf('"', at + 1);
    if (at === -1) return text.length;
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return at;
  }
}

export function formatLine(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}
