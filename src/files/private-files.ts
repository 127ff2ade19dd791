import type { FileLayer } from './file-layer.js';

/** The same disk, on which everything new is for its owner alone: what agents say to each other is nobody else's. */
export function privateFiles(files: FileLayer): FileLayer {
  return {
    ...files,
    open: (path, flags, mode = 0o600) => files.open(path, flags, mode & 0o600),
    mkdir: (path) => files.mkdir(path, 0o700),
  };
}
