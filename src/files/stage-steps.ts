import type { Stats } from 'node:fs';
import { beforeFile, stagedFile } from './apply-steps.js';
import { below } from './below.js';
import { buildDirectory } from './create-directory.js';
import type { FileLayer } from './file-layer.js';
import { digest, lastPath, type Move, movesOf, type RecordedStep, type Step, tracer } from './journal-record.js';
import { readRegularFileIfPresent, safePath } from './safe-path.js';
import { keep, modeOf, writeNew } from './staging.js';
import { alreadyExists, named, nothingToMove } from './unwritable.js';

export interface Staging {
  root: string;
  /** The directory that will be the journal. */
  prepared: string;
  files: FileLayer;
}

/** Puts all that a change needs where no reader looks: the new contents, synced, and what they are to replace. */
export function stageSteps(steps: readonly Step[], staging: Staging): RecordedStep[] {
  const recorded: RecordedStep[] = [];
  const trace = tracer(movesOf(steps));
  for (const step of steps) {
    const path = below(staging.root, lastPath(step));
    const done = named(path, () => stageStep(step, trace, recorded.length, staging));
    if (done !== undefined) recorded.push(done);
  }
  return recorded;
}

function stageStep(step: Step, trace: (path: string) => string, n: number, staging: Staging): RecordedStep | undefined {
  const { root, prepared, files } = staging;
  if (step.kind === 'move') return checkMove(step, root, files);
  const path = safePath(root, trace(step.path).split('/'), files);
  if (step.kind === 'rmdir') return files.lstat(path)?.isDirectory() ? step : undefined;
  if (step.kind === 'create') {
    if (files.lstat(path) !== undefined) throw alreadyExists(path);
    buildDirectory(stagedFile(prepared, n), step.content, files);
    return { kind: 'create', path: step.path };
  }
  const content = readRegularFileIfPresent(path, files);
  const before = content === undefined ? null : digest(content);
  if (before !== null) keep(path, beforeFile(prepared, n), files);
  if (step.kind === 'delete') return before === null ? undefined : { kind: 'delete', path: step.path, before };
  const mode = before === null ? undefined : modeOf(path, files);
  writeNew(stagedFile(prepared, n), { bytes: step.content, mode, sync: true }, files);
  return { kind: 'write', path: step.path, before, after: digest(step.content) };
}

function checkMove(step: Move, root: string, files: FileLayer): Move {
  const from = safePath(root, step.from.split('/'), files);
  const to = safePath(root, step.to.split('/'), files);
  if (!isMovable(files.lstat(from))) throw nothingToMove(from);
  if (files.lstat(to) !== undefined) throw alreadyExists(to);
  return step;
}

/** A directory with all that lies in it, or a plain file. */
export function isMovable(stats: Stats | undefined): boolean {
  return stats !== undefined && (stats.isDirectory() || stats.isFile());
}
