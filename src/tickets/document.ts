import matter from 'gray-matter';
import { type Frontmatter, findFrontmatter, problem } from './frontmatter.js';
import { readYaml, type YamlReading } from './yaml-reader.js';

/** A frontmatter value: every scalar is a string; plain `null`, `~` and empty are null. Records have no prototype. */
export type FieldValue = string | null | FieldValue[] | { [key: string]: FieldValue };
export type Fields = Record<string, FieldValue>;

export interface ParsedItem {
  fields: Fields;
  /** The line of each top-level key in the file, counted from 1. */
  lines: Record<string, number>;
  /** Where the body begins in the file, in bytes. */
  bodyOffset: number;
  /** `flat`: not YAML, but lines of `key: value` that say one thing each. */
  form: 'yaml' | 'flat';
}

/** Why frontmatter cannot be read; `line` counts from 1 in the file. */
export interface DocumentProblem {
  code: string;
  line: number;
  message: string;
}

type Reading = Pick<ParsedItem, 'fields' | 'lines' | 'form'>;

/** Reads the frontmatter of an item.md (docs/architecture.md, "The item"). Whatever the file holds, it never throws. */
export function parseItem(bytes: Uint8Array): ParsedItem | { problem: DocumentProblem } {
  const place = findFrontmatter(bytes);
  if ('problem' in place) return place;
  const text = decodeFrontmatter(bytes, place);
  if (typeof text !== 'string') return text;
  const reading = readFrontmatter(text);
  return 'problem' in reading ? reading : { ...reading, bodyOffset: place.bodyOffset };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The lines between the two fences, as they stand. The body is not looked at, so it may hold any bytes. */
export function decodeFrontmatter(
  bytes: Uint8Array,
  { start, end }: Frontmatter,
): string | { problem: DocumentProblem } {
  let text: string;
  try {
    text = utf8.decode(bytes.subarray(start, end));
  } catch {
    return problem('not_utf8', firstLineNotUtf8(bytes, start, end), 'not UTF-8 text');
  }
  const nul = text.indexOf('\0');
  if (nul !== -1) return problem('nul_byte', lineOf(text, nul), 'a NUL byte');
  const lone = text.search(/\r(?!\n)/);
  return lone === -1 ? text : problem('lone_carriage_return', lineOf(text, lone), 'a carriage return inside a line');
}

function firstLineNotUtf8(bytes: Uint8Array, start: number, end: number): number {
  let line = 2;
  for (let from = start; from < end; line++) {
    const next = bytes.indexOf(10, from) + 1;
    try {
      utf8.decode(bytes.subarray(from, next));
    } catch {
      return line;
    }
    from = next;
  }
  return line;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length + 1;
}

function readFrontmatter(text: string): Reading | { problem: DocumentProblem } {
  const lines = text.replaceAll('\r\n', '\n');
  const reading = splitAndRead(lines);
  if (!('problem' in reading)) return { fields: reading.fields, lines: reading.lines, form: 'yaml' };
  return (reading.problem.code === 'not_yaml' ? readFlat(lines) : undefined) ?? reading;
}

/**
 * gray-matter sees only text whose first line is a bare fence and which ends with one, gets options at every call (its
 * cache answers only calls without), and finds no engine but ours, so that no frontmatter can make it run code.
 */
function splitAndRead(text: string): YamlReading | { problem: DocumentProblem } {
  let reading: YamlReading | { problem: DocumentProblem } | undefined;
  const split = matter(`---\n${text}---\n`, {
    language: 'yaml',
    engines: {
      ...refusingEngines,
      yaml: (block) => {
        reading = readYaml(`${block}\n`);
        return {};
      },
    },
  });
  if (`${split.matter}\n` !== `\n${text}` || split.content !== '')
    return problem('unclear_close', 1, 'gray-matter would end this frontmatter elsewhere');
  return reading ?? readYaml(`\n${text}`);
}

const refusingEngines = Object.fromEntries(
  ['javascript', 'js', 'json', 'coffee', 'coffeescript', 'cson', 'toml', 'yml'].map((name) => [name, refuseEngine]),
);

function refuseEngine(): never {
  throw new Error('only YAML frontmatter is read');
}

export const flatLine = /^([A-Za-z_][A-Za-z0-9_-]*):(?:[ \t]+(.*))?$/s;

/**
 * Older hands wrote `title: TUI: add a command`, which no YAML parser takes. Where every line is a `key: value` of its
 * own, each means what YAML makes of that line alone, else its words. Nothing where some line is not flat.
 */
function readFlat(text: string): Reading | { problem: DocumentProblem } | undefined {
  const fields: Fields = Object.create(null);
  const lines: Record<string, number> = Object.create(null);
  const rows = text.split('\n');
  if (!rows.every((row) => isBlankOrComment(row) || flatLine.test(row))) return undefined;
  for (const [n, row] of rows.entries()) {
    const line = n + 2;
    const [, key, value = ''] = flatLine.exec(row) ?? [];
    if (key === undefined) continue;
    if (key in fields) return problem('duplicate_key', line, `${JSON.stringify(key)} stands here twice`);
    const alone = readYaml(`${row}\n`, line);
    if (!('problem' in alone)) fields[key] = alone.fields[key] ?? null;
    else if (alone.problem.code === 'not_yaml') fields[key] = trimBlankEnd(value);
    else return alone;
    lines[key] = line;
  }
  return { fields, lines, form: 'flat' };
}

function isBlankOrComment(row: string): boolean {
  return /^[ \t]*(?:#.*)?$/s.test(row);
}

/** Without blanks at its end; a regular expression would take quadratic time over hostile lines. */
export function trimBlankEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === ' ' || text[end - 1] === '\t') end--;
  return text.slice(0, end);
}
