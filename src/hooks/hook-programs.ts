import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { isAbsence } from '../files/file-layer.js';
import type { HookConfig } from '../tickets/config.js';

/** A file that the words of a hook name by its path: a program, or what is handed to one. */
export interface HookFile {
  path: string;
  /** SHA-256 of its bytes, or what is there instead of a plain file. */
  digest: string;
}

/** One string for all that trust is given to: the configuration of the hooks, and each file that it names. */
export function digestOfHooks(root: string, hooks: readonly HookConfig[]): string {
  const shape = hooks.map(({ on, when, run, timeout_seconds = null }) => [on, when, run, timeout_seconds]);
  return sha256(JSON.stringify([shape, hookFiles(root, hooks)]));
}

/** Files that do not exist count as well: one that appears later was not what has been looked at. */
export function hookFiles(root: string, hooks: readonly HookConfig[]): HookFile[] {
  const paths = hooks.flatMap(({ run }) => run.flatMap((word, index) => pathsIn(word, index === 0)));
  return [...new Set(paths.map((path) => resolve(root, path)))].map((path) => ({ path, digest: digestOf(path) }));
}

/** A program without a slash is looked for in PATH; a later word may be a path, or name some, as shell lines do. */
function pathsIn(word: string, isProgram: boolean): string[] {
  if (isProgram) return word.includes('/') ? [word] : [];
  return [word, ...word.split(/[\s;|&()<>"'`$={},]+/)].filter((path) => path !== '');
}

function digestOf(path: string): string {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return fstatSync(fd).isFile() ? digestOfFile(fd) : 'no file';
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    return isAbsence(error) || path.includes('\0') ? 'absent' : 'unreadable';
  }
}

function digestOfFile(fd: number): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(64 * 1024);
  for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk)) hash.update(chunk.subarray(0, read));
  return hash.digest('hex');
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
