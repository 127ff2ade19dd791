import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findingCodes } from '../../src/doctor/finding-codes.js';
import { faults } from './faults.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const codes = Object.entries(findingCodes).map(([code, [severity]]) => ({ code, severity: String(severity) }));

it('docs/doctor.md tells of every finding, as grave as it is, and of no other', () => {
  const rows = read('docs/doctor.md').matchAll(/^\| `(\w+)` \| (\w+)(?:, fixable)? \| .{10,} \| .{5,} \|$/gm);
  const told = Array.from(rows, ([, code = '', severity = '']) => ({ code, severity }));
  expect(told).toEqual(codes);
});

it('every finding can be made to happen, but for those of damaged disks', () => {
  const since = read('test/doctor/since.test.ts').match(/ticket_removed|event_removed|event_edited|state_jump/g) ?? [];
  const ofPods = Array.from(
    read('test/doctor/pods.test.ts').matchAll(/\['(\w+)', '(?:error|warning|note)'/g),
    ([, code]) => code,
  );
  const made = new Set<string | undefined>([...faults.map(({ code }) => code), ...since, ...ofPods]);
  const hostile = read('test/hostile/items.test.ts').match(/'unreadable_file'/g) === null ? [] : ['unreadable_file'];
  expect(codes.map(({ code }) => code).filter((code) => !made.has(code) && !hostile.includes(code))).toEqual([
    'file_too_big',
    'parallel_step',
  ]);
});

it('whatever the readers of items can say is a finding', () => {
  const sources = ['document', 'frontmatter', 'yaml-reader', 'ticket'].map((name) => read(`src/tickets/${name}.ts`));
  const said = sources.join('\n').matchAll(/(?:problem\(|refuse\(|code: )'(\w+)'/g);
  const names = Array.from(said, ([, code = '']) => code);
  expect(names.length).toBeGreaterThan(15);
  expect(names.filter((code) => !(code in findingCodes))).toEqual([]);
});
