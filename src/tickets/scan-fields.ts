import {
  type Codes,
  inKey,
  isLineEnd,
  isOf,
  type ScalarScan,
  scanFlowScalar,
  scanScalar,
  shapes,
  startsKey,
} from './scan-scalars.js';

/**
 * Seven numbers a field: where its key begins and ends, its line, its shape, where its value begins and ends, and how
 * many items follow; then three numbers an item: its shape, where it begins and ends.
 */
export const fieldSize = 7;
export const itemSize = 3;

/** The mark of the field after the one at `mark`. */
export function nextField(marks: readonly number[], mark: number): number {
  return mark + fieldSize + itemSize * (marks[mark + 6] ?? 0);
}

export interface Scan extends ScalarScan {
  from: number;
  /** Where the scan stands: after a whole line. */
  at: number;
  line: number;
  fields: number;
  /** The mark of the empty field that list items may follow, and their indent. */
  open: number;
  indent: number;
  hasBlocks: boolean;
}

const [tab, lineFeed, carriageReturn, space, hash, comma, dash, colon] = [9, 10, 13, 32, 35, 44, 45, 58];
const [openBracket, closeBracket] = [91, 93];
const [mostFields, mostLines, longestKey] = [64, 1000, 64];

/**
 * Finds the fields of frontmatter without a YAML library, from `from` up to a line that is exactly `---`, or to `end`,
 * before which a line ends: in the few shapes that nearly every file has, and nothing where a line is of another.
 */
export function scanFields(codes: Codes, from: number, end: number, line = 1): Scan | undefined {
  const scan: Scan = {
    codes,
    marks: [],
    from,
    at: from,
    line,
    fields: 0,
    bits: 0,
    isFlat: false,
    open: -1,
    indent: -1,
    hasBlocks: false,
  };
  while (scan.at < end && !isFence(codes, scan.at)) {
    if (!scanLine(scan) || scan.line > mostLines) return undefined;
  }
  return scan.isFlat && scan.hasBlocks ? undefined : scan;
}

/** Whether the line at `at` is exactly `---`; a line feed must follow. */
export function isFence(codes: Codes, at: number): boolean {
  if (codes[at] !== dash || codes[at + 1] !== dash || codes[at + 2] !== dash) return false;
  const next = codes[at + 3];
  return next === lineFeed || (next === carriageReturn && codes[at + 4] === lineFeed);
}

function scanLine(scan: Scan): boolean {
  const { codes } = scan;
  const first = codes[scan.at];
  if (isOf(first, startsKey)) return scanField(scan);
  let at = scan.at;
  while (codes[at] === space) at++;
  if (codes[at] === dash) return scan.open >= 0 && scanItem(scan, at);
  scan.open = -1;
  return (first === hash || at > scan.at || isLineEnd(codes, at)) && scanLineEnd(scan, at, at === scan.at);
}

function scanField(scan: Scan): boolean {
  const { codes, marks } = scan;
  const keyStart = scan.at;
  let at = keyStart + 1;
  while (isOf(codes[at], inKey)) at++;
  const keyEnd = at;
  if (codes[at] !== colon || keyEnd - keyStart > longestKey || ++scan.fields > mostFields) return false;
  at++;
  while (codes[at] === space) at++;
  if (at === keyEnd + 1 && !isLineEnd(codes, at)) return false;
  if (hasKey(scan, keyStart, keyEnd)) return false;
  const mark = marks.push(keyStart, keyEnd, scan.line, shapes.empty, keyEnd + 1, keyEnd + 1, 0) - fieldSize;
  const isEmpty = codes[at] === hash || isLineEnd(codes, at);
  scan.open = isEmpty ? mark : -1;
  scan.indent = -1;
  if (isEmpty) return scanLineEnd(scan, at, true);
  const after = codes[at] === openBracket ? scanFlow(scan, at, mark) : scanScalar(scan, at, mark + 3, true);
  return after !== -1 && scanLineEnd(scan, after, codes[after - 1] === space);
}

function scanItem(scan: Scan, dashAt: number): boolean {
  const { codes, marks, open } = scan;
  const indent = dashAt - scan.at;
  if (scan.indent === -1) scan.indent = indent;
  if (scan.indent !== indent || codes[dashAt + 1] !== space) return false;
  let at = dashAt + 2;
  while (codes[at] === space) at++;
  const item = marks.push(0, 0, 0) - itemSize;
  const after = scanScalar(scan, at, item, false);
  if (after === -1) return false;
  marks[open + 3] = shapes.block;
  marks[open + 6] = (marks[open + 6] ?? 0) + 1;
  scan.hasBlocks = true;
  return scanLineEnd(scan, after, codes[after - 1] === space);
}

/** A list of simple words within one line. */
function scanFlow(scan: Scan, start: number, mark: number): number {
  const { codes, marks } = scan;
  let count = 0;
  let at = start;
  do {
    at++;
    while (codes[at] === space) at++;
    if (codes[at] === closeBracket && count === 0) break;
    const item = marks.push(0, 0, 0) - itemSize;
    at = scanFlowScalar(scan, at, item);
    if (at === -1) return -1;
    count++;
    while (codes[at] === space) at++;
  } while (codes[at] === comma);
  if (codes[at] !== closeBracket) return -1;
  marks[mark + 3] = shapes.flow;
  marks[mark + 4] = start;
  marks[mark + 5] = at + 1;
  marks[mark + 6] = count;
  return at + 1;
}

function hasKey({ codes, marks }: Scan, start: number, end: number): boolean {
  for (let mark = 0; mark < marks.length; mark = nextField(marks, mark)) {
    const otherStart = marks[mark] ?? 0;
    const otherEnd = marks[mark + 1] ?? 0;
    if (otherEnd - otherStart !== end - start) continue;
    let length = 0;
    while (start + length < end && codes[start + length] === codes[otherStart + length]) length++;
    if (start + length === end) return true;
  }
  return false;
}

/** The rest of a line: blanks, and a comment where one may begin. */
function scanLineEnd(scan: Scan, from: number, mayComment: boolean): boolean {
  const { codes } = scan;
  let at = from;
  while (codes[at] === space) at++;
  if (codes[at] === hash && (mayComment || at > from)) {
    for (; !isLineEnd(codes, at); at++) {
      const code = codes[at] ?? 0;
      if (code < space && code !== tab) return false;
      scan.bits |= code;
    }
  }
  if (!isLineEnd(codes, at)) return false;
  scan.at = codes[at] === lineFeed ? at + 1 : at + 2;
  scan.line++;
  return true;
}
