import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Product } from './product.js';

export type Library = typeof import('../src/index.js');

/** The library of a built product, in this process: without its guard where one was taken out. */
export function libraryOf({ root }: Product): Promise<Library> {
  return import(/* @vite-ignore */ pathToFileURL(join(root, 'dist/index.js')).href);
}
