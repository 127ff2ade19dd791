import type measure from 'string-width';

const ascii = /^[\x20-\x7e]*$/;

/** Characters that are a grapheme each whatever stands beside them: Latin, Cyrillic, punctuation, arrows. */
const narrow = '\\x20-\\x7e\\xa0-\\xac\\xae-\\u024f\\u0400-\\u0482\\u048a-\\u052f\\u2010-\\u2027\\u2190-\\u21ff';
/** The same, two columns wide: kana, Han, Hangul syllables, full-width forms. */
const wide =
  '\\u3000-\\u3029\\u3041-\\u3096\\u309b-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\uff01-\\uff60';

const plain = new RegExp(`^[${narrow}${wide}]*$`);
const everyWide = new RegExp(`[${wide}]`, 'g');

let exactWidth: typeof measure | undefined;
let segmenter: Intl.Segmenter | undefined;

/** Loading string-width costs as much as starting node, so only text that needs it pays: emoji, combining marks. */
function loadExactWidth(): typeof measure {
  const { createRequire } = process.getBuiltinModule('node:module');
  const module: { default: typeof measure } = createRequire(import.meta.url)('string-width');
  exactWidth = module.default;
  return exactWidth;
}

/** How many columns a terminal uses for a text that `visible` has cleaned. */
export function widthOf(text: string): number {
  if (ascii.test(text)) return text.length;
  if (plain.test(text)) return text.length + (text.match(everyWide)?.length ?? 0);
  const measure = exactWidth ?? loadExactWidth();
  return pieces(text).reduce((width, piece) => width + measure(piece, { countAnsiEscapeCodes: true }), 0);
}

const longestPiece = 2048;

/** Intl.Segmenter takes more than quadratic time over long texts; at a cut every 2,048 characters nobody looks. */
function pieces(text: string): string[] {
  if (text.length <= longestPiece) return [text];
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    let to = from + longestPiece;
    if (/[\udc00-\udfff]/.test(text.charAt(to))) to++;
    parts.push(text.slice(from, to));
    from = to;
  }
  return parts;
}

/** What a reader sees as one character; a cut anywhere else would change the character before it. */
export function graphemes(text: string): string[] {
  if (plain.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter();
  const segments = segmenter;
  return pieces(text).flatMap((piece) => Array.from(segments.segment(piece), ({ segment }) => segment));
}

/** Cuts a text into parts that fit, each as long as it can be. */
function* cut(text: string, columns: number): Generator<string> {
  let part = '';
  let width = 0;
  for (const grapheme of graphemes(text)) {
    const next = widthOf(grapheme);
    if (part !== '' && width + next > columns) {
      yield part;
      part = '';
      width = 0;
    }
    part += grapheme;
    width += next;
  }
  yield part;
}

export function truncate(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  const [start = ''] = cut(text, columns - 1);
  return widthOf(start) < columns ? `${start}…` : '…'.slice(0, Math.max(0, columns));
}

export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

const wideScripts =
  '\\u3000-\\u303f\\uff00-\\uff60\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}';
const closing = '[、。，．」』）】〉》！？ー]';
/** Where a line may break: after spaces, and round every wide character, but not before closing punctuation. */
const piece = `[${wideScripts}]\\p{M}*${closing}*\\s*|[^\\s${wideScripts}]+\\s*|\\s+`;
let everyPiece: RegExp | undefined;

/** Breaks one line of text into lines that fit; a word longer than a line is cut. */
export function wrap(text: string, columns: number): string[] {
  const room = Math.max(2, columns);
  if (text.length <= room && ascii.test(text)) return [text.trimEnd()];
  everyPiece ??= new RegExp(piece, 'gu');
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const next of text.match(everyPiece) ?? []) {
    const word = next.trimEnd();
    if (line !== '' && width + widthOf(word) > room) {
      lines.push(line.trimEnd());
      line = '';
      width = 0;
    }
    const parts = widthOf(word) > room ? [...cut(word, room)] : [word];
    const last = parts.pop() ?? '';
    lines.push(...parts);
    line += last + next.slice(word.length);
    width = widthOf(line);
  }
  return [...lines, line.trimEnd()];
}
