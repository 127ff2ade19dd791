import { TicketsError } from '../errors.js';
import { type Applying, applyStep } from './apply-steps.js';
import { below } from './below.js';
import { type FileLayer, nodeFiles } from './file-layer.js';
import {
  formatRecord,
  guardedPathsOf,
  lastPath,
  movesFirst,
  pathsOf,
  type RecordedStep,
  type Step,
} from './journal-record.js';
import { isPlainPath, unsafePath } from './safe-path.js';
import { stageSteps } from './stage-steps.js';
import { quietly, randomName, removeQuietly, syncDirectory, writeNew } from './staging.js';
import { named, unwritable } from './unwritable.js';

/** The directory that a journal may change, and where the journal itself lies. */
export interface JournalScope {
  root: string;
  stateDir: string;
  /** Asked for every file and every moved directory, by its path relative to the root. */
  isAllowedPath: (path: string) => boolean;
  files?: FileLayer;
}

export interface Change extends JournalScope {
  steps: readonly Step[];
}

/**
 * Makes one change of several files, wholly or not at all. It is committed at the instant the rename of its prepared
 * journal directory to `journal` is on the disk, which the sync of the state directory makes sure of. Before that
 * nothing has changed; after that a crash is completed by `recover`, and an error takes everything back. To be called
 * under the lock, after `recover`.
 */
export function commitSteps(change: Change): void {
  const { root, stateDir, files = nodeFiles } = change;
  const prepared = below(stateDir, 'tmp', randomName());
  const applying: Applying = { root, journal: below(stateDir, 'journal'), files, touched: new Set(), undo: [] };
  const steps = prepare(change, prepared, files);
  try {
    syncDirectory(stateDir, files);
    for (const [n, step] of steps.entries()) named(below(root, lastPath(step)), () => applyStep(step, n, applying));
    for (const directory of applying.touched) syncDirectory(directory, files);
  } catch (error) {
    takeBack(applying, stateDir, steps);
    throw unwritable(applying.journal, error);
  }
  quietly(() => discardJournal(stateDir, files));
}

/** Un-commits in one instant; what was staged is removed after it. */
export function discardJournal(stateDir: string, files: FileLayer): void {
  const discarded = below(stateDir, 'tmp', randomName());
  files.rename(below(stateDir, 'journal'), discarded);
  quietly(() => syncDirectory(stateDir, files));
  removeQuietly(discarded, files);
}

function prepare({ steps, isAllowedPath, root, stateDir }: Change, prepared: string, files: FileLayer): RecordedStep[] {
  const ordered = movesFirst(steps);
  const paths = pathsOf(ordered);
  const stray = guardedPathsOf(ordered).find((path) => !isPlainPath(path) || !isAllowedPath(path));
  if (stray !== undefined) throw unsafePath(stray);
  if (new Set(paths).size < paths.length) throw new Error(`a change names a path twice: ${paths.join(' ')}`);
  const journal = below(stateDir, 'journal');
  try {
    files.mkdir(prepared);
    const recorded = stageSteps(ordered, { root, prepared, files });
    const record = formatRecord({ version: 1, at: new Date().toISOString(), steps: recorded });
    writeNew(below(prepared, 'journal.json'), { bytes: record, sync: true }, files);
    syncDirectory(prepared, files);
    files.rename(prepared, journal);
    return recorded;
  } catch (error) {
    removeQuietly(prepared, files);
    throw unwritable(journal, error);
  }
}

function takeBack(applying: Applying, stateDir: string, steps: readonly RecordedStep[]): void {
  try {
    for (const undo of applying.undo.reverse()) undo();
    discardJournal(stateDir, applying.files);
  } catch {
    throw changeRecorded(pathsOf(steps));
  }
}

export function changeRecorded(paths: readonly string[]): TicketsError {
  return new TicketsError({
    kind: 'recorded',
    code: 'change_recorded',
    message: `the change is recorded but not complete: the disk refused it half-way (${paths.join(', ')})`,
    hints: ['the next command that writes here completes it; look at the disk first'],
    data: { paths },
  });
}
