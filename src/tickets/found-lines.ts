import { foldText } from './query.js';

/** A line of a file in which words were found; `line` counts from 1. */
export interface FoundLine {
  line: number;
  text: string;
  /** The words that it holds. */
  found: string[];
}

/**
 * The lines that a person has written and that hold one of the words: not the keys of fields, nor headers of events.
 * Once `most` of them hold all the words, no more are looked for.
 */
export function findLines(text: string, words: readonly string[], isItem: boolean, most = Infinity): FoundLine[] {
  // Letters of other alphabets may combine across the end of a line, and fold to more or fewer.
  const lines = /[\x80-\uffff]/.test(text) ? text.split('\n') : undefined;
  const folded = lines === undefined ? foldText(text) : lines.map(foldText).join('\n');
  const fieldsTo = isItem ? fieldsEnd(folded) : -1;
  const found: FoundLine[] = [];
  let [line, start, full] = [1, 0, 0];
  for (let at = firstOf(words, folded, 0); at !== -1 && full < most; at = firstOf(words, folded, lineEnd(folded, at))) {
    for (let end = lineEnd(folded, start); end < at; end = lineEnd(folded, start)) [line, start] = [line + 1, end + 1];
    const end = lineEnd(folded, at);
    const written = lines?.[line - 1] ?? text.slice(start, end);
    if (written.startsWith(headerStart)) continue;
    const said = start <= fieldsTo ? folded.slice(start, end).replace(key, '') : folded.slice(start, end);
    const held = words.filter((word) => said.includes(word));
    if (held.length > 0) found.push({ line, text: around(written.trim(), held), found: held });
    if (held.length === words.length) full++;
  }
  return found;
}

function firstOf(words: readonly string[], text: string, from: number): number {
  let first = -1;
  for (const word of words) {
    const at = text.indexOf(word, from);
    if (at !== -1 && (first === -1 || at < first)) first = at;
  }
  return first;
}

const headerStart = '<!-- event: ';
const key = /^[\w-]+:/;

/** Whether `findLines` looks at what stands at a place of a file's text. */
export function isWritten(text: string, at: number, isItem: boolean): boolean {
  const start = text.lastIndexOf('\n', at) + 1;
  if (text.startsWith(headerStart, start)) return false;
  if (!isItem || at > fieldsEnd(text)) return true;
  return at >= start + (key.exec(text.slice(start, lineEnd(text, at)))?.[0].length ?? 0);
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** Before the first line but the very first that is a fence; nothing is where there is none. */
function fieldsEnd(text: string): number {
  return /\n---\r?(?:\n|$)/.exec(text)?.index ?? -1;
}

/** At most 160 characters of a line, with its first word of interest in them. */
function around(line: string, words: readonly string[]): string {
  if (line.length <= 160) return line;
  const folded = foldText(line);
  const at = Math.min(...words.map((word) => folded.indexOf(word)).filter((i) => i >= 0));
  const from = Math.max(0, Math.min(at - 40, line.length - 160));
  return `${from > 0 ? '…' : ''}${line.slice(from, from + 158)}…`;
}
