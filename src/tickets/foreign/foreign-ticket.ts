import { type FieldValue, type ParsedItem, parseItem } from '../document.js';
import type { Change } from '../edit-document.js';
import type { RelationKind } from '../relations.js';
import { isKnownField, type State } from '../ticket.js';

export const foreignTools = ['tk', 'backlog', 'beads'] as const;
export type ForeignTool = (typeof foreignTools)[number];

/** A ticket of another tool in our words; its ids are still that tool's. */
export interface ForeignTicket {
  /** Where it was read. */
  path: string;
  line: number;
  legacyId: string;
  title: string;
  state: State;
  kind: string | null;
  priority: string | null;
  labels: string[];
  assignee: string | null;
  createdBy: string | null;
  createdAt: string | null;
  updatedAt: string | null;
  closedAt: string | null;
  relations: ForeignRelation[];
  body: string;
  comments: ForeignComment[];
  resolution: string | null;
  /** What our fields have no word for, by the names it will have. */
  other: Record<string, Change>;
}

export interface ForeignRelation {
  kind: RelationKind;
  target: string;
  /** The field that keeps the target where no ticket of that id comes along. */
  keptAs: string;
}

export interface ForeignComment {
  author: string | null;
  at: string | null;
  text: string;
}

/** An error stops the import before anything is written. */
export interface ForeignFinding {
  severity: 'error' | 'warning';
  code: string;
  path: string;
  line: number;
  message: string;
}

export interface ForeignStore {
  tickets: ForeignTicket[];
  findings: ForeignFinding[];
}

/** A file that somebody else's tool has written. */
export interface ForeignFile {
  path: string;
  bytes: Uint8Array;
}

export function emptyTicket(path: string, line: number): ForeignTicket {
  return {
    path,
    line,
    legacyId: '',
    title: '',
    state: 'planning',
    kind: null,
    priority: null,
    labels: [],
    assignee: null,
    createdBy: null,
    createdAt: null,
    updatedAt: null,
    closedAt: null,
    relations: [],
    body: '',
    comments: [],
    resolution: null,
    other: Object.create(null),
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A file as LF text without a byte order mark; nothing, and a finding, where it is no text that git would show. */
export function textOf({ path, bytes }: ForeignFile, findings: ForeignFinding[]): string | undefined {
  const refuse = (code: string, at: number, message: string) =>
    findings.push({ severity: 'error', code, path, line: lineAt(bytes, at), message });
  const nul = bytes.indexOf(0);
  if (nul !== -1) {
    refuse('nul_byte', nul, 'a NUL byte: this is no text');
    return undefined;
  }
  try {
    return utf8.decode(bytes).replace(/\r\n?/g, '\n');
  } catch {
    refuse('not_utf8', firstOffsetNotUtf8(bytes), 'not UTF-8 text');
    return undefined;
  }
}

function firstOffsetNotUtf8(bytes: Uint8Array): number {
  for (let from = 0; from < bytes.length; ) {
    const next = bytes.indexOf(10, from) + 1 || bytes.length;
    try {
      utf8.decode(bytes.subarray(from, next));
    } catch {
      return from;
    }
    from = next;
  }
  return 0;
}

function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at !== -1 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}

/** Frontmatter that YAML takes, or that is lines of `key: value`; a list or mapping that is cut off is neither. */
export function frontmatterOf({ path }: ForeignFile, text: string, findings: ForeignFinding[]): ParsedItem | undefined {
  const item = parseItem(new TextEncoder().encode(text));
  if ('problem' in item) {
    findings.push({ severity: 'error', path, ...item.problem });
    return undefined;
  }
  const broken = Object.entries(item.fields).find(([, value]) => typeof value === 'string' && /^[[{]/.test(value));
  if (item.form === 'yaml' || broken === undefined) return item;
  const [name] = broken;
  const message = `not YAML: ${name} begins a list or a mapping and does not end it`;
  findings.push({ severity: 'error', code: 'not_yaml', path, line: item.lines[name] ?? 1, message });
  return undefined;
}

/** A time in UTC and whole seconds, from ISO 8601 or `2026-03-25 18:13`; without a zone it is taken for UTC. */
export function timeOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim() : '';
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i.exec(text);
  if (match === null) return null;
  const [, date, minutes = '00:00', seconds = ':00', zone = 'Z'] = match;
  const time = Date.parse(`${date}T${minutes}${seconds}${zone.toUpperCase().replace(/(\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(time) ? null : `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** P0 to P4 from 0 to 4. */
export function priorityOf(value: unknown): string | null {
  const text = String(value ?? '').toUpperCase();
  return /^P?[0-4]$/.test(text) ? `P${text.at(-1)}` : null;
}

export function wordOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** The words of a list, or the one word that stands in place of one. */
export function wordsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((one) => wordOf(typeof one === 'number' ? String(one) : one) ?? []);
}

/** Keeps a field that is none of ours under its name, with the tool's before it where ours has another meaning. */
export function keep(ticket: ForeignTicket, tool: ForeignTool, name: string, value: unknown): void {
  if (value === undefined || value === null || value === '') return;
  ticket.other[keptName(tool, name)] = keptValue(value);
}

export function keptName(tool: ForeignTool, name: string): string {
  return isKnownField(name) || name === 'legacy_id' ? `${tool}_${name}` : name;
}

function keptValue(value: unknown): Change {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  return JSON.stringify(value) ?? '';
}

/** Keeps every field that no one has read. */
export function keepOthers(
  ticket: ForeignTicket,
  tool: ForeignTool,
  fields: Readonly<Record<string, FieldValue | unknown>>,
  known: ReadonlySet<string>,
): void {
  for (const [name, value] of Object.entries(fields)) if (!known.has(name)) keep(ticket, tool, name, value);
}

/** The number of lines that are not within a code fence, each with its text. */
export function linesOutsideFences(lines: readonly string[]): boolean[] {
  let fence: string | null = null;
  return lines.map((line) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark === undefined) return fence === null;
    if (fence === null) fence = mark;
    else if (mark[0] === fence[0] && mark.length >= fence.length) fence = null;
    return false;
  });
}

export function trimLines(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();
}
