import { visible } from './visible.js';

/** Rows for another program: a tab, line feed or control inside a cell is escaped, so a row is always one line. */
export function tsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  let text = lineOf(header);
  for (const row of rows) text += lineOf(row);
  return text;
}

function lineOf(row: readonly string[]): string {
  return `${row.map(visible).join('\t')}\n`;
}
