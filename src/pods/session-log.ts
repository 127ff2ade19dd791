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
  entries: { entry: unknown; size: number }[];
  /** What the entries come to, in bytes of JSON. */
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

/** The newest 256 KiB, oldest first. */
export function newestEntries(log: SessionLog): unknown[] {
  return log.entries.map(({ entry }) => entry);
}

function show(log: SessionLog, entry: unknown): void {
  const size = Buffer.byteLength(JSON.stringify(entry)) + 1;
  log.entries.push({ entry, size });
  log.size += size;
  while (log.size > shownSize) log.size -= log.entries.shift()?.size ?? log.size;
}

function rotate({ path, files }: SessionLog): void {
  try {
    files.rename(path, path.replace(/\.jsonl$/, '.1.jsonl'));
  } catch (error) {
    throw unwritable(path, error);
  }
}
