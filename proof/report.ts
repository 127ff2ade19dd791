import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Outcome, Row } from './row.js';

export interface Proven {
  row: Row;
  size: number;
  outcome: Outcome;
  /** What came of each of its controls. */
  controls: Outcome[];
  /** Green, and red without the guard. */
  holds: boolean;
  seconds: number;
}

export function reportOf(proven: readonly Proven[], seed: number): string {
  const [cpu] = cpus();
  const seconds = proven.reduce((sum, one) => sum + one.seconds, 0);
  return `# Proof

Written by \`npm run proof\`. Each row does what would break a promise if it could be broken, and counts. Then it does the
same without the guard that the promise rests on, in a copy of the product or over a disk that lies: a row that does not
turn red there would prove nothing. \`npm test\` runs every row in small (\`test/proof/\`).

- ${new Date().toISOString().slice(0, 10)}, commit ${commit()}, node ${process.version}
- ${availableParallelism()} cores, ${cpu?.model ?? 'unknown'}; ${seconds.toFixed(0)} s in all
- seed ${seed}; what processes do to each other, and where a kill meets one, no seed decides
- \`${['npm run proof', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ')}\`

| row | what was done | reached | without | then |
| --- | --- | --- | --- | --- |
${proven.flatMap(linesOf).join('\n')}
`;
}

/** A line for each guard that is taken out; what was done and reached stands in the first of them. */
function linesOf({ row, size, outcome, controls, holds }: Proven): string[] {
  const reached = [holds ? outcome.reached : `**not proven**: ${outcome.reached}`, ...shown(outcome.problems)];
  const first = [row.name, row.done(size), reached.join('; ')];
  return row.controls.map(({ without }, n) => {
    const problems = controls[n]?.problems ?? [];
    const turned = problems.length === 0 ? ['**still green**'] : ['red', ...shown(problems)];
    const cells = [...(n === 0 ? first : ['', '', '']), without, turned.join('; ')];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
}

/** The first few say enough. */
function shown(problems: readonly string[]): string[] {
  const more = problems.length - 3;
  return [...problems.slice(0, 3), ...(more > 0 ? [`and ${more} more`] : [])];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ').trim();
}

function commit(): string {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const git = spawnSync('git', ['describe', '--always', '--dirty', '--exclude=*'], { cwd, encoding: 'utf8' });
  return git.status === 0 ? git.stdout.trim() : 'none yet';
}
