import { dirname } from 'node:path';
import { below } from './below.js';
import { errnoOf, type FileLayer } from './file-layer.js';
import type { Move, RecordedStep } from './journal-record.js';
import { keep, makeParents, removeQuietly, syncDirectory, unmakeDirectory } from './staging.js';

export interface Applying {
  root: string;
  /** The journal's directory. A step's new content is there by the step's number, and stays until all is done. */
  journal: string;
  files: FileLayer;
  /** The directories whose names have changed. */
  touched: Set<string>;
  /** What takes each part back, in the order in which the parts were done; safe to redo after any of it. */
  undo: Array<() => void>;
}

export function applyStep(step: RecordedStep, n: number, applying: Applying): void {
  if (step.kind === 'move') applyMove(step, applying);
  else if (step.kind === 'delete') applyDelete(step.path, n, applying);
  else if (step.kind === 'create') applyCreate(step.path, n, applying);
  else if (step.kind === 'rmdir') applyRmdir(step.path, applying);
  else applyWrite(step.path, step.before !== null, n, applying);
}

export function stagedFile(journal: string, n: number): string {
  return below(journal, String(n));
}

/** What the file of a step was, under a second name: undoing needs no room, and brings back the very same file. */
export function beforeFile(journal: string, n: number): string {
  return below(journal, `${n}.before`);
}

function applyMove(step: Move, applying: Applying): void {
  const { root, files, touched, undo } = applying;
  const [from, to] = [below(root, step.from), below(root, step.to)];
  leadTo(step.to, applying);
  files.rename(from, to);
  undo.push(() => {
    files.rename(to, from);
    for (const directory of new Set([dirname(from), dirname(to)])) syncDirectory(directory, files);
  });
  touched.add(dirname(from)).add(dirname(to));
}

function applyWrite(path: string, hadBefore: boolean, n: number, applying: Applying): void {
  const { root, journal, files, touched, undo } = applying;
  const target = below(root, path);
  const ready = `${stagedFile(journal, n)}.ready`;
  leadTo(path, applying);
  removeQuietly(ready, files);
  keep(stagedFile(journal, n), ready, files);
  files.rename(ready, target);
  undo.push(() => {
    if (hadBefore) files.rename(beforeFile(journal, n), target);
    else files.unlink(target);
    syncDirectory(dirname(target), files);
  });
  touched.add(dirname(target));
}

function applyDelete(path: string, n: number, { root, journal, files, touched, undo }: Applying): void {
  const target = below(root, path);
  files.unlink(target);
  undo.push(() => {
    files.rename(beforeFile(journal, n), target);
    syncDirectory(dirname(target), files);
  });
  touched.add(dirname(target));
}

function applyCreate(path: string, n: number, applying: Applying): void {
  const { root, journal, files, touched, undo } = applying;
  const [staged, target] = [stagedFile(journal, n), below(root, path)];
  leadTo(path, applying);
  files.rename(staged, target);
  undo.push(() => {
    files.rename(target, staged);
    syncDirectory(dirname(target), files);
  });
  touched.add(dirname(target));
}

/** Whatever someone else has put there meanwhile stays, and so does the directory. */
function applyRmdir(path: string, { root, files, touched, undo }: Applying): void {
  const target = below(root, path);
  try {
    files.rmdir(target);
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes(errnoOf(error) ?? '')) return;
    throw error;
  }
  undo.push(() => {
    files.mkdir(target);
    syncDirectory(dirname(target), files);
  });
  touched.delete(target);
  touched.add(dirname(target));
}

function leadTo(path: string, { root, files, touched, undo }: Applying): void {
  makeParents(
    root,
    path.split('/'),
    (directory) => {
      undo.push(() => unmakeDirectory(directory, files));
      touched.add(dirname(directory));
    },
    files,
  );
}
