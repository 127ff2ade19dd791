import type { Finding } from '../../actions/check-store.js';
import { visible } from './visible.js';

/**
 * A test suite as CI servers read it: one case for each finding, and one that passes for all tickets without any. What
 * makes doctor fail is a failure, the rest is output of a case that passes.
 */
export function doctorJunit(
  findings: readonly Finding[],
  checked: number,
  isFailure: (one: Finding) => boolean,
): string {
  const failures = findings.filter(isFailure).length;
  const counts = `tests="${findings.length + 1}" failures="${failures}" errors="0" skipped="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="tickets doctor" ${counts}>`,
    `  <testsuite name="tickets doctor" ${counts}>`,
    `    <testcase classname="store" name="${checked} tickets checked"/>`,
    ...findings.map((one) => testCase(one, isFailure(one))),
    '  </testsuite>',
    '</testsuites>\n',
  ].join('\n');
}

function testCase({ severity, code, path, line, message, hint }: Finding, isFailure: boolean): string {
  const where = line === null ? path : `${path}:${line}`;
  const text = escaped([`${where}: ${severity}: ${message}`, ...(hint === null ? [] : [hint])].join('\n'));
  const open = `    <testcase classname="${escaped(path)}" name="${escaped(line === null ? code : `${code} in line ${line}`)}" file="${escaped(path)}"${line === null ? '' : ` line="${line}"`}>`;
  const inside = isFailure
    ? `<failure type="${escaped(code)}" message="${escaped(message)}">${text}</failure>`
    : `<system-out>${text}</system-out>`;
  return `${open}${inside}</testcase>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function escaped(text: string): string {
  const lines = text.split('\n').map(visible).join('\n');
  return lines.replace(/[&<>"'\ufffe\uffff]/g, (letter) => entities[letter] ?? '\ufffd');
}
