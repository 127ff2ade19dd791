import { join } from 'node:path';
import { flat } from '../bench/formats.js';
import { seededRandom } from '../bench/random.js';
import { writeStore } from '../bench/stores.js';
import { type Fault, faults, writeFiles } from '../test/doctor/faults.js';
import { withFolder } from './folder.js';
import { tickets } from './processes.js';
import { type Product, withProduct, withProductWithout } from './product.js';
import type { Outcome, Row } from './row.js';

interface Said {
  ok: boolean;
  checked: number;
  findings: Array<{ code: string; path: string; line: number | null; severity: string }>;
}

/** Few enough for `npm test`, which seeds all of them in another place. */
const some = 12;

export const doctor: Row = {
  name: 'doctor',
  done: (size) =>
    `${faults.length} faults of ${new Set(faults.map(({ code }) => code)).size} codes seeded, one store each; a clean store of ${size} tickets`,
  full: 10_000,
  short: 300,
  run: (size, seed) => withProduct((product) => diagnose(product, size, size < 1_000 ? someOf(seed) : faults)),
  controls: [
    {
      without: 'the checks of a ticket: what the quick look hands on passes for healthy',
      run: (seed) =>
        withProductWithout(
          {
            file: 'src/doctor/examine-ticket.ts',
            text: 'return ofEachTicket.flatMap((check) => check(ward, examined));',
            instead: 'return ofEachTicket.slice(0, 0).flatMap((check) => check(ward, examined));',
          },
          (product) => diagnose(product, 100, someOf(seed)),
        ),
    },
  ],
};

async function diagnose(product: Product, size: number, seeded: readonly Fault[]): Promise<Outcome> {
  const problems: string[] = [];
  for (const fault of seeded)
    if (!(await isFound(product, fault))) problems.push(`not found: ${fault.what} (${fault.code})`);
  const found = seeded.length - problems.length;
  const clean = await withFolder(async (folder) => {
    writeStore(folder, flat, size);
    return ask(product, folder);
  });
  problems.push(...clean.findings.map(({ code, path }) => `a false alarm in a clean store: ${code} in ${path}`));
  if (clean.checked !== size) problems.push(`${clean.checked} of ${size} tickets were looked at`);
  return {
    reached: `${found} of ${seeded.length} found with file and line, ${clean.findings.length} false alarms`,
    problems,
  };
}

function isFound(product: Product, { store, seed, code, path, line, severity }: Fault): Promise<boolean> {
  return withFolder(async (folder) => {
    const root = join(folder, 'work-items');
    writeFiles(root, store);
    seed(root);
    const { findings } = await ask(product, folder);
    const wanted = [code, `work-items/${path}`, line, severity].join(' ');
    return findings.some((one) => [one.code, one.path, one.line, one.severity].join(' ') === wanted);
  });
}

async function ask(product: Product, folder: string): Promise<Said> {
  return JSON.parse((await tickets(product, folder, ['doctor', '--json'], {})).stdout);
}

function someOf(seed: number): Fault[] {
  const random = seededRandom(seed);
  return Array.from({ length: some }, () => faults[random(faults.length)]).filter((fault) => fault !== undefined);
}
