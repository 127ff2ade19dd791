import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Proven, reportOf } from './report.js';
import type { Outcome, Row } from './row.js';
import { rows } from './rows.js';

const usage = `npm run proof -- [options]
  --seed N      the seed of everything that is chosen (1)
  --only TEXT   only the rows whose name contains TEXT; docs/proof.md is left alone
  --quick       the sizes of the tests; docs/proof.md is left alone
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
if (values.help) process.stdout.write(usage);
else await proveAll();

async function proveAll(): Promise<void> {
  const { quick, only, seed } = values;
  if (!/^\d{1,9}$/.test(seed)) throw new Error(`${seed} is no seed: a whole number of up to nine digits is`);
  const chosen = rows.filter(({ name }) => name.includes(only ?? ''));
  const proven: Proven[] = [];
  for (const row of chosen) proven.push(await prove(row, quick ? row.short : row.full, Number(seed)));
  const report = reportOf(proven, Number(seed));
  process.stdout.write(report);
  if (!quick && only === undefined) writeFileSync(new URL('../docs/proof.md', import.meta.url), report);
  if (proven.length === 0 || proven.some(({ holds }) => !holds)) process.exitCode = 1;
}

/** A row that cannot go on has not proven anything, and the others are still to come. */
function brokenOff(error: unknown): Outcome {
  return { reached: 'broken off', problems: [error instanceof Error ? error.message : String(error)] };
}

async function prove(row: Row, size: number, seed: number): Promise<Proven> {
  const start = performance.now();
  const outcome = await row.run(size, seed).catch(brokenOff);
  const controls: Outcome[] = [];
  for (const control of row.controls) controls.push(await control.run(seed));
  const holds = outcome.problems.length === 0 && controls.every(({ problems }) => problems.length > 0);
  const seconds = (performance.now() - start) / 1000;
  process.stderr.write(`${row.name}: ${holds ? 'proven' : 'NOT PROVEN'} in ${seconds.toFixed(0)} s\n`);
  return { row, size, outcome, controls, holds, seconds };
}
