import { visible } from './visible.js';

/** Rows for another program: a tab, line feed or control inside a cell is escaped, so a row is always one line. */
export function tsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((row) => `${row.map(visible).join('\t')}\n`).join('');
}
