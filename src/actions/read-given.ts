import { readFileSync } from 'node:fs';
import { errnoOf } from '../files/file-layer.js';
import { unreadableFile } from '../files/safe-path.js';

/** A file that a person names, wherever it is. */
export function readGiven(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadableFile(path, errnoOf(error) ?? String(error));
  }
}
