import { decodeFrontmatter, flatLine, parseItem, trimBlankEnd } from './document.js';
import { joinBytes } from './edit-document.js';
import { isSame } from './edit-fields.js';
import { formatScalar } from './format-scalar.js';
import { findFrontmatter } from './frontmatter.js';
import { readYaml } from './yaml-reader.js';

/**
 * An item whose frontmatter is not YAML but lines of `key: value`, with the values in quotes that YAML refuses: it says
 * the same as before, and not a byte of its body changes. Undefined where that cannot be done, or need not be.
 */
export function quoteFields(bytes: Uint8Array): Uint8Array | undefined {
  const before = parseItem(bytes);
  const place = findFrontmatter(bytes);
  if ('problem' in before || before.form !== 'flat' || 'problem' in place) return undefined;
  const text = decodeFrontmatter(bytes, place);
  if (typeof text !== 'string') return undefined;
  const quoted = text.split('\n').map(quoteLine).join('\n');
  const after = joinBytes(bytes.subarray(0, place.start), quoted, bytes.subarray(place.end));
  const reading = parseItem(after);
  const isSafe = !('problem' in reading) && reading.form === 'yaml' && isSame(reading.fields, before.fields);
  return isSafe ? after : undefined;
}

function quoteLine(line: string): string {
  const row = line.endsWith('\r') ? line.slice(0, -1) : line;
  const [, key, value] = flatLine.exec(row) ?? [];
  if (key === undefined || value === undefined || !('problem' in readYaml(`${row}\n`))) return line;
  return `${key}: ${formatScalar(trimBlankEnd(value), 'double')}${line.slice(row.length)}`;
}
