import type { DocumentProblem } from './document.js';

/** Where the frontmatter of a file stands, in bytes: its lines are [start, end), its closing line begins at `end`. */
export interface Frontmatter {
  start: number;
  end: number;
  bodyOffset: number;
  lineEnd: '\n' | '\r\n';
}

export const largestFrontmatter = 64 * 1024;
const mostLines = 4096;
const [lineFeed, carriageReturn, dash] = [10, 13, 45];

/** Finds the frontmatter of a file without reading what it says. */
export function findFrontmatter(bytes: Uint8Array): Frontmatter | { problem: DocumentProblem } {
  const opening = byteOrderMarkLength(bytes);
  const start = lineAfter(bytes, opening);
  if (!isFence(bytes, opening, start)) return problem('no_frontmatter', 1, 'the first line must be exactly "---"');
  const lineEnd = bytes[start - 2] === carriageReturn ? '\r\n' : '\n';
  let at = start;
  for (let line = 2; at < bytes.length; line++) {
    const next = lineAfter(bytes, at);
    const isMarker = startsWithFence(bytes, at);
    if ((isMarker ? at : next) - start > largestFrontmatter || line > mostLines)
      return problem('frontmatter_too_big', line, `frontmatter holds 64 KiB in ${mostLines} lines at most`);
    if (isMarker && isFence(bytes, at, next)) return { start, end: at, bodyOffset: next, lineEnd };
    if (isMarker) return problem('unclear_close', line, 'a line that begins with "---" must be exactly "---"');
    at = next;
  }
  return problem('frontmatter_not_closed', 1, 'the frontmatter has no closing line "---"');
}

/** The length of a UTF-8 byte order mark at the start of a file. */
export function byteOrderMarkLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function lineAfter(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(lineFeed, from);
  return at === -1 ? bytes.length : at + 1;
}

function startsWithFence(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === dash && bytes[at + 1] === dash && bytes[at + 2] === dash;
}

function isFence(bytes: Uint8Array, from: number, next: number): boolean {
  let end = next;
  if (bytes[end - 1] === lineFeed) end--;
  if (bytes[end - 1] === carriageReturn && end < next) end--;
  return end - from === 3 && startsWithFence(bytes, from);
}

export function problem(code: string, line: number, message: string): { problem: DocumentProblem } {
  return { problem: { code, line, message } };
}

/** What stands below an item's frontmatter. */
export function bodyOf(item: Uint8Array): string {
  const frontmatter = findFrontmatter(item);
  return 'problem' in frontmatter ? '' : new TextDecoder().decode(item.subarray(frontmatter.bodyOffset));
}
