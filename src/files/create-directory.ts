import { dirname } from 'node:path';
import { below } from './below.js';
import { type FileLayer, nodeFiles } from './file-layer.js';
import type { DirectoryContent } from './journal-record.js';
import { safePath } from './safe-path.js';
import {
  makeParents,
  quietly,
  randomName,
  removeQuietly,
  syncDirectory,
  unmakeDirectory,
  writeNew,
} from './staging.js';
import { alreadyExists, unwritable, writeUnconfirmed } from './unwritable.js';

export interface NewDirectory {
  root: string;
  stateDir: string;
  /** Where it is to be, relative to the root. */
  target: string;
  /** Its files, by their paths relative to it. */
  content: DirectoryContent;
  files?: FileLayer;
}

/**
 * A reader sees the new directory whole or not at all. It never takes the place of another, not even of an empty one;
 * that nobody makes one between look and rename, the lock must see to.
 */
export function createDirectory({ root, stateDir, target, content, files = nodeFiles }: NewDirectory): void {
  const path = safePath(root, target.split('/'), files);
  const staged = below(stateDir, 'tmp', randomName());
  const made: string[] = [];
  try {
    buildDirectory(staged, content, files);
    if (files.lstat(path) !== undefined) throw alreadyExists(path);
    makeParents(root, target.split('/'), (parent) => made.push(parent), files);
    files.rename(staged, path);
    confirm(path, made, staged, files);
  } catch (error) {
    for (const parent of made.reverse()) quietly(() => unmakeDirectory(parent, files));
    removeQuietly(staged, files);
    throw unwritable(path, error);
  }
}

/** All of a new directory where no reader looks, synced. */
export function buildDirectory(staged: string, content: DirectoryContent, files: FileLayer): void {
  const directories = [staged];
  files.mkdir(staged);
  for (const [name, file] of Object.entries(content)) {
    const path = safePath(staged, name.split('/'), files);
    makeParents(staged, name.split('/'), (made) => directories.push(made), files);
    if (file instanceof Uint8Array) writeNew(path, { bytes: file, sync: true }, files);
    else writeNew(path, { bytes: file.executable, mode: executableMode(), sync: true }, files);
  }
  for (const directory of directories) syncDirectory(directory, files);
}

/** What a shell would give a new program. */
function executableMode(): number {
  return 0o777 & ~process.umask();
}

function confirm(path: string, made: readonly string[], staged: string, files: FileLayer): void {
  try {
    for (const changed of [path, ...made]) syncDirectory(dirname(changed), files);
  } catch (error) {
    takeBack(path, staged, files);
    throw error;
  }
}

function takeBack(path: string, staged: string, files: FileLayer): void {
  try {
    files.rename(path, staged);
  } catch {
    throw writeUnconfirmed(path);
  }
}
