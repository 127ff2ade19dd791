import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hooksTable } from './hooks.js';
import { readingTable } from './reading.js';
import { rows } from './rows.js';
import { type Bench, fsyncTable, growthTable, memoryTable, timeTables } from './sections.js';
import { openStores } from './stores.js';
import { findPeers, type Tool } from './tools.js';

const usage = `npm run bench -- [options]
  --sizes 100,1000,...   stores to measure on (100,1000,10000,50000); growth is measured from 10000 to 50000
  --pairs N              pairs of every comparison (11)
  --patience SECONDS     begin no new pair of a comparison after so long (30)
  --only TEXT            only the rows whose name contains TEXT; docs/benchmarks.md is left alone
  --quick                100 and 1000 tickets, 5 pairs; docs/benchmarks.md is left alone
  --tk PATH, --backlog PATH, --older PATH, --rg PATH
                         peers, where they are not on PATH as tk, backlog, tickets.sh, rg
`;

const text = { type: 'string' } as const;
const switched = { type: 'boolean', default: false } as const;
const { values } = parseArgs({
  options: {
    ...{ help: switched, quick: switched, sizes: text, pairs: text, patience: text, only: text },
    ...{ tk: text, backlog: text, older: text, rg: text },
  },
});

if (values.help) process.stdout.write(usage);
else measure();

function measure(): void {
  const { quick, only } = values;
  const sizes = values.sizes ?? (quick ? '100,1000' : '100,1000,10000,50000');
  const bench: Bench = {
    stores: openStores(),
    peers: findPeers(values),
    rows: rows.filter(({ name }) => name.includes(only ?? '')),
    sizes: sizes.split(',').map(wholeNumber),
    effort: {
      pairs: wholeNumber(values.pairs ?? (quick ? '5' : '11')),
      patience: wholeNumber(values.patience ?? '30'),
    },
    say: (line) => process.stderr.write(`${line}\n`),
  };
  const counted = [memoryTable(bench), fsyncTable(bench), growthTable(bench), hooksTable(bench)];
  const tables = [...timeTables(bench), readingTable(bench), ...counted];
  const parts = [preface(bench), ...tables];
  const report = parts.filter((part) => part !== '').join('\n');
  process.stdout.write(report);
  if (!quick && only === undefined) writeFileSync(new URL('../docs/benchmarks.md', import.meta.url), report);
}

function wholeNumber(word: string): number {
  if (/^[1-9]\d*$/.test(word)) return Number(word);
  throw new Error(`${word} is not a whole number above zero`);
}

function preface({ peers, stores, effort }: Bench): string {
  const [cpu] = cpus();
  const [load = 0] = loadavg();
  const found = peers.map((peer) => `${peer.name}${versionOf(peer)}`).join(', ') || 'none';
  return `# Benchmarks

Written by \`npm run bench\`. A figure is our time divided by another's, for whole processes started in turn: the median
over ${effort.pairs} pairs, or over as many as are named where a pair takes long. Behind it stands the most it may be.
"node" is an empty program. Every tool has the same generated tickets in its own format: 2.4 KB, a thread of 4.2 KB, one
in ten not closed; with us those that are closed have a resolution in a file of its own besides. Lists are printed whole
(\`--limit 0\`), as the others print theirs.

- ${new Date().toISOString().slice(0, 10)}, commit ${commit()}, node ${process.version}
- ${availableParallelism()} cores, ${cpu?.model ?? 'unknown'}, load ${load.toFixed(1)}; changes are made in ${stores.changedIn}
- peers: ${found}
- \`${['npm run bench --', ...process.argv.slice(2)].join(' ')}\`
`;
}

/** What it says of itself, where that is a version. */
function versionOf({ start: [program, ...args] }: Tool): string {
  const { stdout } = spawnSync(program, [...args, '--version'], { encoding: 'utf8', timeout: 10_000 });
  const version = /\d+\.\d+(?:\.\d+)?/.exec(stdout ?? '');
  return version === null ? '' : ` ${version[0]}`;
}

function commit(): string {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const git = spawnSync('git', ['describe', '--always', '--dirty', '--exclude=*'], { cwd, encoding: 'utf8' });
  return git.status === 0 ? git.stdout.trim() : 'none yet';
}
