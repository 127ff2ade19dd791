import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One process to be started. */
export interface Invocation {
  command: string;
  args: readonly string[];
  cwd: string;
  env?: Record<string, string>;
  input?: string;
}

/** What one side of a comparison starts in its run number `run`; whatever it must prepare for that is not measured. */
export type Side = (run: number) => Invocation;

interface Comparison {
  /** The median over the pairs of first / second. */
  ratio: number;
  /** Medians, in milliseconds. */
  first: number;
  second: number;
  pairs: number;
}

export interface Effort {
  pairs: number;
  /** No new pair of a comparison begins after so many seconds. */
  patience: number;
}

/** Two sides in turn, so that whatever else the machine does falls on both. */
export function compare(first: Side, second: Side, { pairs, patience }: Effort): Comparison {
  const times: Array<[number, number]> = [];
  const start = performance.now();
  do times.push([timeOf(first(times.length)), timeOf(second(times.length))]);
  while (times.length < pairs && performance.now() - start < patience * 1000);
  return {
    ratio: median(times.map(([a, b]) => a / b)),
    first: median(times.map(([a]) => a)),
    second: median(times.map(([, b]) => b)),
    pairs: times.length,
  };
}

function timeOf(invocation: Invocation): number {
  const start = performance.now();
  execute(invocation);
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle) - 1] ?? 0)) / 2;
}

const gnuTime = '/usr/bin/time';
export const canMeasureMemory = spawnSync(gnuTime, ['-f', '%M', 'true']).status === 0;

/** The peak of resident memory in KiB, as the kernel counted it. */
export function peakMemory(side: Side, runs: number, directory: string): number {
  const out = join(directory, 'memory.txt');
  const peaks = Array.from({ length: runs }, (_, run) => {
    execute(under(gnuTime, ['-f', '%M', '-o', out], side(run)));
    return Number(readFileSync(out, 'utf8').trim());
  });
  return median(peaks);
}

export const canCountFsyncs = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

export function countFsyncs(side: Side, directory: string): number {
  const out = join(directory, 'fsyncs.txt');
  execute(under('strace', ['-f', '-e', 'trace=fsync,fdatasync', '-o', out], side(0)));
  return readFileSync(out, 'utf8')
    .split('\n')
    .filter((line) => /\bf(data)?sync\(/.test(line)).length;
}

function under(command: string, options: string[], inner: Invocation): Invocation {
  return { ...inner, command, args: [...options, inner.command, ...inner.args] };
}

// What a shell has, and nothing that slows one side down: NODE_EXTRA_CA_CERTS costs every start of Node 38 ms.
const { PATH = '', HOME = '', USER = 'bench', LANG = 'C.UTF-8' } = process.env;

/** A command that fails is a mistake of the benchmark: a quick refusal is no measurement. */
function execute({ command, args, cwd, env, input }: Invocation): void {
  const { error, status, stderr } = spawnSync(command, args, {
    cwd,
    env: { PATH, HOME, USER, LANG, ...env },
    ...(input === undefined ? {} : { input }),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    maxBuffer: 2 ** 30,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status} in ${cwd}\n${stderr}`);
}
