/**
 * Controls, bidirectional marks, line and paragraph separators, the byte order mark and lone surrogates: what could
 * move a cursor, reorder a line or hide a word.
 */
const unsafe = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;
const everyUnsafe = new RegExp(unsafe, 'gu');

const short: Record<string, string> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };

function escaped(character: string): string {
  const point = character.charCodeAt(0);
  const hex = point.toString(16);
  return short[character] ?? (point < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
}

/** File content reaches a terminal only through here: one line in, one line out, everything invisible shown. */
export function visible(text: string): string {
  return unsafe.test(text) ? text.replace(everyUnsafe, escaped) : text;
}

/** The same for a body: it keeps its line feeds and tabs, and a CRLF is one line feed. */
export function visibleBody(text: string): string {
  if (!unsafe.test(text)) return text;
  const keep = (character: string) => (character === '\n' || character === '\t' ? character : escaped(character));
  return text.replaceAll('\r\n', '\n').replace(everyUnsafe, keep);
}
