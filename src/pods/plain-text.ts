/**
 * Controls but the line feed and the tab, bidirectional marks, the byte order mark, lone surrogates, and the tag
 * characters that spell words nobody sees.
 */
const unwanted =
  /(?![\n\t])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Text from elsewhere as an agent may be handed it: its words and lines, and nothing that hides or moves them. */
export function plainText(text: string): string {
  return withoutControls(text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n'));
}

export function withoutControls(text: string): string {
  return text.replace(unwanted, '');
}
