import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

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
    const git = join(here, '.git');
    const found = statOf(git);
    if (found?.isDirectory()) return commonDirAt(git);
    if (found?.isFile()) return followGitFile(git);
    if (dirname(here) === here) return undefined;
  }
}

/** A file that leads nowhere makes no repository; what it names is used only if git lives there. */
function followGitFile(file: string): CommonDir | undefined {
  const target = /^gitdir: (.+)$/m.exec(readSmall(file) ?? '')?.[1]?.trim();
  if (!target) return undefined;
  const own = resolve(dirname(file), target);
  const common = readSmall(join(own, 'commondir'))?.trim();
  const path = common ? resolve(own, common) : own;
  const isRepository = statOf(join(own, 'HEAD'))?.isFile() && statOf(join(path, 'objects'))?.isDirectory();
  return isRepository ? commonDirAt(path) : undefined;
}

function commonDirAt(directory: string): CommonDir {
  const path = realpathSync(directory);
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
