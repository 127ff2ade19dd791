import { TicketsError } from '../errors.js';
import { errnoOf } from './file-layer.js';

/** What a refused write becomes: the system's error in our words; anything that is no system error stays itself. */
export function unwritable(path: string, error: unknown): unknown {
  const errno = errnoOf(error);
  if (errno === undefined) return error;
  if (errno === 'ENOSPC' || errno === 'EDQUOT') return diskFull(path, errno);
  if (errno === 'EROFS' || errno === 'EACCES' || errno === 'EPERM') return readOnly(path, errno);
  return writeFailed(path, errno);
}

/** A refused write names the file it was for, not the one that stood in for it. */
export function named<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unwritable(path, error);
  }
}

export function diskFull(path: string, errno: string): TicketsError {
  return new TicketsError({
    kind: 'unwritable',
    code: 'disk_full',
    message: `no space is left to write ${path} (${errno}); nothing was changed`,
    hints: ['df shows the room on its disk; make some, then try again'],
    data: { path, errno },
  });
}

export function readOnly(path: string, errno: string): TicketsError {
  return new TicketsError({
    kind: 'unwritable',
    code: 'read_only',
    message: `${path} may not be written (${errno}); nothing was changed`,
    hints: ['check the permissions of its directory, and whether its disk is mounted read-only'],
    data: { path, errno },
  });
}

export function writeFailed(path: string, errno: string): TicketsError {
  return new TicketsError({
    kind: 'unwritable',
    code: 'write_failed',
    message: `${path} could not be written (${errno}); nothing was changed`,
    hints: ['look at the disk and at the limits of this process, then try again'],
    data: { path, errno },
  });
}

export function writeUnconfirmed(path: string): TicketsError {
  return new TicketsError({
    kind: 'recorded',
    code: 'write_unconfirmed',
    message: `${path} is new and whole, but its disk did not confirm it and may forget it in a power loss`,
    hints: ['look at the disk: it refuses what it has to be asked for'],
    data: { path },
  });
}

export function alreadyExists(path: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'already_exists',
    message: `${path} already exists and is left as it is`,
    hints: ['choose another name'],
    data: { path },
  });
}

export function nothingToMove(path: string): TicketsError {
  return new TicketsError({
    kind: 'not_found',
    code: 'nothing_to_move',
    message: `${path} is neither a directory nor a plain file, so it cannot be moved`,
    hints: ['it was moved or removed meanwhile: read again, then decide again'],
    data: { path },
  });
}
