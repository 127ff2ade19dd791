import type { Look } from '../command.js';
import { paint, type Style } from './style.js';
import { visible } from './visible.js';
import { pad, truncate, widthOf } from './width.js';

export interface Column {
  title: string;
  /** Gives way when the terminal is too narrow; one column at most. */
  flexible?: boolean;
  style?: (cell: string) => Style | undefined;
}

const gap = '  ';
const narrowest = 12;

function columnWidths(columns: readonly Column[], rows: readonly string[][], available: number): number[] {
  const widths = columns.map(({ title }, index) =>
    rows.reduce((widest, row) => Math.max(widest, widthOf(row[index] ?? '')), widthOf(title)),
  );
  const total = widths.reduce((sum, width) => sum + width, gap.length * (columns.length - 1));
  if (total <= available) return widths;
  return widths.map((width, index) =>
    columns[index]?.flexible ? Math.max(Math.min(width, narrowest), width - (total - available)) : width,
  );
}

/** Aligned columns for a terminal. Cells are raw text: they are made visible, cut and coloured here. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], look: Look): string {
  const cells = rows.map((row) => row.map(visible));
  const widths = columnWidths(columns, cells, look.columns);
  const line = (row: readonly string[], styleOf: (column: Column, cell: string) => Style | undefined) =>
    columns
      .map((column, index) => {
        const cell = truncate(row[index] ?? '', widths[index] ?? 0);
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
