import { visible } from './visible.js';

/**
 * Rows for another program: a tab, line feed or control inside a cell is escaped, so a row is always one line. They may
 * be made while they are asked for: none is held.
 */
export function tsv(header: readonly string[], rows: Iterable<readonly string[]>): string {
  const plainRow = new RegExp(`^[\\x20-\\x7e]*(?:\\t[\\x20-\\x7e]*){${header.length - 1}}$`);
  let text = `${header.join('\t')}\n`;
  for (const row of rows) {
    const line = row.join('\t');
    text += plainRow.test(line) ? line : row.map(visible).join('\t');
    text += '\n';
  }
  return text;
}
