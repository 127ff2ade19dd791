/**
 * Finds the fields of frontmatter without a YAML library, in the few shapes that nearly every file has, and gives up
 * on everything else. What it takes, YAML takes with the same meaning (test/tickets/quick-fields.test.ts).
 */

/** Text as numbers: UTF-8 bytes, or UTF-16 code units. */
export type Codes = Uint8Array | Uint16Array;

/** How a value is written. `raw`: YAML refuses the line, which then means its words. */
export const shapes = { empty: 0, plain: 1, single: 2, double: 3, flow: 4, block: 5, raw: 6 } as const;

/** Added to the shape of a scalar that holds more than ASCII, and of one that holds escapes. */
export const wide = 8;
export const escaped = 16;
export const styles = 7;

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

export interface Scan {
  readonly codes: Codes;
  readonly marks: number[];
  from: number;
  /** Where the scan stands: after a whole line. */
  at: number;
  line: number;
  fields: number;
  /** All codes of values and comments, or-ed: over 127 when something is not ASCII. */
  bits: number;
  /** Whether some value is raw, so that the whole is no YAML. */
  isFlat: boolean;
  /** The mark of the empty field that list items may follow, and their indent. */
  open: number;
  indent: number;
  hasBlocks: boolean;
}

const [tab, lineFeed, carriageReturn, space, quote, hash, apostrophe, comma, dash, colon] = [
  9, 10, 13, 32, 34, 35, 39, 44, 45, 58,
];
const [openBracket, backslash, closeBracket, letterU] = [91, 92, 93, 117];
const [mostFields, mostLines, longestKey, mostColons] = [64, 1000, 64, 8];

const startsKey = 1;
const inKey = 2;
const startsPlain = 4;
const inFlow = 8;
const escapes = 16;
const hexDigit = 32;
const classes = new Uint8Array(128);
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
classify(`${letters}_`, startsKey | inKey | startsPlain | inFlow);
classify('0123456789', inKey | startsPlain | inFlow | hexDigit);
classify('-', inKey);
classify('./()+', startsPlain | inFlow);
classify('$^;=~<\\', startsPlain);
classify('@-', inFlow);
classify('"\\/bfnrt', escapes);
classify('abcdefABCDEF', hexDigit);

function classify(characters: string, bits: number): void {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    classes[code] = (classes[code] ?? 0) | bits;
  }
}

function isOf(code: number | undefined, kind: number): boolean {
  return code !== undefined && code < 128 && ((classes[code] ?? 0) & kind) !== 0;
}

/**
 * Reads fields from `from` up to a line that is exactly `---`, or to `end`, before which a line ends. Nothing where a
 * line is not surely understood.
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
    at = isQuote(codes[at]) ? scanQuoted(scan, at, item) : scanFlowWord(scan, at, item);
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

function scanFlowWord(scan: Scan, start: number, mark: number): number {
  const { codes } = scan;
  if (!isOf(codes[start], startsPlain) && !isWide(codes[start])) return -1;
  let bits = 0;
  let at = start;
  let end = start;
  for (let code = codes[at]; isOf(code, inFlow) || isWide(code) || code === space; code = codes[++at]) {
    if (code === space) continue;
    bits |= code ?? 0;
    end = at + 1;
  }
  note(scan, mark, shapes.plain, start, end, bits);
  return at;
}

function isWide(code: number | undefined): boolean {
  return code !== undefined && code > 127;
}

function isQuote(code: number | undefined): boolean {
  return code === quote || code === apostrophe;
}

function scanScalar(scan: Scan, start: number, mark: number, mayBeRaw: boolean): number {
  const first = scan.codes[start];
  if (isQuote(first)) return scanQuoted(scan, start, mark);
  return isOf(first, startsPlain) || isWide(first) ? scanPlain(scan, start, mark, mayBeRaw) : -1;
}

/** Answers where the line goes on: at its end, or at a comment. */
function scanPlain(scan: Scan, start: number, mark: number, mayBeRaw: boolean): number {
  const { codes } = scan;
  let bits = 0;
  let end = start;
  let at = start;
  for (; ; at++) {
    const code = codes[at] ?? 0;
    if (code === space) continue;
    if (code <= colon) {
      if (code < space || (code === hash && codes[at - 1] === space)) break;
      if (code === colon && (codes[at + 1] === space || isLineEnd(codes, at + 1)))
        return mayBeRaw ? scanRaw(scan, start, at, mark) : -1;
    }
    bits |= code;
    end = at + 1;
  }
  if (codes[at] !== hash && !isLineEnd(codes, at)) return -1;
  note(scan, mark, shapes.plain, start, end, bits);
  return at;
}

/**
 * A plain value that holds `: ` is what YAML refuses on one line, whatever follows; where what follows each `: ` begins
 * like a plain value too, nothing of it reaches into other lines.
 */
function scanRaw(scan: Scan, start: number, firstColon: number, mark: number): number {
  const { codes } = scan;
  let bits = wideIn(codes, start, firstColon);
  let colons = 0;
  let at = firstColon;
  let end = firstColon;
  for (; !isLineEnd(codes, at); at++) {
    const code = codes[at] ?? 0;
    if (code < space) return -1;
    if (code === colon && codes[at + 1] === space) {
      let next = at + 1;
      while (codes[next] === space) next++;
      if (++colons > mostColons || !(isOf(codes[next], startsPlain) || isWide(codes[next]))) return -1;
    }
    if (code === space) continue;
    bits |= code;
    end = at + 1;
  }
  if (codes[end - 1] === colon) return -1;
  scan.isFlat = true;
  note(scan, mark, shapes.raw, start, end, bits);
  return at;
}

function wideIn(codes: Codes, from: number, to: number): number {
  let bits = 0;
  for (let at = from; at < to; at++) bits |= codes[at] ?? 0;
  return bits;
}

/** Answers where the closing quote ends. Escapes are those that JSON has too. */
function scanQuoted(scan: Scan, start: number, mark: number): number {
  const { codes } = scan;
  const closing = codes[start];
  let bits = 0;
  let hasEscapes = 0;
  for (let at = start + 1; ; at++) {
    const code = codes[at] ?? 0;
    if (code < space) return -1;
    bits |= code;
    if (code === closing) {
      if (code === quote || codes[at + 1] !== apostrophe) {
        const shape = code === quote ? shapes.double : shapes.single;
        note(scan, mark, shape | hasEscapes, start, at + 1, bits);
        return at + 1;
      }
      hasEscapes = escaped;
      at++;
    } else if (code === backslash && closing === quote) {
      hasEscapes = escaped;
      at = escapeEnd(codes, at + 1);
      if (at === -1) return -1;
    }
  }
}

/** The last code of an escape whose letter stands at `at`. */
function escapeEnd(codes: Codes, at: number): number {
  if (isOf(codes[at], escapes)) return at;
  if (codes[at] !== letterU) return -1;
  for (let digit = 1; digit <= 4; digit++) if (!isOf(codes[at + digit], hexDigit)) return -1;
  return at + 4;
}

function note(scan: Scan, mark: number, shape: number, start: number, end: number, bits: number): void {
  scan.marks[mark] = bits > 127 ? shape | wide : shape;
  scan.marks[mark + 1] = start;
  scan.marks[mark + 2] = end;
  scan.bits |= bits;
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

function isLineEnd(codes: Codes, at: number): boolean {
  return codes[at] === lineFeed || (codes[at] === carriageReturn && codes[at + 1] === lineFeed);
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
