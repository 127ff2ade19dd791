// Builds dist/: the command line as CommonJS in chunks that load when needed, the library as one ES module, its types.
// With --if-stale only what running needs (no types), and only if a source is newer than the last build.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const sources = ['src', 'scripts', 'package.json', 'package-lock.json'];

/** The newest change below a path; a folder counts too, so that a removed file is noticed. */
function newest(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isStale() {
  const built = join(dist, 'cli', 'main.cjs');
  if (!existsSync(built)) return true;
  return sources.some((source) => newest(join(root, source)) > statSync(built).mtimeMs);
}

/** oclif asks for these only in its own development; a bundle that held them would be 8 MB larger. */
const neverBundled = ['typescript', 'pnpapi'];

/** What commands of a kind use is one file: opening and compiling many small ones costs more than reading them. */
const groups = {
  start: /src\/cli\/(version|write-all)\.ts$|package\.json$|rolldown\/runtime/,
  core: /src\/(errors|diagnostic|files\/(safe-path|file-layer)|tickets\/(transition|frontmatter|scan-fields|scan-scalars|quick-fields|ticket|config|relations|reference)|store\/(find-root|layout|read-item|resolve-reference|ticket-store|read-config)|git\/(read-user-name|find-common-dir)|actions\/(open-app|hooks-of|where|revision|blockers)|cli\/(this-process|door|call|cli-errors|error-answer|fast-door|global-flags|registry|terminal|app-of|command|render\/(visible|safe-json|style)))\.ts$/,
  look: /src\/cli\/render\/(table|width|time|markdown)\.ts$/,
  // What lists and doctor read plain items with.
  plain: /src\/tickets\/quick-shapes\.ts$/,
  listing:
    /src\/(tickets\/query|store\/(read-tickets|read-texts|scan)|actions\/(list-tickets|next-tickets|search-tickets|fitting)|cli\/(list-answer|query-flags|commands\/(list|next|blocked|search)|render\/tsv))\.ts$/,
  page: /src\/(actions\/(show-ticket|raw-item)|cli\/(ticket-page|commands\/show))\.ts$/,
  writing:
    /src\/(files\/(?!create-directory)|programs\/is-alive|hooks\/(run-hooks|plain-line|companion-words|tell-nobody|notice-message|hook-log)|pods\/(pods|pod-name|roles|edit-json|parse-metadata|delivery|outbox|json-log)\.ts|store\/change-ticket|actions\/(steps|companion-of|keep-records|log-hooks|open-pods|change-state|comment-ticket|texts|read-given)|tickets\/(edit-fields|edit-document|format-scalar|draft|gates|new-id)|cli\/(change-answer|state-command|text-input|commands\/(comment|close|done|queue|reopen|review|start)))/,
  // The quick look of doctor; what it hands over to is loaded where it must.
  diagnosing:
    /src\/(doctor\/(run-doctor|quick-ticket|choice|finding|finding-codes|place-in-file|checks\/(twins|relations|cycles|older-blocks|layout|root-files|special-files|state-directory|tracked))|git\/repository|actions\/check-store|tickets\/(quick-thread|time|cycles)|cli\/(confirm|commands\/doctor|render\/doctor-text))\.ts$/,
  // What a change needs besides where there are pods: it tells one of them.
  telling:
    /src\/(hooks\/(companion-hook|ensure-pair)|pods\/(notify|client|wire|json-lines|protocol|metadata|peers|visibility|socket-path|sha256|clock|token))\.ts$/,
};

const cli = (folder) => ({
  input: { main: join(root, 'src/cli/main.ts') },
  platform: 'node',
  external: neverBundled,
  // gray-matter holds an eval; tickets/frontmatter.ts never lets it run.
  checks: { eval: false },
  output: {
    dir: join(folder, 'cli'),
    format: 'cjs',
    strict: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    minify: true,
    codeSplitting: {
      groups: Object.entries(groups).map(([name, test], i) => ({ name, test, priority: 10 - i })),
    },
    comments: { legal: true, annotation: false, jsdoc: false },
  },
});

const library = (folder) => ({
  input: { index: join(root, 'src/index.ts') },
  platform: 'node',
  external: /^[^./]/,
  // What a command loads late is part of a library that is loaded whole.
  checks: { ineffectiveDynamicImport: false },
  output: { dir: folder, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'library/[name]-[hash].js' },
});

function buildTypes(folder) {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const options = ['-p', join(root, 'tsconfig.types.json'), '--outDir', join(folder, 'types')];
  const { status } = spawnSync(process.execPath, [tsc, ...options], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('the types do not compile');
}

/**
 * Makes of each chunk what bin/run.js compiles as it is: a function, in ASCII, which needs no decoding, that gives its
 * exports as plain values, since a getter for each is slow to set up.
 */
function writeForStart(folder) {
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8').replace(exportGetters, plainExports);
    const ascii = Array.from(text, (letter) => (letter > '~' ? escaped(letter) : letter)).join('');
    writeFileSync(join(folder, name), `(function (exports, require, module, __filename) {${ascii}\n})`);
  }
}

/** The last statements of a chunk. By then all that it exports has its value, and none is given another later. */
const getter = /Object\.defineProperty\(exports,("[\w$]+"),\{enumerable:!0,get:function\(\)\{return ?([^{}]+)\}\}\)/g;
const exportGetters = new RegExp(`(?:${getter.source}[,;]\\s*)+$`);

function plainExports(getters) {
  return getters.replace(getter, 'exports[$1]=$2');
}

function escaped(letter) {
  const units = letter.length === 1 ? [letter.charCodeAt(0)] : [letter.charCodeAt(0), letter.charCodeAt(1)];
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** Keeps what V8 compiles of the chunks. The build is whole without it, so that a machine where it fails still has one. */
function warm(folder) {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/warm.js'), join(folder, 'cli')], {
    env,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  if (status === 3) console.error('note: no Companion went live, so changes that one hears of start a little later');
  else if (status !== 0) console.error('note: the build is not warmed up; commands start a little later');
}

/** Two builds at once each finish their own folder; the later one stays, and nobody meets half of either. */
function replaceDist(folder) {
  const old = `${folder}-old`;
  for (let attempt = 0; ; attempt++) {
    try {
      if (existsSync(dist)) renameSync(dist, `${old}-${attempt}`);
      renameSync(folder, dist);
      break;
    } catch (error) {
      if (attempt === 20) throw error;
    }
  }
  for (const name of readdirSync(root))
    if (join(root, name).startsWith(old)) rmSync(join(root, name), { recursive: true });
}

async function run({ withTypes }) {
  const folder = `${dist}.tmp-${process.pid}`;
  mkdirSync(folder);
  try {
    const bundles = [cli(folder), ...(existsSync(join(root, 'src/index.ts')) ? [library(folder)] : [])];
    await build(bundles.map((bundle) => ({ ...bundle, logLevel: 'warn' })));
    writeForStart(join(folder, 'cli'));
    warm(folder);
    if (withTypes && existsSync(join(root, 'src/index.ts'))) buildTypes(folder);
    replaceDist(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ifStale = process.argv.includes('--if-stale');
if (!ifStale || isStale()) await run({ withTypes: !ifStale });
