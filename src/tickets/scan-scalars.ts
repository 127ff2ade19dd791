/** Text as numbers: UTF-8 bytes, or UTF-16 code units. */
export type Codes = Uint8Array | Uint16Array;

/** How a value is written. `raw`: YAML refuses the line, which then means its words. */
export const shapes = { empty: 0, plain: 1, single: 2, double: 3, flow: 4, block: 5, raw: 6 } as const;

/** Added to the shape of a scalar that holds more than ASCII, and of one that holds escapes; `styles` takes them off. */
export const wide = 8;
export const escaped = 16;
export const styles = 7;

export interface ScalarScan {
  readonly codes: Codes;
  /** Three numbers a scalar: its shape, where it begins and ends. */
  readonly marks: number[];
  /** All codes of values and comments, or-ed: over 127 when something is not ASCII. */
  bits: number;
  /** Whether some value is raw, so that the whole is no YAML. */
  isFlat: boolean;
}

const [lineFeed, carriageReturn, space, quote, hash, apostrophe, colon] = [10, 13, 32, 34, 35, 39, 58];
const [backslash, letterU, mostColons] = [92, 117, 8];

export const startsKey = 1;
export const inKey = 2;
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

export function isOf(code: number | undefined, kind: number): boolean {
  return code !== undefined && code < 128 && ((classes[code] ?? 0) & kind) !== 0;
}

/**
 * Notes the scalar that begins at `start`, and answers where its line goes on; -1 where it is not surely understood.
 * What is noted, YAML reads with the same meaning: every doubt hands the file to the full reader.
 */
export function scanScalar(scan: ScalarScan, start: number, mark: number, mayBeRaw: boolean): number {
  const first = scan.codes[start];
  if (isQuote(first)) return scanQuoted(scan, start, mark);
  return isOf(first, startsPlain) || isWide(first) ? scanPlain(scan, start, mark, mayBeRaw) : -1;
}

/** The same within the brackets of a flow list. */
export function scanFlowScalar(scan: ScalarScan, start: number, mark: number): number {
  const { codes } = scan;
  if (isQuote(codes[start])) return scanQuoted(scan, start, mark);
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

/** Answers where the line goes on: at its end, or at a comment. */
function scanPlain(scan: ScalarScan, start: number, mark: number, mayBeRaw: boolean): number {
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
function scanRaw(scan: ScalarScan, start: number, firstColon: number, mark: number): number {
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
function scanQuoted(scan: ScalarScan, start: number, mark: number): number {
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

function note(scan: ScalarScan, mark: number, shape: number, start: number, end: number, bits: number): void {
  scan.marks[mark] = bits > 127 ? shape | wide : shape;
  scan.marks[mark + 1] = start;
  scan.marks[mark + 2] = end;
  scan.bits |= bits;
}

function isWide(code: number | undefined): boolean {
  return code !== undefined && code > 127;
}

function isQuote(code: number | undefined): boolean {
  return code === quote || code === apostrophe;
}

export function isLineEnd(codes: Codes, at: number): boolean {
  return codes[at] === lineFeed || (codes[at] === carriageReturn && codes[at + 1] === lineFeed);
}
