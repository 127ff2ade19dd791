import { isHeader } from './event-header.js';
import { findFences, isIn } from './fences.js';
import type { Thread } from './thread.js';

/** A line that is nearly the header of an event, and so is read as text. */
export interface NearHeader {
  line: number;
  /** Whether no writer of ours could have left it so in a body: they put a backslash in front of it. */
  isCertain: boolean;
}

const certain = '<!-- event:';
const likely = /^\uFEFF? {0,3}<!-{0,3}[ \t]*event\b.*\b(?:author|at|id):/i;

/** Those of a thread, but for what code fences quote. A fence may quote a `---`, and so reach into the next event. */
export function findNearHeaders(text: string, { events }: Pick<Thread, 'events'>): NearHeader[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  if (lines[0]?.startsWith('\uFEFF')) lines[0] = lines[0].slice(1);
  const near = nearLines(lines);
  if (near.length === 0) return [];
  const starts = [0, ...events.map(({ line }) => line)];
  const fences = starts.flatMap((from, n) => findFences(lines, from, starts[n + 2] ?? lines.length));
  const isFenced = isIn(fences.toSorted((a, b) => a.from - b.from));
  return near.filter(({ line }) => !isFenced(line - 1));
}

/** What is no more than likely counts only where a header may stand. */
function nearLines(lines: readonly string[]): NearHeader[] {
  const near: NearHeader[] = [];
  let isPlace = true;
  for (const [n, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const isCertain = line.startsWith(certain);
    if (isCertain ? !isHeader(line) : isPlace && likely.test(line)) near.push({ line: n + 1, isCertain });
    isPlace = line === '---';
  }
  return near;
}
