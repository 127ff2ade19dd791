import { dirname } from 'node:path';
import { below } from './below.js';
import { errnoOf, type FileLayer, nodeFiles } from './file-layer.js';
import { symbolicLink } from './safe-path.js';
import { randomName, syncDirectory, writeNew } from './staging.js';
import { unwritable } from './unwritable.js';

/**
 * Makes a state directory and its tmp/ where they are missing, hidden from git by themselves. A repository can hold
 * anything by these names, and no link among them is followed.
 */
export function ensureStateDir(stateDir: string, files: FileLayer = nodeFiles): void {
  const tmp = below(stateDir, 'tmp');
  const ignore = below(stateDir, '.gitignore');
  try {
    if (isDirectory(stateDir, files) && isDirectory(tmp, files) && files.lstat(ignore) !== undefined) return;
    unless('EEXIST', () => files.mkdir(stateDir));
    unless('EEXIST', () => files.mkdir(tmp));
    const staged = below(tmp, randomName());
    writeNew(staged, { bytes: Buffer.from('*\n'), sync: true }, files);
    // Gone means that a writer has tidied tmp/ meanwhile, and a writer has made this file before.
    unless('ENOENT', () => files.rename(staged, ignore));
    syncDirectory(stateDir, files);
    syncDirectory(dirname(stateDir), files);
  } catch (error) {
    throw unwritable(stateDir, error);
  }
}

function isDirectory(path: string, files: FileLayer): boolean {
  const stats = files.lstat(path);
  if (stats?.isSymbolicLink()) throw symbolicLink(path);
  return stats?.isDirectory() ?? false;
}

function unless(errno: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (errnoOf(error) !== errno) throw error;
  }
}
