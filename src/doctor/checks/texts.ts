import { isUtf8 } from 'node:buffer';
import { conflictMarkers, type Section, threadSections } from '../../tickets/conflicts.js';
import type { Thread } from '../../tickets/thread.js';
import type { ItemProblem } from '../../tickets/ticket.js';
import type { Examined, ReadFile, TicketCheck, Ward } from '../check.js';
import { type Finding, finding } from '../finding.js';

/** Bytes that are no text, line ends of two kinds, and conflicts that a merge has left. */
export const checkTexts: TicketCheck = (ward, examined) =>
  [examined.item, examined.thread, examined.resolution].flatMap((file) => checkText(ward, file, examined));

function checkText(ward: Ward, file: ReadFile, examined: Examined): Finding[] {
  if (file.bytes === null) return [];
  const buffer = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
  const text = buffer.toString('latin1');
  const lines = text.split('\n');
  const found = [
    ...wrongBytes(ward, file, buffer, lines),
    ...mixedLineEnds(ward, file, text, lines),
    ...conflicts(ward, file, lines, sectionsOf(file, examined.events, lines.length)),
  ];
  // Of the frontmatter's own faults the check of items has spoken.
  return file.name === 'item.md' ? found.filter((one) => !isTold(one, examined.problem)) : found;
}

/** A merge may have left conflicts in the body, too. */
function isTold({ code, line }: Finding, problem: ItemProblem | null): boolean {
  if (problem?.code === 'merge_conflict') return code === 'conflict_marker' && line === problem.line;
  return code === problem?.code;
}

function wrongBytes({ store }: Ward, { path }: ReadFile, bytes: Buffer, lines: readonly string[]): Finding[] {
  const found: Finding[] = [];
  const hint = 'mend it in an editor that writes UTF-8';
  if (!isUtf8(bytes)) {
    const line = lines.findIndex((text) => !isUtf8(Buffer.from(text, 'latin1'))) + 1;
    found.push(finding(store, path, { code: 'not_utf8', line, message: 'this line is not UTF-8', hint }));
  }
  const nul = lines.findIndex((text) => text.includes('\0')) + 1;
  if (nul > 0) found.push(finding(store, path, { code: 'nul_byte', line: nul, message: 'a NUL byte', hint }));
  return found;
}

/** A file may end its lines in either way, but all alike. */
function mixedLineEnds({ store }: Ward, { path }: ReadFile, text: string, lines: readonly string[]): Finding[] {
  if (!text.includes('\r')) return [];
  const ended = lines.slice(0, -1);
  const returns = ended.filter((line) => line.endsWith('\r')).length;
  const lone = lines.findIndex((line) => /\r(?!$)/.test(line));
  const isRare = returns * 2 <= ended.length;
  const odd = ended.findIndex((line) => line.endsWith('\r') === isRare);
  const line = lone !== -1 ? lone : returns === 0 || returns === ended.length ? -1 : odd;
  if (line === -1) return [];
  const message =
    lone === -1 ? 'this line does not end as most others do' : 'a carriage return stands inside this line';
  return [finding(store, path, { code: 'mixed_line_ends', line: line + 1, message, hint: 'end all lines alike' })];
}

export const conflictHint =
  'take what is meant of both sides (of a thread every event, a line `---` between two), and the markers out';

function conflicts(
  { store }: Ward,
  { path }: ReadFile,
  lines: readonly string[],
  sections: readonly Section[],
): Finding[] {
  if (!lines.some((line) => line.startsWith('<<<<<<<') || line.startsWith('>>>>>>>'))) return [];
  return unresolvedAt(lines, sections).map((line) =>
    finding(store, path, {
      code: 'conflict_marker',
      line: line + 1,
      message: 'a merge was left unresolved here',
      hint: conflictHint,
    }),
  );
}

/** Where conflicts begin; and where one ends that has no beginning. */
function unresolvedAt(lines: readonly string[], sections: readonly Section[]): number[] {
  const found: number[] = [];
  let isOpen = false;
  for (const { line, sign } of conflictMarkers(lines, sections)) {
    if (sign === '=') continue;
    const opens = sign === '<';
    if (opens || !isOpen) found.push(line);
    isOpen = opens;
  }
  return found;
}

function sectionsOf({ name }: ReadFile, thread: Thread | null, length: number): Section[] {
  return name === 'thread.md' && thread !== null ? threadSections(thread, length) : [[0, length]];
}
