import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keptFolder } from './folder.js';

/** A built product in a folder of its own: `bin/run.js`, `dist/index.js`, and the source they are made from. */
export interface Product {
  root: string;
}

/** A guard to be taken out: text that stands exactly once in a source file, and what is to stand there instead. */
export interface Cut {
  file: string;
  text: string;
  instead: string;
}

const repository = fileURLToPath(new URL('..', import.meta.url));
const parts = ['bin', 'src', 'scripts', 'package.json', 'package-lock.json'];

const products = new Map<string, Product>();

/** The product as it is built now. It is a copy, so that a build that somebody starts meanwhile does not get into it. */
export function withProduct<T>(work: (product: Product) => Promise<T>): Promise<T> {
  return work(once('', copyProduct));
}

/** The same product without one of its guards. */
export function withProductWithout<T>(cut: Cut, work: (product: Product) => Promise<T>): Promise<T> {
  return work(once(JSON.stringify(cut), () => buildWithout(cut)));
}

/** The same as source alone, which is enough for a command line in this process. */
export function withSourceWithout<T>(cut: Cut, work: (product: Product) => Promise<T>): Promise<T> {
  return work(once(`source ${JSON.stringify(cut)}`, () => sourceWithout(cut)));
}

/** Rows that need the same product share it: none of them writes into it. */
function once(key: string, make: () => Product): Product {
  const product = products.get(key) ?? make();
  products.set(key, product);
  return product;
}

function copyProduct(): Product {
  if (!existsSync(join(repository, 'dist/index.js'))) throw new Error('there is no build: npm run build makes one');
  const root = keptFolder();
  copy([...parts, 'dist'], root);
  return { root };
}

function sourceWithout(cut: Cut): Product {
  const root = keptFolder();
  copy(parts, root);
  takeOut(cut, root);
  return { root };
}

function buildWithout(cut: Cut): Product {
  const { root } = sourceWithout(cut);
  const built = spawnSync(process.execPath, [join(root, 'scripts/build.js'), '--if-stale'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the product does not build without ${cut.text}\n${built.stderr}`);
  return { root };
}

function copy(names: readonly string[], root: string): void {
  for (const name of names) cpSync(join(repository, name), join(root, name), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
}

/** A cut that does not find its text would leave the guard in, and the control would prove nothing. */
export function takeOut({ file, text, instead }: Cut, root: string): void {
  const path = join(root, file);
  const [before, after, ...more] = readFileSync(path, 'utf8').split(text);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${file} does not have this exactly once, so nothing was taken out: ${text}`);
  writeFileSync(path, `${before}${instead}${after}`);
}
