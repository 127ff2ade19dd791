import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';
import { errnoOf, isAbsence } from '../files/file-layer.js';
import type { Pods } from './pods.js';
import { sha256 } from './sha256.js';

/** Systems cut longer paths without a word, so that two pods could become one. */
const longestPath = 103;

/** Where the pod of this name listens while it runs: anybody who knows the pods directory can compute it. */
export function socketPathOf(pods: Pick<Pods, 'root' | 'runtimeDir'>, name: string): string {
  const hash = sha256(`${realPathOf(pods.root)}\0${name}`).slice(0, 16);
  const path = below(pods.runtimeDir, `${hash}.sock`);
  if (Buffer.byteLength(path) > longestPath) throw socketPathTooLong(path, pods.runtimeDir);
  return path;
}

/** A pods directory has a path before it exists: the real path of what there is of it, then the rest. */
function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isAbsence(error) || parent === path) return path;
    return join(realPathOf(parent), basename(path));
  }
}

/** Whoever may write in the runtime directory could answer in a pod's name. False where it does not exist. */
export function checkRuntimeDir(directory: string): boolean {
  try {
    const { mode, uid, isDirectory } = look(directory);
    const own = process.getuid?.() ?? uid;
    if (!isDirectory) throw unsafeRuntimeDir(directory, 'is no directory');
    if (uid !== own) throw unsafeRuntimeDir(directory, `belongs to user ${uid}, not to ${own}`);
    if ((mode & 0o077) !== 0) throw unsafeRuntimeDir(directory, `has mode ${mode.toString(8)}: others may look in`);
    return true;
  } catch (error) {
    if (isAbsence(error)) return false;
    throw errnoOf(error) === undefined ? error : unsafeRuntimeDir(directory, `cannot be looked at (${errnoOf(error)})`);
  }
}

function look(directory: string) {
  const stats = lstatSync(directory);
  return { uid: stats.uid, mode: stats.mode & 0o777, isDirectory: stats.isDirectory() };
}

/** For servers: a place for sockets that nobody else can reach. */
export function ensureRuntimeDir(directory: string): void {
  if (checkRuntimeDir(directory)) return;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unsafeRuntimeDir(directory, `cannot be made (${errnoOf(error)})`);
  }
  checkRuntimeDir(directory);
}

function socketPathTooLong(path: string, runtimeDir: string): TicketsError {
  const bytes = Buffer.byteLength(path);
  return new TicketsError({
    kind: 'refused',
    code: 'socket_path_too_long',
    message: `${path} has ${bytes} bytes; a socket's path has at most ${longestPath}`,
    hints: [`set TICKETS_RUNTIME_DIR to a directory with a shorter path than ${runtimeDir}`],
    data: { path, bytes },
  });
}

function unsafeRuntimeDir(directory: string, why: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'unsafe_runtime_dir',
    message: `${directory} is no place for sockets: it ${why}`,
    hints: ['set TICKETS_RUNTIME_DIR to a directory of your own with mode 700'],
    data: { directory },
  });
}
