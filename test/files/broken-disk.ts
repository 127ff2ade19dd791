import { type FileLayer, nodeFiles } from '../../src/files/file-layer.js';

/** Ends a "process" in the middle of its work: from here on it touches the disk no more, not even to tidy up. */
export class Crash extends Error {}

export type Call = keyof FileLayer;

/** Without syncing, which is slow, and which a process that crashes does not need: only machines do. */
export const quickDisk: FileLayer = { ...nodeFiles, fsync: () => {} };

/** A disk that tells of each call before it is made. */
export function watchedDisk(watch: (call: Call, n: number, args: unknown[]) => void): FileLayer {
  let n = 0;
  return new Proxy(quickDisk, {
    get: (files, name: Call) => {
      return (...args: unknown[]) => {
        n += 1;
        watch(name, n, args);
        return Reflect.apply(files[name], files, args);
      };
    },
  });
}

export function countingDisk(): { files: FileLayer; calls: Call[] } {
  const calls: Call[] = [];
  return { calls, files: watchedDisk((call) => calls.push(call)) };
}

/** The n-th call is the last thing that happens; a write at that point gets half-way. */
export function crashingDisk(last: number): FileLayer {
  return watchedDisk((call, n, args) => {
    if (n === last && call === 'write') writeHalf(args);
    if (n >= last) throw new Crash(`crashed at call ${n}, ${call}`);
  });
}

function writeHalf([fd, bytes]: unknown[]): void {
  if (typeof fd === 'number' && bytes instanceof Uint8Array)
    nodeFiles.write(fd, bytes.subarray(0, bytes.length / 2), 0);
}

/** The n-th call fails, and with `forever` every later one too, as on a disk that has gone away. */
export function failingDisk(at: number, errno: string, forever: boolean): FileLayer {
  return watchedDisk((call, n) => {
    if (call !== 'close' && (n === at || (forever && n > at))) throw systemError(errno);
  });
}

export function systemError(code: string): Error {
  return Object.assign(new Error(code), { errno: -1, code });
}
