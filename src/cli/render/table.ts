import type { Look } from '../command.js';
import { paint, type Style } from './style.js';
import { visible } from './visible.js';
import { graphemes, pad, truncate, widthOf } from './width.js';

export interface Column {
  title: string;
  /** Gives way when the terminal is too narrow; one column at most. */
  flexible?: boolean;
  style?: (cell: string) => Style | undefined;
}

const gap = '  ';
const shortest = 16;

function columnWidths(columns: readonly Column[], rows: readonly string[][], available: number): number[] {
  const widths = columns.map(({ title }, index) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[index] ?? '')), widthOf(title)),
  );
  const total = widths.reduce((sum, width) => sum + width, gap.length * (columns.length - 1));
  if (total <= available) return widths;
  const narrowest = Math.min(24, Math.floor(available / 3));
  const shrunk = widths.map((width, index) =>
    columns[index]?.flexible ? Math.max(Math.min(width, narrowest), width - (total - available)) : width,
  );
  return shortenWidest(
    shrunk,
    shrunk.reduce((sum, width) => sum + width, gap.length * (columns.length - 1)) - available,
  );
}

/** Where that is not enough the widest column, an id as a rule, loses its middle. */
function shortenWidest(widths: readonly number[], excess: number): number[] {
  const widest = Math.max(...widths);
  if (excess <= 0 || widest <= shortest) return [...widths];
  const at = widths.indexOf(widest);
  return widths.map((width, index) => (index === at ? Math.max(shortest, width - excess) : width));
}

function cut(text: string, columns: number, keepsEnd: boolean): string {
  if (!keepsEnd || widthOf(text) <= columns) return truncate(text, columns);
  const letters = graphemes(text);
  let end = '';
  while (letters.length > 0 && widthOf(letters.at(-1) + end) <= Math.floor((columns * 2) / 3))
    end = letters.pop() + end;
  return truncate(text, columns - widthOf(end)) + end;
}

/** Aligned columns for a terminal. Cells are raw text: they are made visible, cut and coloured here. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], look: Look): string {
  const cells = rows.map((row) => row.map(visible));
  const widths = columnWidths(columns, cells, look.columns);
  const line = (row: readonly string[], styleOf: (column: Column, cell: string) => Style | undefined) =>
    columns
      .map((column, index) => {
        const cell = cut(row[index] ?? '', widths[index] ?? 0, column.flexible !== true);
        const padded = index === columns.length - 1 ? cell : pad(cell, widths[index] ?? 0);
        return paint(padded, styleOf(column, row[index] ?? ''), look);
      })
      .join(gap)
      .trimEnd();
  const heading = line(
    columns.map(({ title }) => title),
    () => 'dim',
  );
  return `${[heading, ...cells.map((row) => line(row, (column, cell) => column.style?.(cell)))].join('\n')}\n`;
}
