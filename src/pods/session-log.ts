import type { FileLayer } from '../files/file-layer.js';
import { unwritable } from '../files/unwritable.js';
import { appendToLog, readLog, rotationSize } from './json-log.js';
import { filesOf, type Pods, podFile } from './pods.js';
import type { WireEvent } from './protocol.js';

/** What a pod said or heard, as it stands in its session log and in the snapshot. */
export interface SessionEntry extends WireEvent {
  at: string;
}

/** What a live pod keeps of its session: the file, and its newest part for those who connect. */
export interface SessionLog {
  path: string;
  files: FileLayer;
  /** The newest entries but for the very newest, each with a comma behind it. A block never changes. */
  blocks: Buffer[];
  /** The very newest, of which the next block is made. */
  tail: Buffer[];
  /** What all of them come to, in bytes. */
  size: number;
}

/** How much of its session a pod shows to who connects. */
const shownSize = 256 * 1024;
const blockSize = 8 * 1024;

/** Opens a pod's session log, and makes it where it is missing; on the disk when this returns. */
export function openSessionLog(pods: Pods, name: string): SessionLog {
  const files = filesOf(pods);
  const log: SessionLog = { path: podFile(pods, name, 'session.jsonl'), files, blocks: [], tail: [], size: 0 };
  appendToLog(log.path, [], true, files);
  for (const value of readLog(log.path, undefined, files).values) show(log, value);
  return log;
}

/** A killed pod has said what it said: the line is out of this process when this returns. */
export function appendSession(log: SessionLog, entry: SessionEntry): void {
  show(log, entry);
  if ((log.files.lstat(log.path)?.size ?? 0) > rotationSize) rotate(log);
  appendToLog(log.path, [entry], false, log.files);
}

/**
 * The newest 256 KiB or a little less, oldest first, as a JSON list in pieces. Everybody who connects is sent them: the
 * same few pieces cost a pod with many visitors next to nothing, a text of their own each would cost most of its memory.
 */
export function newestEntries({ blocks, tail }: SessionLog): Uint8Array[] {
  const pieces: Uint8Array[] = tail.length > 0 ? [...blocks, Buffer.concat(tail)] : [...blocks];
  // The last comma gives way to the bracket.
  const last = pieces.pop()?.subarray(0, -1);
  return [Buffer.from('['), ...pieces, ...(last === undefined ? [] : [last]), Buffer.from(']')];
}

function show(log: SessionLog, entry: unknown): void {
  const bytes = Buffer.from(`${JSON.stringify(entry)},`);
  log.tail.push(bytes);
  log.size += bytes.length;
  if (log.tail.reduce((sum, one) => sum + one.length, 0) >= blockSize || log.size > shownSize) {
    log.blocks.push(Buffer.concat(log.tail));
    log.tail = [];
  }
  while (log.size > shownSize) log.size -= log.blocks.shift()?.length ?? log.size;
}

function rotate({ path, files }: SessionLog): void {
  try {
    files.rename(path, path.replace(/\.jsonl$/, '.1.jsonl'));
  } catch (error) {
    throw unwritable(path, error);
  }
}
