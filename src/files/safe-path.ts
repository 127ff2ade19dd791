import { constants, type Stats } from 'node:fs';
import { TicketsError } from '../errors.js';
import { below } from './below.js';
import { errnoOf, type FileLayer, isAbsence, nodeFiles } from './file-layer.js';

/** No file of ours comes near it; beyond some such size Node can neither hold nor decode a text. */
export const largestFile = 256 * 1024 * 1024;

const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Opens for reading what is surely a plain file: no link is followed, and a fifo cannot make the reader wait. */
export function openRegular(path: string, files: FileLayer = nodeFiles): number {
  const opened = openIfPresent(path, files);
  if (opened === undefined) throw fileNotFound(path);
  return opened.fd;
}

export function readRegularFile(path: string, files: FileLayer = nodeFiles): Uint8Array {
  const bytes = readRegularFileIfPresent(path, files);
  if (bytes === undefined) throw fileNotFound(path);
  return bytes;
}

export function readRegularFileIfPresent(path: string, files: FileLayer = nodeFiles): Uint8Array | undefined {
  const opened = openIfPresent(path, files);
  if (opened === undefined) return undefined;
  try {
    return readAndClose(opened, files);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function readAndClose({ fd, size }: Opened, files: FileLayer): Uint8Array {
  try {
    return files.readAll(fd, size);
  } finally {
    files.close(fd);
  }
}

/** The absolute path of `segments` below a resolved root, once no part of it that exists is a symbolic link. */
export function safePath(root: string, segments: readonly string[], files: FileLayer = nodeFiles): string {
  if (!segments.every(isPlainSegment)) throw unsafePath(segments.join('/'));
  let path = root;
  for (const [n, segment] of segments.entries()) {
    path = below(path, segment);
    const found = look(path, files);
    // Where nothing is, nothing is below.
    if (found === undefined) return below(path, ...segments.slice(n + 1));
    if (found.isSymbolicLink()) throw symbolicLink(path);
  }
  return path;
}

function look(path: string, files: FileLayer): Stats | undefined {
  try {
    return files.lstat(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Whether a relative path, written with slashes, stays below where it starts, and out of git's own directories. */
export function isPlainPath(path: string): boolean {
  return path.length <= 1024 && path.split('/').every((segment) => isPlainSegment(segment) && !isGitDirectory(segment));
}

function isPlainSegment(segment: string): boolean {
  const isName = segment !== '' && segment !== '.' && segment !== '..' && !/[/\0]/.test(segment);
  return isName && Buffer.byteLength(segment) <= 255;
}

/** A git directory holds settings that git obeys, and some of them are programs to run. */
function isGitDirectory(segment: string): boolean {
  return segment.toLowerCase() === '.git';
}

/** Whether a path was refused for what lies there, rather than for what the system could not do. */
export function isStrangeFile(error: unknown): boolean {
  return error instanceof TicketsError && (error.code === 'symbolic_link' || error.code === 'not_a_file');
}

interface Opened {
  fd: number;
  size: number;
}

function openIfPresent(path: string, files: FileLayer): Opened | undefined {
  let fd: number;
  try {
    fd = files.open(path, readFlags);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw unreadable(path, error);
  }
  try {
    const status = files.fstat(fd);
    if (!status.isFile()) throw notAFile(path);
    if (status.size > largestFile) throw fileTooBig(path, status.size);
    return { fd, size: status.size };
  } catch (error) {
    files.close(fd);
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): unknown {
  const errno = errnoOf(error);
  if (errno === undefined) return error;
  if (errno === 'ELOOP') return symbolicLink(path);
  if (errno === 'ENXIO') return notAFile(path);
  return unreadableFile(path, errno);
}

export function symbolicLink(path: string): TicketsError {
  return new TicketsError({
    kind: 'unreadable',
    code: 'symbolic_link',
    message: `${path} is a symbolic link, and none is followed here`,
    hints: ['put the file or directory itself in its place'],
    data: { path },
  });
}

export function notAFile(path: string): TicketsError {
  return new TicketsError({
    kind: 'unreadable',
    code: 'not_a_file',
    message: `${path} is not a plain file`,
    hints: ['ls -ld shows what it is'],
    data: { path },
  });
}

export function unreadableFile(path: string, errno: string): TicketsError {
  return new TicketsError({
    kind: 'unreadable',
    code: 'unreadable_file',
    message: `${path} cannot be read (${errno})`,
    hints: ['check its owner and permissions'],
    data: { path, errno },
  });
}

export function fileNotFound(path: string): TicketsError {
  return new TicketsError({
    kind: 'not_found',
    code: 'file_not_found',
    message: `${path} does not exist`,
    hints: ['check how it is spelt, and from which directory it is named'],
    data: { path },
  });
}

export function unsafePath(path: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'unsafe_path',
    message: `${JSON.stringify(path)} does not name a place below the store`,
    hints: ['use a relative path of plain names'],
    data: { path },
  });
}

export function fileTooBig(path: string, size: number): TicketsError {
  return new TicketsError({
    kind: 'unreadable',
    code: 'file_too_big',
    message: `${path} has ${size} bytes; no more than ${largestFile} are read`,
    hints: ['keep what is that big outside the store, and say in the ticket where'],
    data: { path, size },
  });
}
