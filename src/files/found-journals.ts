import { TicketsError } from '../errors.js';
import { stagedFile } from './apply-steps.js';
import { below } from './below.js';
import { errnoOf, type FileLayer, isAbsence, nodeFiles } from './file-layer.js';
import { type JournalRecord, parseRecord, pathsOf, type RecordedStep } from './journal-record.js';
import { isLocked } from './lock.js';
import { isStrangeFile, readRegularFileIfPresent, unreadableFile } from './safe-path.js';
import { randomName } from './staging.js';
import { unwritable } from './unwritable.js';

/** Why recovery has stopped: a file is neither as before nor as after; a path is none of ours; the journal is broken. */
export type StopReason = 'changed' | 'not_allowed' | 'unreadable';

const reasons: readonly StopReason[] = ['changed', 'not_allowed', 'unreadable'];

export interface FoundJournal {
  /** Its absolute path. All texts of the change are in it. */
  directory: string;
  /** 'unfinished' is completed by the next writer. */
  reason: StopReason | 'unfinished';
  /** What the change names, relative to the root and exactly as recorded: a journal may come from anywhere. */
  paths: string[];
  /** Where the new text of each written file lies. */
  writes: Array<{ path: string; text: string }>;
}

/** What a reader may tell of: changes that a crash has cut off, and those at which recovery has stopped. Only reads. */
export function unfinishedJournals(stateDir: string, files: FileLayer = nodeFiles): FoundJournal[] {
  const journal = below(stateDir, 'journal');
  const isHere = () => files.lstat(journal) !== undefined;
  const isLeft = isHere() && !isLocked(stateDir) && isHere();
  return [...(isLeft ? [describeJournal(journal, 'unfinished', files)] : []), ...stuckJournals(stateDir, files)];
}

/** The journals at which recovery has stopped. What they name must not be written until someone has looked at them. */
export function stuckJournals(stateDir: string, files: FileLayer = nodeFiles): FoundJournal[] {
  return namesIn(stateDir, files).flatMap((name) => {
    const reason = reasonIn(name);
    return reason === undefined ? [] : [describeJournal(below(stateDir, name), reason, files)];
  });
}

function namesIn(stateDir: string, files: FileLayer): string[] {
  try {
    return files.readdir(stateDir);
  } catch (error) {
    if (isAbsence(error)) return [];
    const errno = errnoOf(error);
    throw errno === undefined ? error : unreadableFile(stateDir, errno);
  }
}

/** Takes a journal out of the way of writers, with everything in it, and says where it is now. */
export function setAside(stateDir: string, { directory }: FoundJournal, files: FileLayer = nodeFiles): string {
  const aside = below(stateDir, `aside.${randomName()}`);
  try {
    files.rename(directory, aside);
    return aside;
  } catch (error) {
    throw unwritable(directory, error);
  }
}

export function describeJournal(directory: string, reason: FoundJournal['reason'], files: FileLayer): FoundJournal {
  const steps = stepsIn(directory, files);
  const writes = steps.flatMap((step, n) =>
    step.kind === 'write' ? [{ path: step.path, text: stagedFile(directory, n) }] : [],
  );
  return { directory, reason, paths: pathsOf(steps), writes };
}

/** A reader tells what it can: a journal that it may not open names nothing. */
function stepsIn(directory: string, files: FileLayer): RecordedStep[] {
  try {
    return readJournal(directory, files)?.steps ?? [];
  } catch (error) {
    if (error instanceof TicketsError) return [];
    throw error;
  }
}

/** Undefined for whatever no writer of ours has put there. */
export function readJournal(directory: string, files: FileLayer): JournalRecord | undefined {
  if (!files.lstat(directory)?.isDirectory()) return undefined;
  try {
    const bytes = readRegularFileIfPresent(below(directory, 'journal.json'), files);
    return bytes && parseRecord(bytes);
  } catch (error) {
    if (isStrangeFile(error)) return undefined;
    throw error;
  }
}

export function stuckName(reason: StopReason): string {
  return `journal.${reason}.${randomName()}`;
}

function reasonIn(name: string): StopReason | undefined {
  return reasons.find((reason) => name.startsWith(`journal.${reason}.`));
}

export function recoveryStopped(journal: FoundJournal): TicketsError {
  return new TicketsError({
    kind: 'recorded',
    code: 'recovery_stopped',
    message: `an unfinished change could not be completed and waits in ${journal.directory}: ${why[journal.reason]}`,
    hints: ['tickets doctor names the tickets; the texts of the change are in that directory'],
    data: journal,
  });
}

const why: Record<FoundJournal['reason'], string> = {
  unfinished: 'the next command that writes here completes it',
  changed: 'a file of it has been edited since',
  not_allowed: 'it names a path that no change may touch',
  unreadable: 'its record is broken',
};
