import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seededRandom } from '../bench/random.js';
import { item } from '../test/helpers/workspace.js';
import {
  artifactNames,
  askers,
  directoryNames,
  elsewhere,
  everything,
  good,
  guardedWorld,
  links,
  nowhere,
  references,
  secret,
} from '../test/hostile/path-cases.js';
import { quickest, withFolder } from './folder.js';
import { type Ask, commandLineOf } from './library.js';
import { type Product, withProduct, withSourceWithout } from './product.js';
import type { Outcome, Row } from './row.js';
import { sample } from './sample.js';
import { writeFile } from './stores.js';

/** Something hostile, and the command lines that may be led astray by it. */
interface Attack {
  what: string;
  prepare?: (folder: string) => void;
  commands: ReadonlyArray<readonly string[]>;
  env?: Record<string, string>;
}

/** What git would take for an option, or for a place outside. */
const revisions = ['--output=marker', '--upload-pack=touch marker', '--exec=touch marker', '-O../outside/secret.txt']
  .concat(['--no-index', '--ext-diff', '--textconv', '--git-dir=../outside', '-c core.fsmonitor=touch marker'])
  .concat([
    'ext::sh -c touch% marker',
    '--help',
    '--',
    '-',
    'HEAD:../outside/secret.txt',
    ':/',
    '@{-1}',
    '\0',
    '../outside',
  ])
  .concat([
    'HEAD\n--output=marker',
    'HEAD..--output=marker',
    '$(touch marker)',
    '`touch marker`',
    'HEAD^{/$(touch marker)}',
  ]);

const stored = Object.values(references).filter((reference) => reference.trim() !== '');

const attacks: readonly Attack[] = [
  ...Object.entries(references).map(([what, word]) => ({
    what: `a reference: ${what}`,
    commands: askers.map((ask) => ask(word)),
  })),
  ...Object.entries(references).map(([what, word]) => ({
    what: `a slug and a title: ${what}`,
    commands: [['create', `--title=${word}x`, `--slug=${word}`]],
  })),
  ...stored.map((target) => ({
    what: `a stored relation: ${JSON.stringify(target).slice(0, 40)}`,
    prepare: (folder: string) =>
      writeFile(
        join(folder, `work-items/${good}/item.md`),
        item('Good', 'planning', `depends_on: ${JSON.stringify([target])}\n`),
      ),
    commands: [['show', good, '--inverse'], ['start', good], ['relate', '--graph', good], ['doctor']],
  })),
  ...directoryNames.map((name) => ({
    what: `an id: ${JSON.stringify(name).slice(0, 40)}`,
    prepare: (folder: string) => writeFile(join(folder, 'work-items', name, 'item.md'), item('Bad')),
    commands: [['list'], ['show', '--', name], ['comment', '-m', 'text', '--', name], ['doctor']],
  })),
  ...Object.entries(artifactNames).map(([what, name]) => ({
    what: `an artifact: ${what}`,
    commands: [['artifact', 'add', good, 'given.txt', `--name=${name}`]],
  })),
  ...Object.entries(nowhere).flatMap(([what, path]) => [
    {
      what: `a store: ${what}`,
      env: { WORK_ITEMS_DIR: path },
      commands: [['list'], ['show', good], ['create', 'New'], ['doctor']],
    },
    {
      what: `a directory: ${what}`,
      commands: [
        ['list', `--directory=${path}`],
        ['create', 'New', `--directory=${path}`],
      ],
    },
  ]),
  ...links.map(({ what, at, to, stops }) => ({
    what: `a link in place of ${what}`,
    prepare: (folder: string) => {
      const link = join(folder, 'work-items', at);
      rmSync(link, { recursive: true, force: true });
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(folder, to), link);
    },
    commands: [...stops, ...everything, ...elsewhere, ['doctor'], ['migrate'], ['export', '-o', '-']],
  })),
  ...revisions.map((revision) => ({
    what: `an option of git: ${JSON.stringify(revision)}`,
    prepare: repository,
    commands: [['doctor', `--since=${revision}`]],
  })),
];

/** Fewer are the short form. */
const every = 200;

export const hostilePaths: Row = {
  name: 'hostile paths',
  done: (size) =>
    `${size < every ? size : attacks.length} ids, references, names, links and options of git that lead elsewhere, given to every command that takes them, beside a folder that nobody may read or write`,
  full: every,
  short: 30,
  run: (size, seed) => withProduct((product) => lead(product, size, seed)),
  controls: [
    {
      without: 'the path guard: links below the store are followed',
      run: (seed) =>
        withSourceWithout(
          {
            file: 'src/files/safe-path.ts',
            text: '    if (found.isSymbolicLink()) throw symbolicLink(path);\n',
            instead: '',
          },
          (product) =>
            lead(
              product,
              30,
              seed,
              attacks.filter(({ what }) => what.startsWith('a link')),
            ),
        ),
    },
  ],
};

function lead(product: Product, size: number, seed: number, all = attacks): Promise<Outcome> {
  return withFolder(async (folder) => {
    const ask = await commandLineOf(product);
    const chosen = size < every ? sample(all, size, seededRandom(seed)) : all;
    const problems: string[] = [];
    let asked = 0;
    for (const [n, attack] of chosen.entries()) {
      const at = join(folder, String(n));
      problems.push(...(await meet(ask, attack, at)).map((problem) => `${attack.what}: ${problem}`));
      asked += attack.commands.length;
      rmSync(at, { recursive: true });
    }
    return {
      reached: `${chosen.length} of them in ${asked} command lines: ${problems.length} paths touched or told outside the store`,
      problems,
    };
  }, quickest);
}

async function meet(ask: Ask, { prepare, commands, env = {} }: Attack, folder: string): Promise<string[]> {
  for (const [path, text] of Object.entries(guardedWorld)) writeFile(join(folder, path), text);
  symlinkSync('circle', join(folder, 'circle'));
  prepare?.(folder);
  const before = outside(folder);
  const problems: string[] = [];
  for (const words of commands) {
    const { status, stdout, stderr } = await ask(folder, words, { env, stdin: item('New') });
    const command = words.slice(0, 2).join(' ').slice(0, 40);
    if (`${stdout}${stderr}`.includes(secret)) problems.push(`${command} tells what lies outside`);
    if (status === 70) problems.push(`${command} fails without a name`);
  }
  const after = outside(folder);
  const paths = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const path of paths) if (before[path] !== after[path]) problems.push(`${path} was touched`);
  return problems;
}

/** Everything beside the store, what git keeps included: kinds, links and bytes. */
function outside(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (below: string): void => {
    for (const name of readdirSync(join(folder, below))) {
      const path = join(below, name);
      const stats = lstatSync(join(folder, path));
      if (path === 'work-items' && stats.isDirectory()) continue;
      if (stats.isDirectory()) {
        found[path] = 'directory';
        visit(path);
      } else
        found[path] = stats.isSymbolicLink()
          ? `-> ${readlinkSync(join(folder, path))}`
          : readFileSync(join(folder, path), 'latin1');
    }
  };
  visit('');
  return found;
}

function repository(folder: string): void {
  const git = (...words: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=hare', '-c', 'user.email=hare@forest', ...words]);
  git('init', '-q');
  git('add', 'work-items');
  git('commit', '-q', '-m', 'All of it');
}
