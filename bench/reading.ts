import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, type Side } from './measure.js';
import { figureText, tableText } from './report.js';
import { type Bench, largestWithTargets } from './sections.js';
import { emptySide, ourSide } from './sides.js';
import type { Stores } from './stores.js';
import { ours } from './tools.js';

/** What a command cannot do without: these files of each ticket, at most so many bytes, and what lies beside them. */
const needs = [
  { row: 'list', files: ['item.md'], bytes: 1024, looksInside: false },
  { row: 'search WORD', files: ['item.md', 'thread.md', 'resolution.md'], bytes: 65_536, looksInside: false },
  { row: 'doctor', files: ['item.md', 'thread.md', 'resolution.md'], bytes: 65_536, looksInside: true },
];

/** Opens, reads and closes, and looks at nothing of it. */
const program = `const { closeSync, existsSync, openSync, readdirSync, readSync } = require('node:fs');
const { files, bytes, looksInside } = JSON.parse(process.argv[2]);
const block = Buffer.allocUnsafeSlow(bytes);
for (const { name } of readdirSync('work-items', { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  const there = looksInside ? readdirSync('work-items/' + name, { withFileTypes: true }).map((entry) => entry.name) : files;
  for (const file of files) {
    if (!there.includes(file)) continue;
    const path = 'work-items/' + name + '/' + file;
    if (file === 'resolution.md' && !looksInside && !existsSync(path)) continue;
    const descriptor = openSync(path);
    readSync(descriptor, block, 0, bytes, 0);
    closeSync(descriptor);
  }
}
`;

/** How long a program of Node takes that reads the same files one after the other and does nothing with them. */
export function readingTable({ rows, sizes, stores, effort, say }: Bench): string {
  const small = sizes.filter((size) => size <= largestWithTargets);
  const body = needs.flatMap((need) => {
    const row = rows.find(({ name }) => name === need.row);
    if (row === undefined) return [];
    const cells = small.flatMap((size) => {
      say(`reading: ${row.name} at ${size}`);
      const reading = readingSide(need, size, stores);
      const alone = compare(reading, emptySide(stores), effort);
      const all = compare(ourSide(row, size, stores), reading, effort);
      return [figureText({ value: alone.ratio }), figureText({ value: all.ratio })];
    });
    return [[row.name, ...cells]];
  });
  if (body.length === 0) return '';
  const heads = small.flatMap((size) => [`${size}: reading × node`, 'ours × reading']);
  return tableText('A program that only reads the same files', ['command', ...heads], body);
}

function readingSide({ files, bytes, looksInside }: (typeof needs)[number], size: number, stores: Stores): Side {
  const path = join(stores.directory, 'reading.cjs');
  writeFileSync(path, program);
  const args = [path, JSON.stringify({ files, bytes, looksInside })];
  return () => ({ command: process.execPath, args, cwd: stores.find(ours.format, size, 'read') });
}
