/** Text of strangers as one line of at most `longest` UTF-16 units; `…` ends it where more of it was left out. */
export function plainLine(text: string, longest: number): string {
  const line = visibleWords(text).replace(/ +/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, endBefore(line, longest)).trimEnd()}…`;
}

/**
 * Without what could move a cursor, reorder a line or hide words from whoever reads it; joiners of letters and emoji
 * stay. Most text needs none of this, and classes of Unicode are slow to set up.
 */
function visibleWords(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text.replace(/[\s\u0085]+/gu, ' ').replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
}

/** No accent loses its letter and no emoji its parts, unless one alone is longer than the line may be. */
function endBefore(line: string, longest: number): number {
  const segments = new Intl.Segmenter().segment(line.slice(0, longest + 32));
  const letters = Array.from(segments, ({ index }) => index).findLast((index) => index < longest);
  if (letters) return letters;
  return line.codePointAt(longest - 2) === line.charCodeAt(longest - 2) ? longest - 1 : longest - 2;
}
