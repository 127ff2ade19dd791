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

const marker = /^(?:<{7}|\|{7}|={7})(?: |$)/;

/**
 * The line (1-based) where a merge left the events of a thread in conflict: there an event's header stands right behind a
 * marker, which no body can hold, as a header in it is escaped. A conflict in the text of one event alone cannot be told
 * from one that the text quotes.
 */
export function findThreadConflict(text: string): number | undefined {
  const lines = text.split(/\r?\n/);
  let opened: number | undefined;
  let before = '';
  for (const [n, line] of lines.entries()) {
    if (line === '') continue;
    if (line.startsWith('<<<<<<<')) opened = n + 1;
    if (opened !== undefined && isHeader(line) && marker.test(before)) return opened;
    before = line;
  }
  return undefined;
}

/** The line (1-based) of a conflict in the frontmatter of an item that cannot be read. */
export function findItemConflict(text: string): number | undefined {
  const lines = text.split(/\r?\n/);
  const fence = lines.indexOf('---', 1);
  const at = lines.slice(0, fence === -1 ? lines.length : fence).findIndex((line) => /^<{7}(?: |$)/.test(line));
  return at === -1 ? undefined : at + 1;
}
