import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkStore } from '../src/actions/check-store.js';
import { type App, openApp } from '../src/actions/open-app.js';
import { read } from '../src/actions/steps.js';
import { TicketsError } from '../src/errors.js';
import type { StoredTicket } from '../src/store/ticket-store.js';
import type { Library } from './library.js';

export type Layout = 'flat' | 'by-status';

/** An empty store in `work-items/` below a folder. */
export function writeStore(folder: string, layout: Layout, config = ''): void {
  const files: Record<string, string> =
    layout === 'flat'
      ? { 'config.yaml': config }
      : { 'open/.gitkeep': '', 'pending/.gitkeep': '', 'closed/.gitkeep': '' };
  for (const [name, text] of Object.entries(files)) writeFile(join(folder, 'work-items', name), text);
}

export function writeFile(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

export const startOfTime = '2026-06-18T14:33:50Z';

/** The store below a folder, opened in this process by the source. */
export function openAt(folder: string, at = startOfTime): Promise<App> {
  return openApp({ cwd: folder, env: { TICKETS_AUTHOR: 'hare' }, now: () => new Date(at) });
}

/** The clock of whatever is done to a store after that. */
export const later = '2026-06-19T00:00:00Z';

/** The same by a library that was built. */
export function openWith(library: Library, folder: string, at: string): Promise<App> {
  return library.openApp({ cwd: folder, env: { TICKETS_AUTHOR: 'hare' }, now: () => new Date(at) });
}

/** A ticket as it stands; undefined where it cannot be read, which without a guard may well be. */
export async function readIfPossible(folder: string, id: string): Promise<StoredTicket | undefined> {
  try {
    return await read(await openAt(folder), id);
  } catch (error) {
    if (error instanceof TicketsError) return undefined;
    throw error;
  }
}

export type Tree = Record<string, string>;

/** All that a reader of the store can see: directories, and files with their text. Ids of events are made alike. */
export function treeOf(folder: string): Tree {
  const root = join(folder, 'work-items');
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const tree: Tree = {};
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(root.length + 1);
    if (name.split('/')[0] === '.state') continue;
    tree[name] = entry.isFile() ? withoutEventIds(readFileSync(path, 'utf8')) : '';
  }
  return tree;
}

/** They are random, so that two runs of one change differ in nothing else. */
function withoutEventIds(text: string): string {
  return text.replace(/^(<!-- event: \w+ id: )[0-9a-z]{8} /gm, '$1* ');
}

/** The paths by which two trees differ. */
export function differing(one: Tree, other: Tree): string[] {
  const paths = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...paths].filter((path) => one[path] !== other[path]);
}

/** What is no leftover in a state directory; `pods` is where hooks note whom they told. */
const belongs = ['tmp', '.gitignore', 'pods'];

/** What lies in the state directory besides what always does. */
export function leftovers(folder: string): string[] {
  const state = join(folder, 'work-items/.state');
  const names = readdirSync(state).filter((name) => !belongs.includes(name));
  return [...names, ...readdirSync(join(state, 'tmp')).map((name) => `tmp/${name}`)];
}

/** What is wrong with a store as a whole: what doctor finds, and what lies about and is a fault. */
export async function complaints(folder: string, isFault = (_: string) => true): Promise<string[]> {
  const { findings } = await checkStore(await openAt(folder));
  const left = leftovers(folder).filter(isFault);
  return [
    ...findings.map(({ code, path }) => `doctor: ${code} in ${path}`),
    ...(left.length > 0 ? [`left in .state: ${left.join(' ')}`] : []),
  ];
}
