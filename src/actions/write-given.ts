import { closeSync, fstatSync, fsyncSync, lstatSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { errnoOf } from '../files/file-layer.js';
import { notAFile } from '../files/safe-path.js';
import { randomName } from '../files/staging.js';
import { unwritable } from '../files/unwritable.js';

/** Writes a file that a person names: whoever looks sees the old one or all of the new one; a device is written to. */
export function writeGiven(path: string, parts: Iterable<string>): number {
  try {
    const isDevice = lstatSync(path, { throwIfNoEntry: false })?.isFile() === false;
    if (isDevice) return writeParts(openSync(path, 'w'), parts);
    const staged = `${path}.${randomName()}`;
    try {
      const bytes = writeParts(openSync(staged, 'wx'), parts);
      renameSync(staged, path);
      return bytes;
    } catch (error) {
      if (lstatSync(staged, { throwIfNoEntry: false }) !== undefined) unlinkSync(staged);
      throw error;
    }
  } catch (error) {
    throw errnoOf(error) === 'EISDIR' ? notAFile(path) : unwritable(path, error);
  }
}

function writeParts(file: number, parts: Iterable<string>): number {
  let written = 0;
  try {
    for (const part of parts) {
      let left = Buffer.from(part);
      while (left.length > 0) {
        const bytes = writeSync(file, left);
        left = left.subarray(bytes);
        written += bytes;
      }
    }
    if (fstatSync(file).isFile()) fsyncSync(file);
    return written;
  } finally {
    closeSync(file);
  }
}
