import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { takeOut } from '../../proof/product.js';
import { type Proven, reportOf } from '../../proof/report.js';

function sourceOf(text: string): string {
  const root = mkdtempSync(join(tmpdir(), 'tickets-cut-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src/a.ts'), text);
  return root;
}

function proven(parts: Partial<Proven>): Proven {
  const run = async () => ({ reached: '', problems: [] });
  const row = { name: 'row', done: (size: number) => `${size} things`, full: 9, short: 1, run };
  const controls = [{ reached: '', problems: ['lost'] }];
  return {
    ...{ row: { ...row, controls: [{ without: 'the guard', run }] }, size: 9, seconds: 1, holds: true },
    ...{ outcome: { reached: '9 of 9', problems: [] }, controls, ...parts },
  };
}

test('a guard is taken out where it stands exactly once, and nowhere else', () => {
  const cut = { file: 'src/a.ts', text: 'guard();', instead: '' };
  const root = sourceOf('before(); guard(); after();');
  takeOut(cut, root);
  expect(readFileSync(join(root, 'src/a.ts'), 'utf8')).toBe('before();  after();');
  for (const text of ['before(); after();', 'guard(); guard();'])
    expect(() => takeOut(cut, sourceOf(text))).toThrow('does not have this exactly once');
});

test('the report says what was reached, and how the control turned red', () => {
  expect(reportOf([proven({})], 7)).toContain('| row | 9 things | 9 of 9 | the guard | red; lost |');
  expect(reportOf([proven({})], 7)).toContain('seed 7');
});

test('a row that does not hold, or a control that stays green, cannot be overlooked', () => {
  const outcome = { reached: '8 of 9', problems: ['a | b', 'c', 'd', 'e', 'f'] };
  const broken = proven({ holds: false, outcome, controls: [{ reached: '', problems: [] }] });
  expect(reportOf([broken], 1)).toContain('**not proven**: 8 of 9; a \\| b; c; d; and 2 more');
  expect(reportOf([broken], 1)).toContain('**still green**');
});

test('each guard that is taken out has a line of its own', () => {
  const run = async () => ({ reached: '', problems: [] });
  const { row } = proven({});
  const controls = ['the guard', 'the other guard'].map((without) => ({ without, run }));
  const two = proven({
    row: { ...row, controls },
    controls: [
      { reached: '', problems: ['lost'] },
      { reached: '', problems: ['torn'] },
    ],
  });
  expect(reportOf([two], 1)).toContain('| the guard | red; lost |\n|  |  |  | the other guard | red; torn |');
});
