import { type Dirent, lstatSync, readdirSync, type Stats } from 'node:fs';
import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';
import { isId, isStatusName, type Status, statuses } from '../tickets/ticket.js';

/** Where in the store a ticket lies: at the top (flat), or in an older store's status directory. */
export type Folder = '' | Status;

export interface Place {
  id: string;
  folder: Folder;
  directory: string;
}

export type Layout = 'flat' | 'by-status' | 'mixed';

/** What ought to be a ticket and cannot be, by its path below the root. */
export interface Stranger {
  path: string;
  code: 'symbolic_link' | 'bad_id';
}

export interface Listing {
  layout: Layout;
  /** In the order of their folders (flat, open, pending, closed), then of their ids. */
  places: Place[];
  strangers: Stranger[];
}

/** One readdir a folder; nothing is opened but what tells the layouts apart. */
export function listPlaces(root: string): Listing {
  const listing: Listing = { layout: 'flat', places: [], strangers: [] };
  const entries = readEntries(root);
  const named = entries.filter((entry) => isStatusName(entry.name));
  const folders = statuses.filter((status) => isStatusFolder(root, status, named));
  collect(listing, root, '', entries);
  for (const entry of named)
    if (entry.isDirectory() && !folders.some((folder) => folder === entry.name))
      listing.strangers.push({ path: entry.name, code: 'bad_id' });
  if (folders.length > 0) listing.layout = listing.places.some(hasItem) ? 'mixed' : 'by-status';
  for (const folder of folders) collect(listing, root, folder, readEntries(below(root, folder)));
  return listing;
}

/** The layout alone, without a readdir where no status directory exists. */
export function findLayout(root: string): Layout {
  return hasStatusFolders(root) ? listPlaces(root).layout : 'flat';
}

/** Whether this is, wholly or in part, a store of the older kind. */
export function hasStatusFolders(root: string): boolean {
  return statusFoldersOf(root).length > 0;
}

/** The status directories of an older store that are there. */
export function statusFoldersOf(root: string): Status[] {
  return statuses.filter((status) => isFolderWithoutItem(below(root, status)));
}

function isStatusFolder(root: string, status: Status, entries: readonly Dirent[]): boolean {
  return entries.some((entry) => entry.name === status) && isFolderWithoutItem(below(root, status));
}

function isFolderWithoutItem(path: string): boolean {
  return isOwnDirectory(path) && !exists(below(path, 'item.md'));
}

function hasItem(place: Place): boolean {
  return exists(below(place.directory, 'item.md'));
}

export function exists(path: string): boolean {
  return look(path) !== undefined;
}

function isOwnDirectory(path: string): boolean {
  return look(path)?.isDirectory() ?? false;
}

function look(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw storeUnreadable(path, error);
  }
}

function readEntries(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    throw storeUnreadable(directory, error);
  }
}

function collect(listing: Listing, root: string, folder: Folder, entries: readonly Dirent[]): void {
  const above = folder === '' ? '' : `${folder}/`;
  const parent = `${root}/${above}`;
  const ids: string[] = [];
  for (const entry of entries) {
    const { name } = entry;
    if (name.startsWith('.')) continue;
    if (entry.isSymbolicLink()) listing.strangers.push({ path: above + name, code: 'symbolic_link' });
    else if (!entry.isDirectory()) continue;
    else if (isId(name)) ids.push(name);
    else if (folder !== '' || !isStatusName(name)) listing.strangers.push({ path: above + name, code: 'bad_id' });
  }
  for (const id of ids.sort()) listing.places.push({ id, folder, directory: parent + id });
}

/** The names in a flat store that hold `fragment`, in any case: whether they are tickets is not looked at. */
export function findNames(root: string, fragment: string): string[] {
  const wanted = fragment.toLowerCase();
  try {
    return readdirSync(root).filter((name) => name.toLowerCase().includes(wanted));
  } catch (error) {
    throw storeUnreadable(root, error);
  }
}

/** The place of an exact id, without reading the store's listing; undefined where no such directory is. */
export function findPlace(root: string, id: string): Place | undefined {
  return findPlaces(root, id)[0];
}

/** The same, of an id that is written in other letters than its directory. */
export function findPlaceAnyCase(root: string, id: string): Place | undefined {
  const wanted = id.toLowerCase();
  return findPlace(root, id) ?? listPlaces(root).places.find((place) => place.id.toLowerCase() === wanted);
}

/** Every place of an exact id: more than one where a merge has left a ticket in two status directories. */
export function findPlaces(root: string, id: string): Place[] {
  if (!isId(id)) return [];
  return ['' as const, ...statusFoldersOf(root)].flatMap((folder): Place[] => {
    const directory = below(root, folder, id);
    return isOwnDirectory(directory) ? [{ id, folder, directory }] : [];
  });
}

function storeUnreadable(directory: string, error: unknown): TicketsError {
  return new TicketsError({
    kind: 'unreadable',
    code: 'store_unreadable',
    message: `${directory} cannot be looked at: ${error instanceof Error ? error.message : String(error)}`,
    hints: ['check that it exists and that you may read it'],
  });
}

export function mixedLayout(): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'mixed_layout',
    message:
      'this store has tickets at its top and in status directories: nothing can be created until it has one layout',
    hints: ['tickets doctor names them', 'tickets migrate --dry-run shows what would make it flat'],
  });
}
