import { lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { TicketsError } from '../errors.js';
import { errnoOf } from '../files/file-layer.js';
import { readRegularFile, symbolicLink, unreadableFile } from '../files/safe-path.js';
import { isDirectory } from '../store/find-root.js';
import type {
  ForeignFile,
  ForeignFinding,
  ForeignStore,
  ForeignTicket,
  ForeignTool,
} from '../tickets/foreign/foreign-ticket.js';
import { backlogFolders, readBacklog } from '../tickets/foreign/read-backlog.js';
import { readBeads } from '../tickets/foreign/read-beads.js';
import { readTk } from '../tickets/foreign/read-tk.js';

/** What another tool keeps at `path`: its store, or the folder of the project that holds it. */
export function readForeign(tool: ForeignTool, cwd: string, path: string): ForeignStore {
  const store: ForeignStore = { tickets: [], findings: [] };
  const show = (file: string) => join(path, file);
  const root = resolve(cwd, path);
  if (tool === 'tk') readTkStore(root, show, store);
  else if (tool === 'backlog') readBacklogProject(root, show, store);
  else readBeadsFile(root, show, store);
  findDuplicates(store);
  return store;
}

type Show = (file: string) => string;

function readTkStore(root: string, show: Show, store: ForeignStore): void {
  const folder = [join(root, '.tickets'), ...(holdsMarkdown(root) ? [root] : [])].find(isDirectory);
  if (folder === undefined) throw foreignNotFound(root, '.tickets/');
  for (const file of markdownIn(folder, relativeTo(root, show), store.findings))
    add(store, readTk(file, store.findings));
}

function holdsMarkdown(folder: string): boolean {
  return isDirectory(folder) && readdirSync(folder).some((name) => name.endsWith('.md'));
}

function readBacklogProject(root: string, show: Show, store: ForeignStore): void {
  const folders = [join(root, 'backlog'), join(root, '.backlog'), root, dirname(root)];
  const isTasks = basename(root) === 'tasks' && isDirectory(root);
  const project = isTasks ? dirname(root) : folders.slice(0, 3).find((folder) => isDirectory(join(folder, 'tasks')));
  if (project === undefined) throw foreignNotFound(root, 'backlog/tasks/');
  const live = new Set<string>();
  for (const folder of backlogFolders) {
    if (!isDirectory(join(project, folder))) continue;
    for (const file of markdownIn(join(project, folder), relativeTo(root, show), store.findings)) {
      const ticket = readBacklog(file, folder, store.findings);
      if (ticket === undefined) continue;
      // Backlog.md gives the number of an archived task to a new one.
      const isTaken = folder.startsWith('archive') && live.has(ticket.legacyId.toLowerCase());
      if (isTaken) ticket.legacyId = `archive/${ticket.legacyId}`;
      live.add(ticket.legacyId.toLowerCase());
      add(store, ticket);
    }
  }
}

function readBeadsFile(root: string, show: Show, store: ForeignStore): void {
  const names = ['.beads/issues.jsonl', 'issues.jsonl', '.beads/beads.jsonl', 'beads.jsonl'];
  const file = isDirectory(root)
    ? names.map((name) => join(root, name)).find(isThere)
    : isThere(root)
      ? root
      : undefined;
  if (file === undefined) throw foreignNotFound(root, '.beads/issues.jsonl');
  const read = readOne(file, relativeTo(root, show), store.findings);
  if (read !== undefined) store.tickets.push(...readBeads(read, store.findings));
}

function add(store: ForeignStore, ticket: ForeignTicket | undefined): void {
  if (ticket !== undefined) store.tickets.push(ticket);
}

function relativeTo(root: string, show: Show): Show {
  return (file) => show(file === root ? '' : file.slice(root.length + 1)).replace(/\/$/, '');
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function markdownIn(folder: string, show: Show, findings: ForeignFinding[]): ForeignFile[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.md') && !name.startsWith('.'))
    .flatMap((name) => readOne(join(folder, name), show, findings) ?? []);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw unreadableFile(folder, errnoOf(error) ?? String(error));
  }
}

/** A link is not followed: nobody knows whose file it would bring in. */
function readOne(file: string, show: Show, findings: ForeignFinding[]): ForeignFile | undefined {
  const path = show(file);
  try {
    if (lstatSync(file).isSymbolicLink()) throw symbolicLink(path);
    return { path, bytes: readRegularFile(file) };
  } catch (error) {
    if (!(error instanceof TicketsError)) throw error;
    findings.push({ severity: 'error', code: error.code, path, line: 1, message: error.message });
    return undefined;
  }
}

function findDuplicates({ tickets, findings }: ForeignStore): void {
  const seen = new Map<string, ForeignTicket>();
  for (const ticket of tickets) {
    const { path, line, legacyId } = ticket;
    const first = seen.get(legacyId.toLowerCase());
    if (first === undefined) seen.set(legacyId.toLowerCase(), ticket);
    else if (legacyId !== '')
      findings.push({
        severity: 'error',
        code: 'duplicate_id',
        path,
        line,
        message: `${legacyId} stands in ${first.path}:${first.line} too`,
      });
  }
}

function foreignNotFound(path: string, wanted: string): TicketsError {
  return new TicketsError({
    kind: 'not_found',
    code: 'foreign_not_found',
    message: `there is no ${wanted} in ${path}`,
    hints: ['name the project that holds it, or the store itself'],
    data: { path, wanted },
  });
}
