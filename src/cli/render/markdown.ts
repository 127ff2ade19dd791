import type { Look } from '../command.js';
import { paint } from './style.js';
import { visibleBody } from './visible.js';
import { widthOf, wrap } from './width.js';

const fence = /^ {0,3}(`{3,}|~{3,})/;
const heading = /^ {0,3}#{1,6}\s+(?=\S)(.*)$/;
const rule = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const item = /^(\s*(?:[-*+]|\d{1,9}[.)])\s+)(.*)$/;
const quote = /^ {0,3}((?:> ?){1,16})(.*)$/;
const verbatim = /^(?: {4}|\s*\|)/;

/** Wraps under a marker: `- ` on the first line, as many spaces on the others. */
function hanging(marker: string, text: string, follow: string, columns: number): string {
  return wrap(text, columns - widthOf(marker))
    .map((line, index) => (index === 0 ? marker : follow) + line)
    .join('\n');
}

/** `## Title ##`. One regular expression for all of a heading would take quadratic time over a hostile line. */
function withoutClosing(title: string): string {
  let end = title.length;
  while (title[end - 1] === '#') end--;
  return title.slice(0, end).trimEnd();
}

function renderLine(line: string, look: Look): string {
  const [, title] = heading.exec(line) ?? [];
  if (title !== undefined) return look.color ? paint(withoutClosing(title), 'bold', look) : line;
  if (rule.test(line)) return paint('─'.repeat(Math.min(look.columns, 40)), 'dim', look);
  const [, marker, text] = item.exec(line) ?? [];
  if (marker !== undefined && text !== undefined) return hanging(marker, text, ' '.repeat(marker.length), look.columns);
  const [, bars, quoted] = quote.exec(line) ?? [];
  if (bars !== undefined && quoted !== undefined) {
    const bar = bars.replace(/> ?/g, '│ ');
    return hanging(bar, quoted, bar, look.columns);
  }
  return verbatim.test(line) ? line : wrap(line, look.columns).join('\n');
}

/**
 * A markdown body, readable in a terminal. Every line of the source stays a line (people break lines on purpose, and
 * Japanese has no spaces to join them with); only those too long for the terminal are wrapped.
 */
export function markdown(body: string, look: Look): string {
  let open: string | undefined;
  const lines = visibleBody(body).replaceAll('\t', '    ').split('\n');
  const rendered = lines.flatMap((line) => {
    const [, mark] = fence.exec(line) ?? [];
    if (open === undefined && mark === undefined) return [renderLine(line, look)];
    if (open === undefined) {
      open = mark;
      return [];
    }
    if (mark?.startsWith(open) && line.trim() === mark) {
      open = undefined;
      return [];
    }
    return [paint(`    ${line}`, 'dim', look)];
  });
  return `${rendered.join('\n').trimEnd()}\n`;
}
