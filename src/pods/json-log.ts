import { constants, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import type { FileLayer } from '../files/file-layer.js';
import { notAFile, openRegular } from '../files/safe-path.js';
import { syncDirectory, writeAll } from '../files/staging.js';
import { unwritable } from '../files/unwritable.js';

/** How far a log was read: in which file, up to which byte. */
export interface LogPosition {
  inode: number;
  end: number;
}

export interface LogReading {
  /** What each whole line holds that is JSON, in order. */
  values: unknown[];
  position: LogPosition;
  /** Another file has taken the place of the one that was read before, and all of it was read. */
  isAnother: boolean;
}

/** Bytes at which a log is rotated. */
export const rotationSize = 8 * 1024 * 1024;

const appendFlags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;

/**
 * What a log has gained since `from`. A last line without its line feed is still being written, or torn: it is left for
 * the next reading, by when somebody has ended it.
 */
export function readLog(path: string, from: LogPosition | undefined, files: FileLayer): LogReading {
  const fd = openRegular(path, files);
  try {
    const { ino, size } = files.fstat(fd);
    const isAnother = from?.inode !== ino || size < from.end;
    const start = isAnother ? 0 : from.end;
    const bytes = readRange(fd, start, size, files);
    const end = bytes.lastIndexOf(10) + 1;
    return { values: parseLines(bytes.subarray(0, end)), position: { inode: ino, end: start + end }, isAnother };
  } finally {
    files.close(fd);
  }
}

/** The values of lines of JSON. One that holds something else, or was torn by a crash, spoils no other. */
export function parseLines(bytes: Uint8Array): unknown[] {
  const values: unknown[] = [];
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    if (line.trim() === '') continue;
    try {
      values.push(JSON.parse(line));
    } catch {}
  }
  return values;
}

/** From where to where a log has grown, where nobody else has written at the same time. */
export interface Growth extends LogPosition {
  start: number;
}

/** Adds lines to a log, which is made where it is missing. With `sync` they survive a power loss once this returns. */
export function appendToLog(path: string, values: readonly unknown[], sync: boolean, files: FileLayer): Growth {
  try {
    const fd = files.open(path, appendFlags, 0o600);
    try {
      return append(fd, path, values, sync, files);
    } finally {
      files.close(fd);
    }
  } catch (error) {
    throw unwritable(path, error);
  }
}

function append(fd: number, path: string, values: readonly unknown[], sync: boolean, files: FileLayer): Growth {
  const before = files.fstat(fd);
  if (!before.isFile()) throw notAFile(path);
  const lines = values.map((value) => `${JSON.stringify(value)}\n`);
  // A line that a crash cut off is ended first, or it would spoil the one after it.
  if (isTorn(fd, before, files)) lines.unshift('\n');
  const bytes = Buffer.from(lines.join(''));
  writeAll(fd, bytes, files);
  if (sync) files.fsync(fd);
  if (sync && before.size === 0) syncDirectory(dirname(path), files);
  return { inode: before.ino, start: before.size, end: before.size + bytes.length };
}

function isTorn(fd: number, { size }: Stats, files: FileLayer): boolean {
  return size > 0 && readRange(fd, size - 1, size, files)[0] !== 10;
}

function readRange(fd: number, start: number, end: number, files: FileLayer): Uint8Array {
  const bytes = Buffer.alloc(Math.max(0, end - start));
  let length = 0;
  while (length < bytes.length) {
    const read = files.readAt(fd, bytes.subarray(length), start + length);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}
