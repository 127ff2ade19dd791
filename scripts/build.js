// Builds dist/: the command line as CommonJS in chunks that load when needed, the library as one ES module, its types.
// With --if-stale only what running needs (no types), and only if a source is newer than the last build.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
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
const neverBundled = ['typescript', 'pnpapi', 'wordwrap'];

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
    comments: { legal: true, annotation: false, jsdoc: false },
  },
});

const library = (folder) => ({
  input: { index: join(root, 'src/index.ts') },
  platform: 'node',
  external: /^[^./]/,
  output: { dir: folder, format: 'esm', entryFileNames: '[name].js', chunkFileNames: 'library/[name]-[hash].js' },
});

function buildTypes(folder) {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const options = ['-p', join(root, 'tsconfig.types.json'), '--outDir', join(folder, 'types')];
  const { status } = spawnSync(process.execPath, [tsc, ...options], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('the types do not compile');
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
    if (withTypes && existsSync(join(root, 'src/index.ts'))) buildTypes(folder);
    replaceDist(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const ifStale = process.argv.includes('--if-stale');
if (!ifStale || isStale()) await run({ withTypes: !ifStale });
