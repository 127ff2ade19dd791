import { dirname } from 'node:path';
import { below } from '../files/below.js';
import type { FileLayer } from '../files/file-layer.js';
import { withLock } from '../files/lock.js';
import { recover } from '../files/recover.js';
import { replaceFile } from '../files/replace-file.js';
import { quietly } from '../files/staging.js';
import { appendToLog, type Growth, type LogPosition, readLog, rotationSize } from './json-log.js';
import { type Consumed, type Notice, parseInboxRecord } from './notice.js';
import { filesOf, type Pods, podFile } from './pods.js';

/** Which notices there are, by id, oldest first; of those that wait, as much as somebody has to know. */
interface Book<T> {
  waiting: Map<string, T>;
  /** When each was read. Kept, so that one that comes again is known. */
  consumed: Map<string, string>;
}

/** A notice that nobody has read yet, without its text: a pod that nobody empties needs little memory for that. */
interface Waiting {
  size: number;
  auto_run: boolean;
  late: boolean;
}

/** What a process knows of an inbox. The file is the truth: it is read on under the lock before anything is decided. */
export interface Inbox extends Book<Waiting> {
  path: string;
  stateDir: string;
  files: FileLayer;
  position: LogPosition | undefined;
  /** The size below which another rotation would gain nothing. */
  floor: number;
  /** The disk refused a sync: what it has of the file, nobody knows before it is written anew. */
  isUnsure: boolean;
}

export type Acceptance = 'new' | 'known' | 'full';

/** How many characters may wait. More than anybody reads; still little enough to read at a start. */
export const room = 64 * 1024 * 1024;

/** How many ids of consumed notices outlive a rotation. */
const remembered = 20_000;

/** Creates nothing. */
export function openInbox(pods: Pods, name: string): Inbox {
  return {
    path: podFile(pods, name, 'inbox.jsonl'),
    stateDir: podFile(pods, name, '.state'),
    files: filesOf(pods),
    waiting: new Map(),
    consumed: new Map(),
    position: undefined,
    floor: 0,
    isUnsure: false,
  };
}

/** What waits in a pod's inbox, oldest first. Takes no lock and creates nothing. */
export function readInbox(pods: Pods, name: string): Notice[] {
  return waitingNotices(openInbox(pods, name));
}

export function waitingNotices({ path, files }: Inbox): Notice[] {
  if (files.lstat(path) === undefined) return [];
  const book: Book<Notice> = { waiting: new Map(), consumed: new Map() };
  for (const value of readLog(path, undefined, files).values) note(book, value, (notice) => notice);
  return [...book.waiting.values()];
}

/** Makes the inbox where it is missing, on the disk, reads what waits in it, and tidies up after a rotation cut off. */
export function prepareInbox(inbox: Inbox): Promise<void> {
  const { path, stateDir, files } = inbox;
  return underLock(inbox, () => {
    recover({ root: dirname(path), stateDir, isAllowedPath: () => false, files });
    write(inbox, []);
  });
}

/**
 * Writes notices down, one copy of an id; they are on the disk when this returns. That holds for known ones as well:
 * whoever sends again may have been told nothing, because the disk refused.
 */
export function acceptNotices(inbox: Inbox, notices: readonly Notice[]): Promise<Acceptance[]> {
  return underLock(inbox, () => {
    const fresh = new Map<string, Notice>();
    let size = Array.from(inbox.waiting.values(), (one) => one.size).reduce((sum, one) => sum + one, 0);
    const answers = notices.map((notice): Acceptance => {
      if (isKnown(inbox, notice.id) || fresh.has(notice.id)) return 'known';
      size += sizeOf(notice);
      if (size > room) return 'full';
      fresh.set(notice.id, notice);
      return 'new';
    });
    write(inbox, [...fresh.values()]);
    return answers;
  });
}

/** Marks notices as read; ids that do not wait here are passed over. Says how many were marked. */
export function consumeNotices(inbox: Inbox, ids: readonly string[], at: string): Promise<number> {
  return underLock(inbox, () => {
    const marks = ids.filter((id) => inbox.waiting.has(id)).map((consumed): Consumed => ({ consumed, at }));
    write(inbox, marks);
    return marks.length;
  });
}

/** What other processes have written meanwhile. */
export function catchUp(inbox: Inbox): void {
  const found = inbox.files.lstat(inbox.path);
  if (found === undefined) {
    forget(inbox);
    return;
  }
  if (found.ino === inbox.position?.inode && found.size === inbox.position.end) return;
  const { values, position, isAnother } = readLog(inbox.path, inbox.position, inbox.files);
  if (isAnother) forget(inbox);
  inbox.position = position;
  for (const value of values) note(inbox, value, withoutText);
}

async function underLock<T>(inbox: Inbox, work: () => T): Promise<T> {
  return withLock(
    inbox.stateDir,
    () => {
      catchUp(inbox);
      return work();
    },
    { files: inbox.files },
  );
}

function write(inbox: Inbox, records: readonly (Notice | Consumed)[]): void {
  const size = inbox.position?.end ?? 0;
  if (inbox.isUnsure || size > Math.max(rotationSize, 2 * inbox.floor)) rotate(inbox);
  const { inode, start, end } = appended(inbox, records);
  if (inbox.position?.inode === inode && inbox.position.end === start) {
    for (const record of records) note(inbox, record, withoutText);
    inbox.position = { inode, end };
  } else catchUp(inbox);
}

function appended(inbox: Inbox, records: readonly (Notice | Consumed)[]): Growth {
  try {
    return appendToLog(inbox.path, records, true, inbox.files);
  } catch (error) {
    inbox.isUnsure = true;
    throw error;
  }
}

/** Begins the file anew with what waits and which ids are known; what it was before is kept beside it, once. */
function rotate(inbox: Inbox): void {
  const { path, stateDir, files, consumed } = inbox;
  const marks = Array.from(consumed, ([id, at]): Consumed => ({ consumed: id, at })).slice(-remembered);
  const text = [...waitingNotices(inbox), ...marks].map((record) => `${JSON.stringify(record)}\n`).join('');
  const bytes = Buffer.from(text);
  keepOld(path, files);
  replaceFile(path, bytes, below(stateDir, 'tmp'), files);
  inbox.isUnsure = false;
  inbox.floor = bytes.length;
  catchUp(inbox);
}

function keepOld(path: string, files: FileLayer): void {
  const old = path.replace(/\.jsonl$/, '.1.jsonl');
  quietly(() => files.unlink(old));
  quietly(() => files.link(path, old));
}

function note<T>(book: Book<T>, value: unknown, keep: (notice: Notice) => T): void {
  const record = parseInboxRecord(value);
  if (record === undefined) return;
  if ('consumed' in record) {
    book.waiting.delete(record.consumed);
    book.consumed.set(record.consumed, record.at);
  } else if (!isKnown(book, record.id)) {
    book.waiting.set(record.id, keep(record));
  }
}

function isKnown({ waiting, consumed }: Book<unknown>, id: string): boolean {
  return waiting.has(id) || consumed.has(id);
}

function forget(inbox: Inbox): void {
  inbox.waiting.clear();
  inbox.consumed.clear();
  inbox.position = undefined;
}

function withoutText(notice: Notice): Waiting {
  return { size: sizeOf(notice), auto_run: notice.auto_run, late: notice.late };
}

function sizeOf({ message }: Notice): number {
  return message.length + 256;
}
