import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';
import { errnoOf } from '../files/file-layer.js';
import type { Step } from '../files/journal-record.js';
import { readRegularFileIfPresent, unreadableFile } from '../files/safe-path.js';
import { type FlatFiles, flattenTicket } from '../tickets/flatten.js';
import { isId, type Status } from '../tickets/ticket.js';
import { exists, type Layout, listPlaces, type Place, statusFoldersOf } from './layout.js';
import { olderRelationsFile, type TicketStore } from './ticket-store.js';

/** Something that has to be settled before a store can be migrated; `path` is relative to the root. */
export interface Obstacle {
  code: string;
  path: string;
  line: number | null;
  message: string;
}

/** What happens to one ticket; of those to which nothing happens there is none. */
export interface PlannedTicket extends Pick<FlatFiles, 'quoted' | 'state' | 'copied' | 'notes'> {
  id: string;
  from: string;
  to: string;
}

export interface MigrationPlan {
  layout: Layout;
  tickets: PlannedTicket[];
  /** Other files of the status directories, which come along. */
  files: Array<{ from: string; to: string }>;
  removed: string[];
  obstacles: Obstacle[];
  steps: Step[];
}

/** All that leads from the store as it is to the flat layout, and what is in the way of it. Only reads. */
export function planMigration(store: TicketStore, at: string): MigrationPlan {
  const { layout, places } = listPlaces(store.root);
  const plan: MigrationPlan = { layout, tickets: [], files: [], removed: [], obstacles: [], steps: [] };
  const folders = statusFoldersOf(store.root);
  findLinksAtTop(store, plan);
  findTwins(places, plan);
  for (const place of places) noting(plan, store, pathOf(place), () => planTicket(store, place, at, plan));
  for (const folder of folders) noting(plan, store, folder, () => planRest(store, folder, plan));
  findTaken(plan);
  for (const folder of folders) plan.steps.push({ kind: 'rmdir', path: folder });
  plan.removed.push(...folders);
  // Each path of the others is where its file will be, so no move has to be looked for behind them.
  plan.steps.sort((a, b) => Number(b.kind === 'move') - Number(a.kind === 'move'));
  return plan;
}

/** A link in place of a status directory or a ticket may stand for tickets that nobody sees. */
function findLinksAtTop({ root }: TicketStore, plan: MigrationPlan): void {
  for (const { path, code } of listPlaces(root).strangers)
    if (code === 'symbolic_link') plan.obstacles.push(link(path));
}

function findTwins(places: readonly Place[], plan: MigrationPlan): void {
  const seen = new Map<string, Place>();
  for (const place of places) {
    const twin = seen.get(place.id.toLowerCase());
    seen.set(place.id.toLowerCase(), place);
    if (twin === undefined || (twin.folder === '' && place.folder === '')) continue;
    const message = `the ticket lies in ${pathOf(twin)} too: bring its files together in one of them`;
    plan.obstacles.push({ code: 'ticket_in_two_places', path: pathOf(place), line: null, message });
  }
}

function planTicket(store: TicketStore, place: Place, at: string, plan: MigrationPlan): void {
  const [from, to] = [pathOf(place), place.id];
  const flat = flatten(place, at);
  if (flat === undefined) return;
  if (place.folder !== '') {
    if (isFile(below(store.root, to))) plan.obstacles.push(taken(from, to));
    findLinks(store, from, plan);
    plan.steps.push({ kind: 'move', from, to });
  }
  const { item, relations, quoted, state, copied, notes, conflict } = flat;
  if (conflict !== null) plan.obstacles.push({ ...conflict, path: `${from}/item.md` });
  if (item !== null) plan.steps.push({ kind: 'write', path: `${to}/item.md`, content: item });
  if (relations !== null)
    plan.steps.push({ kind: 'write', path: `${to}/artifacts/relations.json`, content: Buffer.from(relations) });
  if (from !== to || item !== null || relations !== null || notes.length > 0)
    plan.tickets.push({ id: place.id, from, to, quoted, state, copied, notes });
}

/** What cannot be read is in the way too: nobody can say what moving it would do. */
function noting(plan: MigrationPlan, { root }: TicketStore, path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof TicketsError)) throw error;
    plan.obstacles.push({ code: error.code, path, line: null, message: error.message.replaceAll(`${root}/`, '') });
  }
}

function flatten(place: Place, at: string): FlatFiles | undefined {
  const status = place.folder === '' ? null : place.folder;
  const relations = olderRelationsFile(place) ?? null;
  if (status === null && relations === null) return undefined;
  const item = readRegularFileIfPresent(below(place.directory, 'item.md'));
  return flattenTicket({ id: place.id, item: item ?? new Uint8Array(), status, relations }, at);
}

/** What lies in a status directory beside its tickets: nothing of it may be lost, and nothing is left to hold it. */
function planRest({ root }: TicketStore, folder: Status, plan: MigrationPlan): void {
  for (const entry of entriesOf(below(root, folder))) {
    const path = `${folder}/${entry.name}`;
    if (entry.isSymbolicLink() || (entry.isDirectory() && isId(entry.name))) continue;
    if (entry.name === '.gitkeep' && isEmpty(below(root, path))) {
      plan.removed.push(path);
      plan.steps.push({ kind: 'delete', path });
    } else if (entry.isFile() && isId(entry.name)) {
      plan.files.push({ from: path, to: entry.name });
      plan.steps.push({ kind: 'move', from: path, to: entry.name });
      if (exists(below(root, entry.name))) plan.obstacles.push(taken(path, entry.name));
    } else plan.obstacles.push(stranger(path));
  }
}

/** A directory there would be a ticket, and its twin has been found. */
function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

function isEmpty(file: string): boolean {
  return readRegularFileIfPresent(file)?.length === 0;
}

/** Two things that come from different status directories, or that meet something at the top of the store. */
function findTaken(plan: MigrationPlan): void {
  const seen = new Set<string>();
  for (const { from, to } of plan.files) {
    if (seen.has(to.toLowerCase())) plan.obstacles.push(taken(from, to));
    seen.add(to.toLowerCase());
  }
  for (const { id, from } of plan.tickets) if (seen.has(id.toLowerCase())) plan.obstacles.push(taken(from, id));
}

function findLinks({ root }: TicketStore, from: string, plan: MigrationPlan): void {
  for (const entry of entriesOf(below(root, from), true))
    if (entry.isSymbolicLink()) plan.obstacles.push(link(below(entry.parentPath, entry.name).slice(root.length + 1)));
}

function entriesOf(directory: string, recursive = false): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true, recursive });
  } catch (error) {
    throw unreadableFile(directory, errnoOf(error) ?? String(error));
  }
}

function pathOf({ folder, id }: Place): string {
  return folder === '' ? id : `${folder}/${id}`;
}

function link(path: string): Obstacle {
  const message = 'a symbolic link, which is not followed: put the file or directory itself in its place';
  return { code: 'symbolic_link', path, line: null, message };
}

function taken(path: string, to: string): Obstacle {
  return {
    code: 'already_exists',
    path,
    line: null,
    message: `${to} is there already: give one of the two another name`,
  };
}

function stranger(path: string): Obstacle {
  return {
    code: 'bad_id',
    path,
    line: null,
    message: 'this is no ticket, and its name cannot stand at the top: move it elsewhere',
  };
}
