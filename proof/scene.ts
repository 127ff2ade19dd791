import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { createTicket } from '../src/actions/create-ticket.js';
import { read } from '../src/actions/steps.js';
import { threadOf } from '../src/store/ticket-store.js';
import { tickets as ticketsHere } from '../test/helpers/command-line.js';
import { withFolder } from './folder.js';
import { tickets } from './processes.js';
import type { Product } from './product.js';
import { type Layout, openAt, type Tree, treeOf, writeStore } from './stores.js';

export type Some<T> = readonly [T, ...T[]];

/** A store, the tickets that are changed in it, and one whose comments show that the next writer was let in. */
export interface Scene {
  product: Product;
  folder: string;
  layout: Layout;
  subjects: Some<string>;
  witness: string;
  visits: number;
}

export async function newScene(product: Product, folder: string, layout: Layout): Promise<Scene> {
  writeStore(folder, layout);
  const app = await openAt(folder);
  const make = async (title: string) => (await createTicket(app, { title })).ticket.id;
  const subjects: Some<string> = [await make('One'), await make('Two'), await make('Three')];
  return { product, folder, layout, subjects, witness: await make('Witness'), visits: 0 };
}

/** The next writer: it has to get in, and recovers what the one before it has left. */
export async function visit(scene: Scene, at: string): Promise<string[]> {
  const words = ['comment', scene.witness, '-m', `Visit ${scene.visits + 1}.`];
  const { code, stderr } = await tickets(scene.product, scene.folder, words, { TICKETS_NOW: at });
  if (code !== 0) return [`the next command ended with exit ${code}: ${stderr}`];
  scene.visits++;
  return [];
}

export async function visitsLost({ folder, witness, visits }: Scene): Promise<string[]> {
  const { events } = threadOf(await read(await openAt(folder), witness));
  const found = events.filter(({ kind }) => kind === 'comment').length;
  return found === visits ? [] : [`${found} of the ${visits} comments between the kills are there`];
}

/** The store without the visits to it. */
export function seen(scene: Scene): Tree {
  return withoutWitness(treeOf(scene.folder), scene);
}

function withoutWitness(tree: Tree, { witness }: Scene): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !path.includes(witness)));
}

/** What a command comes to, by the same command on a copy of the store, undisturbed. */
export function outcomeOf(scene: Scene, words: readonly string[], at: string): Promise<Tree> {
  return withFolder(async (folder) => {
    cpSync(join(scene.folder, 'work-items'), join(folder, 'work-items'), { recursive: true });
    await undisturbed(folder, words, at);
    return withoutWitness(treeOf(folder), scene);
  });
}

/** A command line in this process, from the source. */
export async function undisturbed(folder: string, words: readonly string[], at: string): Promise<void> {
  const { status, stderr } = await ticketsHere(folder, words, { at });
  if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}, though undisturbed: ${stderr}`);
}
