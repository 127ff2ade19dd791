import { visible } from './visible.js';

/**
 * Rows for another program: a tab, line feed or control inside a cell is escaped, so a row is always one line. They may
 * be made while they are asked for: none is held.
 */
export function tsv(header: readonly string[], rows: Iterable<readonly string[]>): string {
  const lineOf = tsvLines(header.length);
  let text = lineOf(header);
  for (const row of rows) text += lineOf(row);
  return text;
}

/** What makes lines of rows of so many cells. */
export function tsvLines(cells: number): (row: readonly string[]) => string {
  const plainRow = new RegExp(`^[\\x20-\\x7e]*(?:\\t[\\x20-\\x7e]*){${cells - 1}}$`);
  return (row) => {
    const line = row.join('\t');
    return plainRow.test(line) ? `${line}\n` : `${row.map(visible).join('\t')}\n`;
  };
}
