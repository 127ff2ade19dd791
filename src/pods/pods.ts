import { basename, dirname, resolve } from 'node:path';
import { below } from '../files/below.js';
import { errnoOf, type FileLayer, nodeFiles } from '../files/file-layer.js';
import { withLock } from '../files/lock.js';
import { privateFiles } from '../files/private-files.js';
import { recover } from '../files/recover.js';
import { safePath, symbolicLink } from '../files/safe-path.js';
import { syncDirectory } from '../files/staging.js';
import { ensureStateDir } from '../files/state-dir.js';
import { unwritable } from '../files/unwritable.js';
import { badPodName, isPodName } from './pod-name.js';

/** Where the pods of one repository are kept; every worktree of it opens the same. */
export interface Pods {
  /** `…/tickets/pods` or `….state/pods`; it need not exist. */
  root: string;
  /** Two directories up, which is trusted to be no link, and the names that lead from there to the root. */
  base: string;
  inside: readonly [string, string];
  stateDir: string;
  runtimeDir: string;
  /** What the role pods are called like by default. */
  folderName: string;
  files?: FileLayer;
}

type Environment = Record<string, string | undefined>;

/** Touches no disk. */
export function openPods(root: string, { env, folderName }: { env: Environment; folderName: string }): Pods {
  const parent = dirname(root);
  const inside = [basename(parent), basename(root)] as const;
  return {
    root,
    base: dirname(parent),
    inside,
    stateDir: below(root, '.state'),
    runtimeDir: runtimeDirOf(env),
    folderName,
  };
}

function runtimeDirOf(env: Environment): string {
  if (env.TICKETS_RUNTIME_DIR) return resolve(env.TICKETS_RUNTIME_DIR);
  if (env.XDG_RUNTIME_DIR) return resolve(env.XDG_RUNTIME_DIR, 'tickets');
  return `/tmp/tickets-${process.getuid?.() ?? 0}`;
}

/** All that is written here is for this user alone. */
export function filesOf({ files = nodeFiles }: Pods): FileLayer {
  return privateFiles(files);
}

export function podDirectory(pods: Pods, name: string): string {
  if (!isPodName(name)) throw badPodName(name);
  return below(pods.root, name);
}

/** The path of a pod's file, once nothing on the way to it is a symbolic link. */
export function podFile(pods: Pods, name: string, file: string): string {
  if (!isPodName(name)) throw badPodName(name);
  return fileBelow(pods, [name, file]);
}

export function fileBelow(pods: Pods, segments: readonly string[]): string {
  return safePath(pods.base, [...pods.inside, ...segments], filesOf(pods));
}

/** The paths below the root that a journal may change. */
export function isAllowedPath(path: string): boolean {
  const [name = '', file, ...rest] = path.split('/');
  return path === 'roles.json' || (isPodName(name) && file === 'metadata.json' && rest.length === 0);
}

export function scopeOf(pods: Pods) {
  return { root: pods.root, stateDir: pods.stateDir, isAllowedPath, files: filesOf(pods) };
}

/**
 * One writer at a time, after whatever a killed one left has been completed. What cannot be completed is set apart and
 * stops nobody: all that a journal holds here is a relation, which the next registration makes whole.
 */
export async function lockPods<T>(pods: Pods, work: () => T | Promise<T>): Promise<T> {
  ensurePodsRoot(pods);
  const completed = () => {
    recover(scopeOf(pods));
    return work();
  };
  return withLock(pods.stateDir, completed, { files: filesOf(pods) });
}

/** Makes the root where it is missing; one inside a state directory is hidden from git by that. */
export function ensurePodsRoot(pods: Pods): void {
  const [name] = pods.inside;
  const parent = below(pods.base, name);
  const files = filesOf(pods);
  if (name === '.state') ensureStateDir(parent, pods.files);
  for (const directory of [parent, pods.root]) ensureDirectory(directory, files);
}

/** A pod's directory, made where it is missing. */
export function ensurePodDirectory(pods: Pods, name: string): string {
  ensurePodsRoot(pods);
  const directory = podDirectory(pods, name);
  ensureDirectory(directory, filesOf(pods));
  return directory;
}

function ensureDirectory(path: string, files: FileLayer): void {
  try {
    if (isDirectory(path, files)) return;
    makeUnlessThere(path, files);
    syncDirectory(dirname(path), files);
  } catch (error) {
    throw unwritable(path, error);
  }
}

function isDirectory(path: string, files: FileLayer): boolean {
  const found = files.lstat(path);
  if (found?.isSymbolicLink()) throw symbolicLink(path);
  return found?.isDirectory() ?? false;
}

/** Somebody else may make it in the same instant. */
function makeUnlessThere(path: string, files: FileLayer): void {
  try {
    files.mkdir(path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST' || !isDirectory(path, files)) throw error;
  }
}
