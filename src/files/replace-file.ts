import { dirname } from 'node:path';
import { below } from './below.js';
import { type FileLayer, nodeFiles } from './file-layer.js';
import { keep, modeOf, randomName, removeQuietly, syncDirectory, writeNew } from './staging.js';
import { unwritable, writeUnconfirmed } from './unwritable.js';

/**
 * A reader sees the old file or the new one, never half of either, and so does whoever starts the machine again. When
 * this throws, the old file is in place. To be called under the lock of the directory that `tmpDir` belongs to.
 */
export function replaceFile(file: string, bytes: Uint8Array, tmpDir: string, files: FileLayer = nodeFiles): void {
  const staged = below(tmpDir, randomName());
  const before = `${staged}.before`;
  try {
    const mode = modeOf(file, files);
    writeNew(staged, { bytes, mode, sync: true }, files);
    if (mode !== undefined) keep(file, before, files);
    files.rename(staged, file);
    confirm(file, mode === undefined ? undefined : before, files);
    if (mode !== undefined) removeQuietly(before, files);
  } catch (error) {
    removeQuietly(staged, files);
    removeQuietly(before, files);
    throw unwritable(file, error);
  }
}

function confirm(file: string, before: string | undefined, files: FileLayer): void {
  try {
    syncDirectory(dirname(file), files);
  } catch (error) {
    putBack(file, before, files);
    throw error;
  }
}

function putBack(file: string, before: string | undefined, files: FileLayer): void {
  try {
    if (before === undefined) files.unlink(file);
    else files.rename(before, file);
  } catch {
    throw writeUnconfirmed(file);
  }
}
