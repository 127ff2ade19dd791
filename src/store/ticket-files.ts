import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { below } from '../files/below.js';
import { errnoOf } from '../files/file-layer.js';
import { notAFile, readRegularFile, symbolicLink, unreadableFile } from '../files/safe-path.js';
import type { Place } from './layout.js';

/** A file of a ticket, by its path below the ticket's directory. */
export interface TicketFile {
  path: string;
  bytes: Uint8Array;
  executable: boolean;
}

/** The paths of all files of a ticket, in order; a link or a special file among them is refused. */
export function listFiles({ directory }: Place): string[] {
  const entries = entriesOf(directory).filter((entry) => !entry.isDirectory());
  for (const entry of entries) {
    const path = below(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) throw symbolicLink(path);
    if (!entry.isFile()) throw notAFile(path);
  }
  return entries.map((entry) => below(entry.parentPath, entry.name).slice(directory.length + 1)).sort();
}

export function readFiles(place: Place): TicketFile[] {
  return listFiles(place).map((path) => {
    const file = below(place.directory, path);
    const bytes = readRegularFile(file);
    return { path, bytes, executable: isExecutable(file) };
  });
}

function isExecutable(file: string): boolean {
  return ((lstatSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o100) !== 0;
}

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true });
  } catch (error) {
    throw unreadableFile(directory, errnoOf(error) ?? String(error));
  }
}
