import { canCountFsyncs, canMeasureMemory, compare, countFsyncs, type Effort, peakMemory } from './measure.js';
import { type Figure, figureText, numberText, tableText } from './report.js';
import { type Row, sizesWithTargets } from './rows.js';
import { emptySide, opponents, ourSide } from './sides.js';
import type { Stores } from './stores.js';
import type { PeerName, Tool } from './tools.js';

export interface Bench {
  stores: Stores;
  peers: readonly Tool<PeerName>[];
  rows: readonly Row[];
  sizes: readonly number[];
  effort: Effort;
  /** Where progress is told. */
  say: (text: string) => void;
}

const titles = { node: '× node', tk: '× tk', backlog: '× Backlog.md', older: '× tickets.sh', rg: '× rg -l' };
export const [, , largestWithTargets = 0] = sizesWithTargets;
const largestGrown = 50_000;
const mostFsyncs = 8;

export function timeTables(bench: Bench): string[] {
  const { rows, sizes } = bench;
  const storeless = rows.filter(({ use }) => use === 'none');
  const others = rows.filter(({ use }) => use !== 'none');
  const small = sizes.filter((size) => size <= largestWithTargets);
  return [
    timeTable(bench, 'Without a store', storeless, Math.min(...sizes), 0),
    ...small.map((size) => timeTable(bench, `${size} tickets`, others, size, sizesWithTargets.indexOf(size))),
  ];
}

/** `step` says which of a row's targets holds; none at -1. */
function timeTable(bench: Bench, title: string, rows: readonly Row[], size: number, step: number): string {
  const { stores, peers, effort, say } = bench;
  const columns = opponents(peers, stores);
  const body = rows.map((row) => {
    const mine = ourSide(row, size, stores);
    let milliseconds = Number.NaN;
    const cells = columns.map(({ name, side }) => {
      const other = side(row, size);
      if (other === undefined) return '';
      return attempt(say, `${title}: ${row.name} ${titles[name]}`, () => {
        const { ratio, first, pairs } = compare(mine, other, effort);
        if (name === 'node') milliseconds = first;
        const remark = pairs < effort.pairs ? { remark: pairs === 1 ? '1 pair' : `${pairs} pairs` } : {};
        return { value: ratio, target: row.targets[name]?.[step], ...remark };
      });
    });
    return [row.name, numberText(milliseconds), ...cells];
  });
  return tableText(title, ['command', 'ms', ...columns.map(({ name }) => titles[name])], body);
}

export function memoryTable({ rows, sizes, stores, effort, say }: Bench): string {
  const measured = rows.filter(({ memory }) => memory !== undefined);
  if (measured.length === 0) return '';
  if (!canMeasureMemory) return '## Memory\n\nNot measured: this machine has no /usr/bin/time.\n';
  const runs = Math.min(3, effort.pairs);
  const empty = peakMemory(emptySide(stores), runs, stores.directory);
  const body = measured.map((row) => [
    row.name,
    ...sizes.map((size) => {
      return attempt(say, `memory: ${row.name} at ${size}`, () => {
        const peak = peakMemory(ourSide(row, size, stores), runs, stores.directory);
        const remark = `${numberText(peak / 1024)} MiB`;
        return { value: peak / empty, target: row.memory?.[sizesWithTargets.indexOf(size)], remark };
      });
    }),
  ]);
  const title = `Memory, × an empty node's ${numberText(empty / 1024)} MiB (peak resident size, GNU time)`;
  return tableText(title, ['command', ...sizes.map((size) => `${size} tickets`)], body);
}

export function fsyncTable({ rows, sizes, stores, say }: Bench): string {
  const changes = rows.filter(({ use }) => use === 'change');
  if (changes.length === 0) return '';
  if (!canCountFsyncs) return '## Fsyncs\n\nNot counted: this machine has no strace.\n';
  const body = changes.map((row) => {
    const side = ourSide(row, Math.min(...sizes), stores);
    const calls = attempt(say, `fsyncs: ${row.name}`, () => {
      return { value: countFsyncs(side, stores.directory), target: mostFsyncs };
    });
    return [row.name, calls];
  });
  return tableText('Fsyncs and fdatasyncs of a change (strace)', ['command', 'calls'], body);
}

export function growthTable({ rows, sizes, stores, effort, say }: Bench): string {
  if (!sizes.includes(largestWithTargets) || !sizes.includes(largestGrown)) return '';
  const body = rows.flatMap((row) => {
    if (row.growth === undefined) return [];
    const times = attempt(say, `growth: ${row.name}`, () => {
      const larger = ourSide(row, largestGrown, stores);
      const { ratio, first, second } = compare(larger, ourSide(row, largestWithTargets, stores), effort);
      const remark = `${numberText(second)} to ${numberText(first)} ms`;
      return { value: ratio, target: row.growth, remark };
    });
    return [[row.name, times]];
  });
  return tableText(`Growth from ${largestWithTargets} to ${largestGrown} tickets`, ['command', 'times'], body);
}

/** One cell; what cannot be measured is told and fails the benchmark, but does not end it. */
function attempt(say: Bench['say'], name: string, measure: () => Figure): string {
  say(name);
  try {
    return figureText(measure());
  } catch (error) {
    say(String(error));
    process.exitCode = 1;
    return '**failed**';
  }
}
