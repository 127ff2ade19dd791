import { dirname } from 'node:path';
import { type Applying, applyStep, stagedFile } from './apply-steps.js';
import { below } from './below.js';
import { errnoOf, type FileLayer, nodeFiles } from './file-layer.js';
import { describeJournal, type FoundJournal, readJournal, type StopReason, stuckName } from './found-journals.js';
import { discardJournal, type JournalScope } from './journal.js';
import { digest, guardedPathsOf, type Move, movesOf, pathsOf, type RecordedStep, tracer } from './journal-record.js';
import { isPlainPath, isStrangeFile, readRegularFileIfPresent, safePath } from './safe-path.js';
import { isMovable } from './stage-steps.js';
import { isOurName, removeQuietly, syncDirectory } from './staging.js';
import { unwritable } from './unwritable.js';

export interface Recovery {
  /** The paths of a change that a crash had cut off and that is now complete; empty where there was none. */
  completed: string[];
  /** A journal that cannot be completed and was set apart now, with all the texts in it. */
  stuck: FoundJournal | undefined;
}

/** Completes what a crash has left, and tidies tmp/. Every writer calls it first, under the lock; it may crash as well. */
export function recover(scope: JournalScope): Recovery {
  const files = scope.files ?? nodeFiles;
  const journal = below(scope.stateDir, 'journal');
  try {
    const recovery = files.lstat(journal) === undefined ? nothing : recoverJournal(scope, journal, files);
    tidy(below(scope.stateDir, 'tmp'), files);
    return recovery;
  } catch (error) {
    throw unwritable(journal, error);
  }
}

const nothing: Recovery = { completed: [], stuck: undefined };

function recoverJournal(scope: JournalScope, journal: string, files: FileLayer): Recovery {
  const record = readJournal(journal, files);
  if (record === undefined) return setApart(scope, 'unreadable', files);
  const paths = pathsOf(record.steps);
  if (!guardedPathsOf(record.steps).every((path) => isPlainPath(path) && scope.isAllowedPath(path))) {
    return setApart(scope, 'not_allowed', files);
  }
  try {
    if (!redo(record.steps, scope.root, journal, files)) return setApart(scope, 'changed', files);
  } catch (error) {
    if (!isStrangeFile(error) && !isStrangeTree(error)) throw error;
    return setApart(scope, 'changed', files);
  }
  for (const directory of directoriesOf(paths, scope.root)) {
    if (files.lstat(directory)?.isDirectory()) syncDirectory(directory, files);
  }
  discardJournal(scope.stateDir, files);
  return { completed: paths, stuck: undefined };
}

/** False where a file is neither as before nor as after: then nothing at all is done. */
function redo(steps: readonly RecordedStep[], root: string, journal: string, files: FileLayer): boolean {
  const standings = judge(steps, root, journal, files);
  if (standings.includes('neither')) return false;
  const applying: Applying = { root, journal, files, touched: new Set(), undo: [] };
  steps.forEach((step, n) => {
    if (standings[n] === 'before') applyStep(step, n, applying);
  });
  return true;
}

/** Whether a step has yet to be done, has been done, or has met with something that is not of this change. */
type Standing = 'before' | 'after' | 'neither';

function judge(steps: readonly RecordedStep[], root: string, journal: string, files: FileLayer): Standing[] {
  const trace = tracer(movesOf(steps).filter((move) => standingOfMove(move, root, files) === 'before'));
  return steps.map((step, n) => {
    if (step.kind === 'move') return standingOfMove(step, root, files);
    const path = safePath(root, trace(step.path).split('/'), files);
    if (step.kind === 'create') return standingOfCreate(path, stagedFile(journal, n), files);
    if (step.kind === 'rmdir') return standingOfRmdir(path, files);
    const now = digestOf(path, files);
    if (step.kind === 'delete') return now === null ? 'after' : now === step.before ? 'before' : 'neither';
    if (now === step.after) return 'after';
    return now === step.before && digestOf(stagedFile(journal, n), files) === step.after ? 'before' : 'neither';
  });
}

function standingOfMove({ from, to }: Move, root: string, files: FileLayer): Standing {
  const source = files.lstat(safePath(root, from.split('/'), files));
  const target = files.lstat(safePath(root, to.split('/'), files));
  if (isMovable(source) && target === undefined) return 'before';
  return source === undefined && isMovable(target) ? 'after' : 'neither';
}

function standingOfCreate(path: string, staged: string, files: FileLayer): Standing {
  const [target, source] = [files.lstat(path), files.lstat(staged)];
  if (target === undefined && source?.isDirectory()) return 'before';
  return target?.isDirectory() && source === undefined ? 'after' : 'neither';
}

function standingOfRmdir(path: string, files: FileLayer): Standing {
  const target = files.lstat(path);
  if (target === undefined) return 'after';
  return target.isDirectory() ? 'before' : 'neither';
}

function digestOf(path: string, files: FileLayer): string | null {
  const content = readRegularFileIfPresent(path, files);
  return content === undefined ? null : digest(content);
}

/** A file stands where a directory ought to, or the other way round. */
function isStrangeTree(error: unknown): boolean {
  return ['ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errnoOf(error) ?? '');
}

/** What a crashed writer did may be visible and still not on the disk: all that lead to its paths are synced. */
function directoriesOf(paths: readonly string[], root: string): Set<string> {
  const directories = new Set<string>();
  for (const path of paths) {
    for (let at = below(root, path); at !== root; at = dirname(at)) directories.add(dirname(at));
  }
  return directories;
}

function setApart({ stateDir }: JournalScope, reason: StopReason, files: FileLayer): Recovery {
  const directory = below(stateDir, stuckName(reason));
  files.rename(below(stateDir, 'journal'), directory);
  syncDirectory(stateDir, files);
  return { completed: [], stuck: describeJournal(directory, reason, files) };
}

/** Under the lock nobody else stages anything, so what has one of our names is left from a crash. */
function tidy(tmp: string, files: FileLayer): void {
  for (const name of files.readdir(tmp)) if (isOurName(name)) removeQuietly(below(tmp, name), files);
}
