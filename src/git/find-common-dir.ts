import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { below } from '../files/below.js';

/** What all worktrees of one repository share. */
export interface CommonDir {
  /** The git directory itself, links resolved. */
  path: string;
  /** What the folder of the main worktree is called, the same as seen from every worktree. */
  folderName: string;
}

/**
 * The shared git directory of the repository that holds `start`, read from `.git`, `gitdir:` and `commondir` without
 * starting git, as gitrepository-layout(5) describes them; undefined outside of one.
 */
export function findCommonDir(start: string): CommonDir | undefined {
  for (let here = start; ; here = dirname(here)) {
    const git = below(here, '.git');
    const found = statOf(git);
    if (found?.isDirectory() && (!isLink(git) || isRepository(git, git))) return commonDirAt(git);
    if (found?.isFile()) return followGitFile(git);
    if (dirname(here) === here) return undefined;
  }
}

/** A file that leads nowhere makes no repository. */
function followGitFile(file: string): CommonDir | undefined {
  const target = /^gitdir: (.+)$/m.exec(readSmall(file) ?? '')?.[1]?.trim();
  if (!target) return undefined;
  const own = resolve(dirname(file), target);
  const common = readSmall(below(own, 'commondir'))?.trim();
  const path = common ? resolve(own, common) : own;
  return isRepository(own, path) ? commonDirAt(path) : undefined;
}

/** What a file or link names may be any place, and things will be kept there. */
function isRepository(own: string, common: string): boolean {
  return statOf(below(own, 'HEAD'))?.isFile() === true && statOf(below(common, 'objects'))?.isDirectory() === true;
}

function isLink(path: string): boolean {
  return lstatSync(path).isSymbolicLink();
}

function commonDirAt(directory: string): CommonDir {
  const path = realpathSync.native(directory);
  const name = basename(path);
  // A bare repository beside its worktrees is `project.git` or hidden in `project/`.
  return { path, folderName: name.startsWith('.') ? basename(dirname(path)) : name.replace(/\.git$/, '') };
}

const longest = 16 * 1024;

/** The file may be anything and belong to anybody: a plain one of a few words is read, and nothing else. */
function readSmall(path: string): string | undefined {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = fstatSync(fd);
      return found.isFile() && found.size <= longest ? readFileSync(fd, 'utf8') : undefined;
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
