import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FileLayer, nodeFiles } from '../src/files/file-layer.js';
import { crashingDisk, systemError, watchedDisk } from '../test/files/broken-disk.js';

/** Runs the whole product over another disk: each touch of the disk by whoever writes goes through that one record. */
export async function onDisk<T>(files: FileLayer, work: () => Promise<T>): Promise<T> {
  const own = { ...nodeFiles };
  Object.assign(nodeFiles, files);
  try {
    return await work();
  } finally {
    Object.assign(nodeFiles, own);
  }
}

/** Cut off at its call number `last` like a process that is killed there. */
export function cutOffDisk(last: number): FileLayer {
  return { ...crashingDisk(last) };
}

/** Takes a part of what call number `at` writes, and nothing more after that where it is `full`. */
export function shortDisk(at: number, full: boolean): FileLayer {
  let n = 0;
  const counted = {
    ...watchedDisk((_, count) => {
      n = count;
    }),
  };
  const write: FileLayer['write'] = (fd, bytes, offset) => {
    const isShort = n + 1 === at;
    if (full && n + 1 > at) throw systemError('ENOSPC');
    const end = offset + Math.ceil((bytes.length - offset) / 2);
    return counted.write(fd, isShort ? bytes.subarray(0, end) : bytes, offset);
  };
  return { ...counted, write };
}

/** Refuses call number `at`, and takes back nothing after that, though it says so. */
export function helplessDisk(at: number, errno: string): FileLayer {
  let failed = false;
  const failing = watchedDisk((call, n) => {
    if (n !== at || call === 'close') return;
    failed = true;
    throw systemError(errno);
  });
  return {
    ...failing,
    rename: (from, to) => failed || failing.rename(from, to),
    unlink: (path) => failed || failing.unlink(path),
    rmdir: (path) => failed || failing.rmdir(path),
  };
}

/** Makes whoever holds a lock here one that has died; in this process nobody does. */
export function buryHolders(stateDirectory: string, deadPid: number): void {
  for (const name of readdirSync(stateDirectory).filter((one) => one.startsWith('lock'))) {
    const path = join(stateDirectory, name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/"pid":\d+/, `"pid":${deadPid}`));
  }
}
