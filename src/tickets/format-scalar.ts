/** How a scalar stands in a file; `plain` becomes quoted where plain would not be read as the same string. */
export type ScalarStyle = 'plain' | 'single' | 'double';

/** Of text that is all this, no class of Unicode need be asked: they are slow to set up, and most text is. */
const ascii = /^[\x20-\x7e]*$/;

const unsafeInPlain = /: | #|^\s|[\s:]$/;
const meansNoString = /^(?:true|false|yes|no|on|off|y|n|null|e[-+]?\d+)$/i;

/** The text as YAML, in the style that is asked for where that style can hold it. */
export function formatScalar(text: string, style: ScalarStyle = 'plain', inFlow = false): string {
  if (style === 'plain' && isPlain(text) && (!inFlow || isPlainInFlow(text))) return text;
  if (style === 'single' && !isUnsafe(text)) return `'${text.replaceAll("'", "''")}'`;
  const quoted = JSON.stringify(text);
  return isUnsafe(text) ? quoted.replace(everyUnsafe(), escaped) : quoted;
}

/** Whether every reader of YAML 1.1 or 1.2 takes these words, unquoted, as the same string. */
function isPlain(text: string): boolean {
  return startsPlain(text) && !unsafeInPlain.test(text) && !isUnsafe(text) && !meansNoString.test(text);
}

/** Letters lead, so that no indicator of YAML does; a digit only where a letter follows that no number or time holds. */
function startsPlain(text: string): boolean {
  const start = ascii.test(text)
    ? /^[A-Za-z_/(]|^\d.*[G-NP-SU-WYg-np-su-wy]/
    : /^[\p{L}_/(]|^\d.*[G-NP-SU-WYg-np-su-wy]/su;
  return start.test(text);
}

function isPlainInFlow(text: string): boolean {
  const words = ascii.test(text) ? /^[\w/][\w./()+@ -]*$/ : /^[\p{L}\d_/][\p{L}\d_./()+@ -]*$/u;
  return words.test(text);
}

/** Controls, line separators, bidirectional controls, byte order marks: what acts on a terminal or breaks a line. */
function everyUnsafe(): RegExp {
  return /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu;
}

function isUnsafe(text: string): boolean {
  return !ascii.test(text) && everyUnsafe().test(text);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export function formatList(items: readonly string[]): string {
  return `[${items.map((item) => formatScalar(item, 'plain', true)).join(', ')}]`;
}

/** A time in UTC: YAML 1.1 reads more than a string, but older files hold it unquoted. */
export function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text);
}
