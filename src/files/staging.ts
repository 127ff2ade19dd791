import { constants } from 'node:fs';
import { dirname } from 'node:path';
import { below } from './below.js';
import { errnoOf, type FileLayer } from './file-layer.js';
import { notAFile, readRegularFile, symbolicLink } from './safe-path.js';

const createFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** Sixteen hexadecimal digits. What has such a name is made so that a second one of the same name is refused. */
export function randomName(): string {
  return Array.from({ length: 16 }, () => Math.floor(Math.random() * 16).toString(16)).join('');
}

/** The names that this room gives to what it puts in tmp/; nothing else there is ever touched. */
export function isOurName(name: string): boolean {
  return /^[0-9a-f]{16}(\.before)?$/.test(name);
}

/** The permissions of the plain file at `path`; undefined where nothing is. Anything else is refused. */
export function modeOf(path: string, files: FileLayer): number | undefined {
  const stats = files.lstat(path);
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) throw symbolicLink(path);
  if (!stats.isFile()) throw notAFile(path);
  return stats.mode & 0o7777;
}

interface NewFile {
  bytes: Uint8Array;
  mode?: number | undefined;
  sync: boolean;
}

export function writeNew(path: string, { bytes, mode, sync }: NewFile, files: FileLayer): void {
  const fd = files.open(path, createFlags, 0o666);
  try {
    if (mode !== undefined) files.fchmod(fd, mode);
    writeAll(fd, bytes, files);
    if (sync) files.fsync(fd);
  } finally {
    files.close(fd);
  }
}

export function writeAll(fd: number, bytes: Uint8Array, files: FileLayer): void {
  for (let offset = 0; offset < bytes.length; ) {
    const written = files.write(fd, bytes, offset);
    if (written === 0) throw Object.assign(new Error('the disk took no byte'), { errno: 0, code: 'EIO' });
    offset += written;
  }
}

/** Gives a file a second name, which costs no room on the disk; where there are no links, a copy. */
export function keep(path: string, second: string, files: FileLayer): void {
  try {
    files.link(path, second);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    writeNew(second, { bytes: readRegularFile(path, files), mode: modeOf(path, files), sync: true }, files);
  }
}

/** Makes the names in a directory survive a power loss. */
export function syncDirectory(path: string, files: FileLayer): void {
  const fd = files.open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    files.fsync(fd);
  } finally {
    files.close(fd);
  }
}

/** Makes the directories that lead to a path that has been found safe, telling of each one made. */
export function makeParents(
  root: string,
  segments: readonly string[],
  made: (directory: string) => void,
  files: FileLayer,
): void {
  let path = root;
  for (const segment of segments.slice(0, -1)) {
    path = below(path, segment);
    if (files.lstat(path) !== undefined) continue;
    files.mkdir(path);
    made(path);
  }
}

/** Takes away what was made by makeParents; whatever someone else has put there meanwhile stays. */
export function unmakeDirectory(path: string, files: FileLayer): void {
  try {
    files.rmdir(path);
    syncDirectory(dirname(path), files);
  } catch (error) {
    if (errnoOf(error) !== 'ENOTEMPTY') throw error;
  }
}

/** For tidying up: what cannot be done now is left to the next writer, who tries again. */
export function quietly(tidy: () => void): void {
  try {
    tidy();
  } catch {}
}

export function removeQuietly(path: string, files: FileLayer): void {
  quietly(() => removeTree(path, files));
}

function removeTree(path: string, files: FileLayer): void {
  const stats = files.lstat(path);
  if (stats?.isDirectory()) {
    for (const name of files.readdir(path)) removeTree(below(path, name), files);
    files.rmdir(path);
  } else if (stats !== undefined) files.unlink(path);
}
