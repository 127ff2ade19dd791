import * as fs from 'node:fs';

/** Each touch of the disk by this room goes through this record, so that a test can count, refuse or cut off any one. */
export const nodeFiles = {
  open: (path: string, flags: number, mode = 0o666): number => fs.openSync(path, flags, mode),
  close: (fd: number): void => fs.closeSync(fd),
  fstat: (fd: number): fs.Stats => fs.fstatSync(fd),
  fchmod: (fd: number, mode: number): void => fs.fchmodSync(fd, mode),
  fsync: (fd: number): void => fs.fsyncSync(fd),
  readAll: (fd: number): Uint8Array => fs.readFileSync(fd),
  readAt: (fd: number, bytes: Uint8Array, position: number): number =>
    fs.readSync(fd, bytes, 0, bytes.length, position),
  write: (fd: number, bytes: Uint8Array, offset: number): number => fs.writeSync(fd, bytes, offset),
  lstat: (path: string): fs.Stats | undefined => ifPresent(() => fs.lstatSync(path)),
  readdir: (path: string): string[] => fs.readdirSync(path),
  mkdir: (path: string, mode = 0o777): void => {
    fs.mkdirSync(path, { mode });
  },
  rmdir: (path: string): void => fs.rmdirSync(path),
  rename: (from: string, to: string): void => fs.renameSync(from, to),
  link: (existing: string, path: string): void => fs.linkSync(existing, path),
  unlink: (path: string): void => fs.unlinkSync(path),
};

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
