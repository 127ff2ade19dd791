import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Said, type Surface, say } from '../test/helpers/command-line.js';
import type { Product } from './product.js';

export type Library = typeof import('../src/index.js');

/** The library of a built product, in this process: without its guard where one was taken out. */
export function libraryOf({ root }: Product): Promise<Library> {
  return import(/* @vite-ignore */ pathToFileURL(join(root, 'dist/index.js')).href);
}

export type Ask = (cwd: string, words: readonly string[], surface?: Surface) => Promise<Said>;

/** The command line of a product, in this process, from the source that it is built from. */
export async function commandLineOf({ root }: Product): Promise<Ask> {
  const load = (name: string) => import(/* @vite-ignore */ pathToFileURL(join(root, 'src/cli', `${name}.ts`)).href);
  const { runCommandLine }: typeof import('../src/cli/door.js') = await load('door');
  const { registry }: typeof import('../src/cli/registry.js') = await load('registry');
  return (cwd, words, surface = {}) => say({ runCommandLine, registry }, cwd, words, surface);
}
