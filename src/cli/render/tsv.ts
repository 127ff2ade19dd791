import { visible } from './visible.js';

/** Rows for another program: a tab, line feed or control inside a cell is escaped, so a row is always one line. */
export function tsv(header: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const lineOf = tsvLines(header.length);
  return [header, ...rows].map(lineOf).join('');
}

/** What makes lines of rows of so many cells. */
export function tsvLines(cells: number): (row: readonly string[]) => string {
  const plainRow = new RegExp(`^[\\x20-\\x7e]*(?:\\t[\\x20-\\x7e]*){${cells - 1}}$`);
  return (row) => {
    const line = row.join('\t');
    return plainRow.test(line) ? `${line}\n` : `${row.map(visible).join('\t')}\n`;
  };
}
