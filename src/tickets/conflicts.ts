import { isHeader } from './event-header.js';
import { findFences, isIn } from './fences.js';
import type { Thread } from './thread.js';

/** A line with which git marks a part of a conflict. */
export interface Marker {
  line: number;
  sign: '<' | '=' | '>';
}

/** Lines of a file, [from, to), in which fences are sought by themselves. */
export type Section = readonly [from: number, to: number];

/** A fence reaches no further than its event. */
export function threadSections({ events }: Thread, length: number): Section[] {
  const starts = events.map(({ line }) => line - 1).filter((line) => line > 0);
  return [0, ...starts].map((from, n) => [from, starts[n] ?? length]);
}

/** The markers outside code fences, in their order. */
export function conflictMarkers(lines: readonly string[], sections: readonly Section[]): Marker[] {
  const markers: Marker[] = [];
  for (const [from, to] of sections) {
    const isFenced = isIn(findFences(lines, from, to));
    for (let line = from; line < to; line++) {
      const [, sign] = /^([<=>])\1{6}(?: |\r?$)/.exec(lines[line] ?? '') ?? [];
      const isMarker = sign === '<' || sign === '=' || sign === '>';
      if (isMarker && !isFenced(line)) markers.push({ line, sign });
    }
  }
  return markers;
}

/** The conflicts that have their beginning, their middle and their end. */
export function wholeConflicts(markers: readonly Marker[]): Array<{ from: number; to: number }> {
  const whole: Array<{ from: number; to: number }> = [];
  let from = -1;
  let isHalf = false;
  for (const { line, sign } of markers) {
    if (sign === '=') isHalf = from >= 0;
    else if (sign === '>' && isHalf) whole.push({ from, to: line });
    if (sign === '=') continue;
    from = sign === '<' ? line : -1;
    isHalf = false;
  }
  return whole;
}

/**
 * The line (1-based) where a merge left the events of a thread in conflict: events stand in it, or it stands where an
 * event would begin. What the text of one event quotes is none.
 */
export function findThreadConflict(text: string, thread: Thread): number | undefined {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const conflicts = wholeConflicts(conflictMarkers(lines, threadSections(thread, lines.length)));
  const among = conflicts.find(
    ({ from, to }) => lines.slice(from, to).some(isHeader) || isWhereEventsBegin(lines.slice(0, from)),
  );
  return among && among.from + 1;
}

function isWhereEventsBegin(before: readonly string[]): boolean {
  return (before.findLast((line) => line.trim() !== '') ?? '---') === '---';
}

/** The line (1-based) of a conflict in an item whose frontmatter cannot be read. */
export function findItemConflict(text: string): number | undefined {
  const lines = text.split('\n');
  const [first] = wholeConflicts(conflictMarkers(lines, [[0, lines.length]]));
  return first && first.from + 1;
}
