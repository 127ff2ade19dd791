import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../bench/random.js';
import { type Answered, json, type Said } from '../test/helpers/command-line.js';
import { created } from '../test/helpers/workspace.js';
import {
  type Case,
  honestItem,
  hostileConfigs,
  hostileRelations,
  hostileThreads,
  invalidItems,
  validItems,
} from '../test/hostile/item-cases.js';
import { quickest, withFolder } from './folder.js';
import { type Ask, commandLineOf } from './library.js';
import { type Product, withProduct, withSourceWithout } from './product.js';
import type { Outcome, Row } from './row.js';
import { sample } from './sample.js';
import { type Layout, writeFile } from './stores.js';

const bad = '20260601-000000-bad';
const good = '20260601-000001-good';

/** A file, where it lies, and what has to be said of it. */
interface Hostile {
  what: string;
  layout: Layout;
  path: string;
  text: string | Uint8Array;
  /** Whether it is an error, which has to be named at once; the others are read whole, however much they are. */
  isError: boolean;
  judge: (asked: Asked) => Promise<string[]>;
}

interface Tally {
  answers: number;
  /** Milliseconds, of the answers that name an error and of the others. */
  slowest: { named: number; whole: number };
  ran: number;
}

interface Asked {
  path: string;
  ask: (...words: string[]) => Promise<Said>;
}

const places: ReadonlyArray<{ layout: Layout; folder: string }> = [
  { layout: 'flat', folder: '' },
  { layout: 'by-status', folder: 'open/' },
];

/** Every file in both layouts: the path of a ticket is part of what has to be said. */
const everyFile: readonly Hostile[] = places.flatMap(({ layout, folder }) => {
  const at = (name: string) => `${folder}${bad}/${name}`;
  const hostile = (isError: boolean, path: string, { what, text }: Case, judge: Hostile['judge']): Hostile => ({
    ...{ what: `${path}: ${what}`, layout, path, text, isError, judge },
  });
  return [
    ...invalidItems.map((one) => hostile(true, at('item.md'), one, (asked) => isNamed(asked, one))),
    ...validItems.map((one) => hostile(false, at('item.md'), one, isTicket)),
    ...hostileThreads.map((one) => hostile(false, at('thread.md'), one, isTicket)),
    ...hostileRelations.map((one) => hostile(false, at('artifacts/relations.json'), one, isTicket)),
    ...hostileConfigs.map((one) => hostile(true, 'config.yaml', one, (asked) => isRefused(asked, one.line))),
  ];
});

/** Fewer are the short form, in which nobody looks at the clock. */
const every = 300;

export const hostileFiles: Row = {
  name: 'hostile files',
  done: (size) =>
    `${size < every ? size : everyFile.length} items, threads, relations and configurations that an attacker, a broken merge or a tired person has left, each in a store of its own, listed, shown and changed`,
  full: every,
  short: 24,
  run: (size, seed) => withProduct((product) => read(product, size, seed)),
  controls: [
    {
      without: 'the guard before gray-matter: it is given the file as it lies there',
      run: (seed) =>
        withSourceWithout(
          {
            file: 'src/tickets/document.ts',
            text: '  const place = findFrontmatter(bytes);\n',
            instead:
              '  try {\n    matter(new TextDecoder().decode(bytes));\n  } catch {}\n  const place = findFrontmatter(bytes);\n',
          },
          (product) =>
            read(
              product,
              24,
              seed,
              everyFile.filter(({ what }) => what.includes(' engine')),
            ),
        ),
    },
  ],
};

const longestMs = 200;

function read(product: Product, size: number, seed: number, files = everyFile): Promise<Outcome> {
  return withFolder(async (folder) => {
    const command = await commandLineOf(product);
    const chosen = size < every ? sample(files, size, seededRandom(seed)) : files;
    const problems: string[] = [];
    const tally: Tally = { answers: 0, slowest: { named: 0, whole: 0 }, ran: 0 };
    for (const [n, hostile] of chosen.entries()) {
      const found = await meet(command, hostile, join(folder, String(n)), tally);
      problems.push(...found.map((problem) => `${hostile.what}: ${problem}`));
    }
    const { named, whole } = tally.slowest;
    if (size >= every && named >= longestMs) problems.push(`an error was named after ${Math.ceil(named)} ms`);
    const reached = `${chosen.length} files: ${chosen.filter(({ isError }) => isError).length} are errors, each named with file and line, after ${Math.ceil(named)} ms at most; the others are read whole, after ${Math.ceil(whole)} ms at most; code ran ${tally.ran} times`;
    return { reached, problems };
  }, quickest);
}

async function meet(
  command: Ask,
  { layout, path, text, isError, judge }: Hostile,
  folder: string,
  tally: Tally,
): Promise<string[]> {
  const root = join(folder, 'work-items');
  const marker = join(folder, 'marker');
  const place = layout === 'flat' ? '' : 'open/';
  for (const id of [bad, good]) {
    writeFile(join(root, `${place}${id}/item.md`), honestItem);
    writeFile(join(root, `${place}${id}/thread.md`), created);
  }
  writeFile(join(root, path), typeof text === 'string' ? text.replaceAll('MARKER', marker) : text);
  const ask = async (...words: string[]) => {
    const start = performance.now();
    const said = await command(folder, words);
    const took = performance.now() - start;
    const kind = isError ? 'named' : 'whole';
    const fastest = isError ? await fastestOf(took, () => timeOf(command, folder, words)) : took;
    tally.slowest[kind] = Math.max(tally.slowest[kind], fastest);
    tally.answers++;
    return said;
  };
  const problems = await judge({ path: `work-items/${path}`, ask });
  if (existsSync(marker)) {
    tally.ran++;
    problems.push('code in it was run');
  }
  if (Object.hasOwn(Object.prototype, 'polluted')) problems.push('it has changed what every object has');
  return problems;
}

/** One that was slow is asked again: what else the machine does meanwhile is no part of the answer. */
async function fastestOf(took: number, askAgain: () => Promise<number>): Promise<number> {
  let fastest = took;
  for (let n = 0; n < 4 && fastest >= longestMs; n++) fastest = Math.min(fastest, await askAgain());
  return fastest;
}

async function timeOf(command: Ask, folder: string, words: readonly string[]): Promise<number> {
  const start = performance.now();
  await command(folder, words);
  return performance.now() - start;
}

/** No ticket: said so with file and line wherever it is met, and in nobody's way. */
async function isNamed({ path, ask }: Asked, { code, line }: { code: string; line: number }): Promise<string[]> {
  const problems: string[] = [];
  const { tickets, invalid } = json(await ask('list', '--state', 'all', '--json'));
  const named = invalid.some((one) => one.path === path && one.line === line && one.code === code);
  if (!named) problems.push(`list does not name it with ${code} in line ${line}`);
  if (!tickets.some(({ id }) => id === good)) problems.push('the good ticket is not listed');
  for (const words of [
    ['show', bad],
    ['start', bad],
    ['comment', bad, '-m', 'text'],
  ]) {
    const { status, stderr } = await ask(...words);
    if (status !== 7 || !stderr.includes(`${bad}/item.md:${line}: `))
      problems.push(`${words[0]} ends with ${status}: ${stderr.trim().slice(0, 80)}`);
  }
  const { findings } = json(await ask('doctor', '--json'));
  // Doctor looks at markers in every file, and calls them one thing.
  const finding = code === 'merge_conflict' ? 'conflict_marker' : code;
  if (!findings.some((one) => one.path === path && one.line === line && one.code === finding))
    problems.push('doctor does not find it');
  return problems;
}

/** A ticket like any other; what is strange in it doctor may find, with a file. */
async function isTicket({ ask }: Asked): Promise<string[]> {
  const problems: string[] = [];
  const { tickets, invalid } = json(await ask('list', '--state', 'all', '--json'));
  if (tickets.length !== 2 || invalid.length > 0) problems.push('list does not take it for a ticket');
  for (const words of [
    ['show', bad],
    ['show', bad, '--json'],
    ['comment', bad, '-m', 'text'],
    ['start', good],
  ]) {
    const { status, stderr } = await ask(...words);
    if (status !== 0) problems.push(`${words.slice(0, 1)} ends with ${status}: ${stderr.trim().slice(0, 80)}`);
  }
  const { findings } = json(await ask('doctor', '--json'));
  problems.push(...unplaced(findings).map((code) => `doctor finds ${code} nowhere`));
  return problems;
}

function unplaced(findings: Answered['findings']): string[] {
  return findings.filter(({ path }) => path === null || path === '').map(({ code }) => code);
}

/** No command goes on with a configuration that it cannot read. */
async function isRefused({ path, ask }: Asked, line: number): Promise<string[]> {
  const problems: string[] = [];
  for (const words of [['list'], ['show', good], ['create', 'New'], ['start', good]]) {
    const { status, stderr } = await ask(...words);
    if (status !== 7 || !stderr.startsWith(`error: ${path}:${line}: `))
      problems.push(`${words[0]} ends with ${status}: ${stderr.trim().slice(0, 80)}`);
  }
  const { findings } = json(await ask('doctor', '--json'));
  if (!findings.some((one) => one.path === path && one.line === line)) problems.push('doctor does not find it');
  return problems;
}
