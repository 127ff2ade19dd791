/**
 * Controls, bidirectional marks, line and paragraph separators, the byte order mark and lone surrogates: what could
 * move a cursor, reorder a line or hide a word.
 */
const unsafe = '[\\p{Cc}\\p{Cs}\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]';
let everyUnsafe: RegExp | undefined;

/** Most text needs none of this, and classes of Unicode are slow to set up. */
const plainLine = /^[\x20-\x7e]*$/;
const plainBody = /^[\x20-\x7e\n\t]*$/;

const short: Record<string, string> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };

function escaped(character: string): string {
  const point = character.charCodeAt(0);
  const hex = point.toString(16);
  return short[character] ?? (point < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
}

/** File content reaches a terminal only through here: one line in, one line out, everything invisible shown. */
export function visible(text: string): string {
  return plainLine.test(text) ? text : replaceUnsafe(text, escaped);
}

/** The same for a body: it keeps its line feeds and tabs, and a CRLF is one line feed. */
export function visibleBody(text: string): string {
  if (plainBody.test(text)) return text;
  const keep = (character: string) => (character === '\n' || character === '\t' ? character : escaped(character));
  return replaceUnsafe(text.replaceAll('\r\n', '\n'), keep);
}

function replaceUnsafe(text: string, replacement: (character: string) => string): string {
  everyUnsafe ??= new RegExp(unsafe, 'gu');
  return text.replace(everyUnsafe, replacement);
}
