/** A code fence: the lines `from` to `to`, both of them marks. */
export interface Fence {
  from: number;
  to: number;
}

interface Mark {
  line: number;
  sign: '`' | '~';
  length: number;
  mayOpen: boolean;
  mayClose: boolean;
}

/**
 * The code fences among lines [from, to). One that is never closed hides nothing: a merge may have cut its end off. Takes
 * linear time over any lines.
 */
export function findFences(lines: readonly string[], from = 0, to = lines.length): Fence[] {
  const marks = findMarks(lines, from, to);
  const fences: Fence[] = [];
  const longest = longestAfter(marks);
  for (let n = 0; n < marks.length; n++) {
    const open = marks[n];
    if (!open?.mayOpen || (longest[open.sign][n + 1] ?? 0) < open.length) continue;
    for (n++; n < marks.length; n++) if (closes(marks[n] ?? open, open)) break;
    fences.push({ from: open.line, to: marks[n]?.line ?? open.line });
  }
  return fences;
}

function findMarks(lines: readonly string[], from: number, to: number): Mark[] {
  const marks: Mark[] = [];
  for (let line = from; line < to; line++) {
    const text = lines[line] ?? '';
    const [indented, signs = ''] = /^ {0,3}(`{3,}|~{3,})/.exec(text) ?? [];
    if (indented === undefined) continue;
    const sign = signs.startsWith('~') ? '~' : '`';
    const rest = text.slice(indented.length);
    const mayOpen = sign === '~' || !rest.includes('`');
    marks.push({ line, sign, length: signs.length, mayOpen, mayClose: /^[ \t]*$/.test(rest) });
  }
  return marks;
}

function closes(mark: Mark, open: Mark): boolean {
  return mark.mayClose && mark.sign === open.sign && mark.length >= open.length;
}

/** For each place among the marks, how long a mark that can close stands there or later. */
function longestAfter(marks: readonly Mark[]): Record<Mark['sign'], number[]> {
  const longest: Record<Mark['sign'], number[]> = { '`': [], '~': [] };
  for (let n = marks.length - 1; n >= 0; n--) {
    const mark = marks[n];
    for (const sign of ['`', '~'] as const) {
      const here = mark?.sign === sign && mark.mayClose ? mark.length : 0;
      longest[sign][n] = Math.max(here, longest[sign][n + 1] ?? 0);
    }
  }
  return longest;
}

/** Whether one of the fences encloses a line; to be asked for lines in their order. */
export function isIn(fences: readonly Fence[]): (line: number) => boolean {
  let next = 0;
  return (line) => {
    while ((fences[next]?.to ?? Number.POSITIVE_INFINITY) < line) next++;
    return (fences[next]?.from ?? Number.POSITIVE_INFINITY) < line;
  };
}
