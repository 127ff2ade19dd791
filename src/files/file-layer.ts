import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';

/** Each touch of the disk by this room goes through this record, so that a test can count, refuse or cut off any one. */
export const nodeFiles = {
  open: (path: string, flags: number, mode = 0o666): number => openSync(path, flags, mode),
  close: (fd: number): void => closeSync(fd),
  fstat: (fd: number): Stats => fstatSync(fd),
  fchmod: (fd: number, mode: number): void => fchmodSync(fd, mode),
  fsync: (fd: number): void => fsyncSync(fd),
  readAll: (fd: number, size: number): Uint8Array => readBytes(fd, size),
  readAt: (fd: number, bytes: Uint8Array, position: number): number => readSync(fd, bytes, 0, bytes.length, position),
  write: (fd: number, bytes: Uint8Array, offset: number): number => writeSync(fd, bytes, offset),
  // What is absent costs no error, which is dearer than the look itself.
  lstat: (path: string): Stats | undefined => ifPresent(() => lstatSync(path, { throwIfNoEntry: false })),
  readdir: (path: string): string[] => readdirSync(path),
  mkdir: (path: string, mode = 0o777): void => {
    mkdirSync(path, { mode });
  },
  rmdir: (path: string): void => rmdirSync(path),
  rename: (from: string, to: string): void => renameSync(from, to),
  link: (existing: string, path: string): void => linkSync(existing, path),
  unlink: (path: string): void => unlinkSync(path),
};

/** A file's bytes from where it is, `size` of them at most: without looking once more how many there are, as Node would. */
function readBytes(fd: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  for (let read = -1; read !== 0 && length < size; length += read)
    read = readSync(fd, bytes, length, size - length, null);
  return length === size ? bytes : bytes.subarray(0, length);
}

export type FileLayer = typeof nodeFiles;

/** The system's name of what went wrong (ENOENT, ENOSPC); undefined for anything that is no system error. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('errno' in error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** A path through something that is no directory is absent just like one with nothing at its end. */
export function isAbsence(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === 'ENOENT' || errno === 'ENOTDIR';
}

function ifPresent<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}
