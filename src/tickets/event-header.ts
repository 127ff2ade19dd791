import type { ThreadEvent } from './event.js';

const headerStart = '<!-- event: ';
const headerEnd = ' -->';

/** Whether a line opens an event, where it stands at the start of a thread or after a line of `---`. */
export function isHeader(line: string): boolean {
  return (
    line.length >= headerStart.length + headerEnd.length && line.startsWith(headerStart) && line.endsWith(headerEnd)
  );
}

export interface Header extends Pick<ThreadEvent, 'id' | 'kind' | 'author' | 'at' | 'attributes'> {
  wellFormed: boolean;
}

/** Values are bare words or double-quoted with JSON's escapes; older writers left values with spaces unquoted. */
export function parseHeader(line: string): Header {
  const text = line.slice(headerStart.length, -headerEnd.length);
  const kind = /^[^ ]*/.exec(text)?.[0] ?? '';
  const { values, wellFormed } = parseAttributes(text.slice(kind.length));
  const { id = null, author = null, at = null, ...rest } = values;
  const attributes: Record<string, string> = Object.assign(Object.create(null), rest);
  return { id, kind, author, at, attributes, wellFormed: wellFormed && kind !== '' };
}

function parseAttributes(text: string): { values: Record<string, string>; wellFormed: boolean } {
  const key = / +([A-Za-z_][\w-]*):(?= |$)/y;
  const quoted = / +"((?:[^"\\]|\\.)*)"(?= |$)/y;
  const nextKey = / [A-Za-z_][\w-]*:(?= |$)/g;
  const values: Record<string, string> = Object.create(null);
  let position = 0;
  while (position < text.length) {
    key.lastIndex = position;
    const name = key.exec(text)?.[1];
    if (name === undefined) return { values, wellFormed: text.slice(position).trim() === '' };
    position = key.lastIndex;
    quoted.lastIndex = position;
    const quotedValue = quoted.exec(text)?.[1];
    let value: string;
    if (quotedValue !== undefined) {
      value = unescapeValue(quotedValue);
      position = quoted.lastIndex;
    } else {
      nextKey.lastIndex = position;
      const end = nextKey.exec(text)?.index ?? text.length;
      value = text.slice(position, end).trim();
      position = end;
    }
    values[name] ??= value;
  }
  return { values, wellFormed: true };
}

function unescapeValue(quoted: string): string {
  try {
    return JSON.parse(`"${quoted}"`);
  } catch {
    return quoted.replace(/\\(.)/g, '$1');
  }
}

/** Control, line-separating and bidirectional characters, and what would end an HTML comment early. */
function everyUnsafe(): RegExp {
  return /[\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]|(?<=--)>/gu;
}

// Most values are of these; classes of Unicode are slow to set up.
const plainWords = /^[\w.]+(?:[-:/][\w.]+)*$/;
const plainText = /^[ -=?-~]*$/;

/** Values with white space, quotes or `-->` are double-quoted and escaped, so that a value never leaves its line. */
function formatValue(value: string): string {
  if (plainWords.test(value)) return value;
  if (plainText.test(value) && /[\s"\\<]|--|:$|^$/.test(value)) return JSON.stringify(value);
  const plain = value !== '' && !/[\s"\\<>\p{Cc}\u2028\u2029]|--|:$/u.test(value) && !everyUnsafe().test(value);
  if (plain) return value;
  const json = JSON.stringify(value);
  return json.replace(everyUnsafe(), (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The line that opens an event in thread.md. */
export function formatHeader(event: ThreadEvent): string {
  const header: Array<[string, string | null]> = [
    ['id', event.id],
    ['author', event.author],
    ['at', event.at],
    ...Object.entries(event.attributes),
  ];
  const values = header.flatMap(([key, value]) => (value === null ? [] : [` ${key}: ${formatValue(value)}`]));
  return `${headerStart}${event.kind}${values.join('')}${headerEnd}`;
}
