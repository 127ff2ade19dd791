import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { seededRandom } from '../bench/random.js';
import {
  bad,
  colour,
  fields,
  forbidden,
  front,
  ids,
  lookers,
  payloads,
  progress,
  typed,
} from '../test/hostile/terminal-cases.js';
import { quickest, withFolder } from './folder.js';
import { type Ask, commandLineOf } from './library.js';
import { bareEnv } from './processes.js';
import { type Product, withProduct, withSourceWithout } from './product.js';
import type { Outcome, Row } from './row.js';
import { sample } from './sample.js';
import { writeFile } from './stores.js';

/** A payload in a place that some command shows. */
interface Shown {
  what: string;
  files: Record<string, string>;
  commands: ReadonlyArray<readonly string[]>;
}

const everyPayload = Object.values(payloads).join('');

const shown: readonly Shown[] = Object.entries(payloads).flatMap(([payload, text]) => [
  ...Object.entries(fields).map(([field, filesOf]) => ({
    ...{ what: `${payload} in ${field}`, files: filesOf(text), commands: lookers },
  })),
  ...Object.entries(typed).map(([place, wordsOf]) => ({
    ...{ what: `${payload} typed as ${place}`, files: front('title: T\n'), commands: [wordsOf(text)] },
  })),
]);

/** Fewer are the short form. */
const every = 100;

export const terminals: Row = {
  name: 'terminals',
  done: (size) =>
    `${Object.keys(payloads).length} payloads that terminals obey in ${Object.keys(fields).length} fields and as ${Object.keys(typed).length} kinds of words: ${size < every ? size : shown.length} of these, shown by every command that shows them; all payloads at once at a pseudo-terminal`,
  full: every,
  short: 30,
  run: (size, seed) => withProduct((product) => showAndSee(product, size, seed)),
  controls: [
    {
      without: 'the escaping: what a file holds is sent as it is',
      run: (seed) =>
        withSourceWithout(
          {
            file: 'src/cli/render/visible.ts',
            text: '  return text.replace(everyUnsafe, replacement);',
            instead: '  return text.replace(everyUnsafe, (one) => (replacement(one) === one ? one : one));',
          },
          (product) => show(product, 30, seed),
        ),
    },
  ],
};

/** Each payload in each place, one after the other. */
function show(product: Product, size: number, seed: number): Promise<Outcome> {
  return withFolder(async (folder) => {
    const ask = await commandLineOf(product);
    const chosen = size < every ? sample(shown, size, seededRandom(seed)) : shown;
    const problems: string[] = [];
    let answers = 0;
    for (const [n, one] of chosen.entries()) {
      problems.push(...(await askAll(ask, one, join(folder, String(n)))));
      answers += one.commands.length;
    }
    return { reached: `${answers} answers of ${chosen.length} payloads in their places`, problems };
  }, quickest);
}

/** The same with a real terminal, and all payloads at once. */
function showAndSee(product: Product, size: number, seed: number): Promise<Outcome> {
  return withFolder(async (folder) => {
    const { reached, problems } = await show(product, size, seed);
    const names = Object.keys(fields);
    const chosen = size < every ? sample(names, 1, seededRandom(seed)) : names;
    const seen = hasTerminals() ? chosen.flatMap((field) => seeAll(product, field, join(folder, field))) : [];
    problems.push(...seen.flatMap(({ found }) => found));
    return {
      reached: `${reached}, and ${seen.length} at a pseudo-terminal: ${problems.length} raw control or bidirectional characters`,
      problems,
    };
  }, quickest);
}

function writeTickets(folder: string, files: Record<string, string>): void {
  for (const id of ids)
    for (const [name, text] of Object.entries(files)) writeFile(join(folder, 'work-items', id, name), text);
  writeFile(join(folder, 'given.txt'), 'given');
}

async function askAll(ask: Ask, { what, files, commands }: Shown, folder: string) {
  writeTickets(folder, files);
  const problems: string[] = [];
  for (const words of commands) {
    const { stdout, stderr } = await ask(folder, words, { terminal: 80, env: { NO_COLOR: '1' } });
    problems.push(...raw(`${stdout}${stderr}`).map((code) => `${what}: ${words[0]?.slice(0, 20)} sends ${code}`));
  }
  return problems;
}

/** What may stand raw in an answer is its own line feeds, and tabs where columns need them. */
function raw(text: string): string[] {
  const found =
    text
      .replace(progress, '')
      .replace(/[\n\t]/g, '')
      .match(forbidden) ?? [];
  return [...new Set(found)].map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

function hasTerminals(): boolean {
  return spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;
}

/** The built product at a real terminal, in colour, for all payloads in one field. */
function seeAll(product: Product, field: string, folder: string): Array<{ found: string[] }> {
  writeTickets(folder, fields[field]?.(everyPayload) ?? {});
  return [['list'], ['show', bad], ['blocked', '--explain'], ['doctor']].map((words) => {
    const line = [process.execPath, join(product.root, 'bin/run.js'), ...words].map((word) => `'${word}'`).join(' ');
    const env = { ...bareEnv, TERM: 'xterm-256color' };
    const { stdout } = spawnSync('script', ['-qec', line, '/dev/null'], { cwd: folder, env, encoding: 'utf8' });
    // A terminal is sent a carriage return with each line feed, which is not ours.
    const codes = raw(stdout.replaceAll('\r\n', '\n').replace(colour, ''));
    if (stdout === '') codes.push('nothing');
    return { found: codes.map((code) => `${field}: ${words[0]} sends ${code} to a pseudo-terminal`) };
  });
}
