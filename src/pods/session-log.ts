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
  /** Each as its JSON and a comma. */
  entries: Buffer[];
  /** What the entries come to, in bytes. */
  size: number;
}

/** How much of its session a pod shows to who connects. */
const shownSize = 256 * 1024;

/** Opens a pod's session log, and makes it where it is missing; on the disk when this returns. */
export function openSessionLog(pods: Pods, name: string): SessionLog {
  const files = filesOf(pods);
  const log: SessionLog = { path: podFile(pods, name, 'session.jsonl'), files, entries: [], size: 0 };
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
 * The newest 256 KiB, oldest first, as a JSON list in pieces. It is asked for whenever somebody connects, and making the
 * text anew each time would cost a pod with many visitors most of its memory.
 */
export function newestEntries({ entries }: SessionLog): Uint8Array[] {
  const last = entries.at(-1);
  // Its comma gives way to the bracket.
  const withoutComma = last === undefined ? [] : [last.subarray(0, -1)];
  return [Buffer.from('['), ...entries.slice(0, -1), ...withoutComma, Buffer.from(']')];
}

function show(log: SessionLog, entry: unknown): void {
  const bytes = Buffer.from(`${JSON.stringify(entry)},`);
  log.entries.push(bytes);
  log.size += bytes.length;
  while (log.size > shownSize) log.size -= log.entries.shift()?.length ?? log.size;
}

function rotate({ path, files }: SessionLog): void {
  try {
    files.rename(path, path.replace(/\.jsonl$/, '.1.jsonl'));
  } catch (error) {
    throw unwritable(path, error);
  }
}
