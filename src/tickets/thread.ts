import type { ThreadEvent } from './event.js';
import { formatHeader, isHeader, parseHeader } from './event-header.js';
import { findFences, isIn } from './fences.js';

/** An event with where it stands: 1-based lines, `lastLine` being its closing `---` or its last line of text. */
export interface PlacedEvent extends ThreadEvent {
  line: number;
  lastLine: number;
}

export interface Thread {
  events: PlacedEvent[];
  /** Lines before the first header that are not blank: they belong to no event. */
  preamble: number[];
  /** Lines that look like a header but stand inside a body, and whether a code fence encloses them. */
  buriedHeaders: Array<{ line: number; fenced: boolean }>;
  /** Header lines whose attributes could not all be read. */
  malformed: number[];
  /** False when the last event lacks its `---`. */
  closed: boolean;
}

const escapable = /^\\*<!-- event:/;
const escaped = /^\\+<!-- event:/;

/**
 * Reads thread.md (format: docs/architecture.md, "The thread"). A header opens an event only at the start of the file
 * or after a `---` line, and a `---` closes one only before a header or the end of the file; so every line after the
 * first header belongs to exactly one event, whatever bodies hold.
 */
export function parseThread(text: string): Thread {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines[0]?.startsWith('\uFEFF')) lines[0] = lines[0].slice(1);
  const starts = headerLines(lines);
  const thread: Thread = { events: [], preamble: [], buriedHeaders: [], malformed: [], closed: true };
  const first = starts[0] ?? lines.length;
  for (let i = 0; i < first; i++) if (!isBlank(lines[i])) thread.preamble.push(i + 1);
  for (const [n, start] of starts.entries()) {
    const next = starts[n + 1] ?? lines.length;
    thread.events.push(readEvent(lines, start, next, thread));
    noteBuriedHeaders(lines, start + 1, next, starts[n + 2] ?? lines.length, thread);
  }
  return thread;
}

function headerLines(lines: string[]): number[] {
  const starts: number[] = [];
  let previous = '---';
  for (const [i, line] of lines.entries()) {
    if (isBlank(line)) continue;
    if (previous === '---' && isHeader(line)) starts.push(i);
    previous = line;
  }
  return starts;
}

function readEvent(lines: string[], start: number, next: number, thread: Thread): PlacedEvent {
  let end = next;
  while (end > start + 1 && isBlank(lines[end - 1])) end--;
  const closed = end > start + 1 && lines[end - 1] === '---';
  thread.closed = closed;
  const lastLine = end;
  if (closed) end--;
  let from = start + 1;
  while (from < end && isBlank(lines[from])) from++;
  const heading = from < end ? headingOf(lines[from] ?? '') : null;
  if (heading !== null) from++;
  const body = trimBlankLines(lines.slice(from, end)).map((line) =>
    line.charCodeAt(0) === 92 && escaped.test(line) ? line.slice(1) : line,
  );
  const { wellFormed, ...header } = parseHeader(lines[start] ?? '');
  if (!wellFormed) thread.malformed.push(start + 1);
  return { ...header, heading, body: body.join('\n'), line: start + 1, lastLine };
}

/** A fence may quote a thread with its `---`, and so reach into what is read as the next event. */
function noteBuriedHeaders(lines: string[], from: number, to: number, fencedTo: number, thread: Thread): void {
  const buried: number[] = [];
  for (let i = from; i < to; i++) if (isHeader(lines[i] ?? '')) buried.push(i);
  if (buried.length === 0) return;
  const isFenced = isIn(findFences(lines, from, fencedTo));
  for (const i of buried) thread.buriedHeaders.push({ line: i + 1, fenced: isFenced(i) });
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line === '' || (line.charCodeAt(0) <= 32 && /^[ \t]*$/.test(line));
}

/** A regular expression that also took the blanks off would take quadratic time over a hostile line. */
function headingOf(line: string): string | null {
  if (!/^##[ \t]/.test(line)) return null;
  let [start, end] = [3, line.length];
  while (start < end && isBlankCode(line.charCodeAt(start))) start++;
  while (end > start && isBlankCode(line.charCodeAt(end - 1))) end--;
  return line.slice(start, end);
}

function isBlankCode(code: number): boolean {
  return code === 32 || code === 9;
}

function trimBlankLines(lines: string[]): string[] {
  let from = 0;
  let to = lines.length;
  while (from < to && isBlank(lines[from])) from++;
  while (to > from && isBlank(lines[to - 1])) to--;
  return lines.slice(from, to);
}

/** Bodies are LF, without outer blank lines. */
export function normalizeBody(body: string): string {
  return trimBlankLines(body.replace(/\r\n?/g, '\n').split('\n')).join('\n');
}

/** One event as it stands in thread.md, from its header to its `---`. */
export function formatEvent(event: ThreadEvent): string {
  const body = normalizeBody(event.body)
    .split('\n')
    .map((line) => (escapable.test(line) ? `\\${line}` : line))
    .join('\n');
  const parts = [formatHeader(event)];
  if (event.heading !== null) parts.push(`## ${event.heading}`);
  if (body !== '') parts.push(body);
  return `${parts.join('\n\n')}\n\n---\n`;
}

/**
 * What must follow `thread` so that `events` stand at its end. A thread that lacks its final `---` gets it first, and
 * a thread of CRLF lines stays one.
 */
export function appendix(thread: string, events: readonly ThreadEvent[]): string {
  const blocks = events.map(formatEvent).join('\n');
  const lines = thread.split('\n').map((line) => line.replace(/\r$/, ''));
  const lastLine = lines.findLast((line) => !isBlank(line));
  const start = thread === '' || thread.endsWith('\n') ? '' : '\n';
  if (lastLine === undefined) return `${start}${blocks}`;
  const text = `${start}${lastLine === '---' ? '' : '\n---\n'}\n${blocks}`;
  return usesCrlf(thread) ? text.replace(/\n/g, '\r\n') : text;
}

function usesCrlf(text: string): boolean {
  const feeds = text.split('\n').length - 1;
  return feeds > 0 && text.split('\r\n').length - 1 === feeds;
}

/** The time an event may carry: now, but never earlier than an event before it. */
export function nextAt(now: string, thread: Thread): string {
  return latestOf(
    now,
    thread.events.map(({ at }) => at),
  );
}

/** `now` or the latest of other times, in UTC and whole seconds; what is no ISO 8601 time does not count. */
export function latestOf(now: string, others: readonly (string | null)[]): string {
  let latest = Date.parse(now);
  for (const other of others) {
    if (other === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(other)) continue;
    const time = Math.ceil(Date.parse(other) / 1000) * 1000;
    if (time > latest) latest = time;
  }
  return `${new Date(latest).toISOString().slice(0, 19)}Z`;
}
