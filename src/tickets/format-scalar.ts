/** How a scalar stands in a file; `plain` becomes quoted where plain would not be read as the same string. */
export type ScalarStyle = 'plain' | 'single' | 'double';

// Letters lead, so that no indicator of YAML does; a digit only where a letter follows that no number or time holds.
const plainStart = /^[\p{L}_/(]|^\d.*[G-NP-SU-WYg-np-su-wy]/su;
const unsafeInPlain = /: | #|^\s|[\s:]$/u;
const meansNoString = /^(?:true|false|yes|no|on|off|y|n|null|e[-+]?\d+)$/i;
const plainInFlow = /^[\p{L}\d_/][\p{L}\d_./()+@ -]*$/u;

// Controls, line separators, bidirectional controls, byte order marks: what acts on a terminal or breaks a line.
const unsafe = /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/u;
const everyUnsafe = new RegExp(unsafe.source, 'gu');

/** The text as YAML, in the style that is asked for where that style can hold it. */
export function formatScalar(text: string, style: ScalarStyle = 'plain', inFlow = false): string {
  if (style === 'plain' && isPlain(text) && (!inFlow || plainInFlow.test(text))) return text;
  if (style === 'single' && !unsafe.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replace(everyUnsafe, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Whether every reader of YAML 1.1 or 1.2 takes these words, unquoted, as the same string. */
function isPlain(text: string): boolean {
  return plainStart.test(text) && !unsafeInPlain.test(text) && !unsafe.test(text) && !meansNoString.test(text);
}

export function formatList(items: readonly string[]): string {
  return `[${items.map((item) => formatScalar(item, 'plain', true)).join(', ')}]`;
}

/** A time in UTC: YAML 1.1 reads more than a string, but older files hold it unquoted. */
export function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text);
}
