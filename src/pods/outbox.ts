import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';
import type { FileLayer } from '../files/file-layer.js';
import { withLock } from '../files/lock.js';
import { replaceFile } from '../files/replace-file.js';
import { readRegularFileIfPresent } from '../files/safe-path.js';
import { type Delivery, readDelivery, remarked } from './delivery.js';
import { appendToLog, parseLines } from './json-log.js';
import { isRecord } from './parse-metadata.js';
import { ensurePodDirectory, filesOf, type Pods, podFile } from './pods.js';
import { clientLineBytes } from './protocol.js';

/** A notice that was sent, and what became of it. */
export interface Sent {
  id: string;
  at: string;
  to: string;
  message: string;
  auto_run: boolean;
  delivery: Delivery;
}

const mostRecords = 1000;
const mostBytes = 8 * 1024 * 1024;

/** Below these, writers do not wait for each other: never do so many, or so much, come at one time. */
const easyRecords = mostRecords - 100;
const easyBytes = mostBytes / 2;

/** No record is shorter, so that a file below this times the most cannot hold too many. */
const leastBytes = 100;
const lineFeed = 0x0a;

/** Nobody waits long to note down what has happened already. */
const patience = { patienceMs: 200, holderPatienceMs: 200 };

/** Adds to what a pod has sent; that this could not be done is said in the delivery, which it does not change. */
export async function noteSent(pods: Pods, from: string, record: Sent): Promise<Delivery> {
  try {
    await appendOutbox(pods, from, record);
    return record.delivery;
  } catch (error) {
    return remarked(record.delivery, `not in the outbox: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Adds to what a pod has sent; the newest thousand are kept. */
export async function appendOutbox(pods: Pods, from: string, record: Sent): Promise<void> {
  const path = podFile(pods, from, 'outbox.jsonl');
  const files = filesOf(pods);
  if (files.lstat(path) === undefined) ensurePodDirectory(pods, from);
  // Nobody is about to cut anything off, and one line needs no lock: it is added whole.
  if (!isAtLeast(path, easyRecords, easyBytes, files)) {
    const { inode } = appendToLog(path, [record], false, files);
    // Another file in its place was made of what stood there before this line.
    if (files.lstat(path)?.ino === inode) return;
  }
  const stateDir = podFile(pods, from, '.state');
  try {
    await withLock(stateDir, () => append(path, record, below(stateDir, 'tmp'), files), { ...patience, files });
  } catch (error) {
    if (!(error instanceof TicketsError) || error.kind !== 'busy') throw error;
    // Better noted beside a writer that has stopped than not at all; at worst that one overlooks this line.
    appendToLog(path, [record], false, files);
  }
}

/** Whether there are so many records, or so many bytes. The file is read where its size leaves that open. */
function isAtLeast(path: string, records: number, size: number, files: FileLayer): boolean {
  const isSmall = (files.lstat(path)?.size ?? 0) < leastBytes * records;
  return !isSmall && holds(readRegularFileIfPresent(path, files) ?? new Uint8Array(), records, size);
}

function holds(bytes: Uint8Array, records: number, size: number): boolean {
  return bytes.length >= size || linesOf(bytes) >= records;
}

function append(path: string, record: Sent, tmpDir: string, files: FileLayer): void {
  const bytes = readRegularFileIfPresent(path, files) ?? new Uint8Array();
  if (holds(bytes, mostRecords, mostBytes)) replaceFile(path, newestWith(record, bytes), tmpDir, files);
  else appendToLog(path, [record], false, files);
}

/** The newest lines with one more. */
function newestWith(record: Sent, bytes: Uint8Array): Uint8Array {
  const added = Buffer.from(`${JSON.stringify(record)}\n`);
  const older = bytes.at(-1) === lineFeed ? bytes : Buffer.concat([bytes, Buffer.of(lineFeed)]);
  return Buffer.concat([older.subarray(startOfNewest(older)), added]);
}

function linesOf(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) count++;
  return count;
}

/** Where the lines begin that stay: one fewer than the most, and by bytes a quarter below, so that not each one is cut. */
function startOfNewest(bytes: Uint8Array): number {
  let start = bytes.length;
  for (let count = 0; count < mostRecords - 1 && start > 0; count++) {
    const before = bytes.lastIndexOf(lineFeed, start - 2) + 1;
    if (bytes.length - before > (3 / 4) * mostBytes || start === 1) return start;
    start = before;
  }
  return start;
}

/** What a pod has sent, oldest first; lines that are no records are passed over. Takes no lock and creates nothing. */
export function readOutbox(pods: Pods, name: string): Sent[] {
  const bytes = readRegularFileIfPresent(podFile(pods, name, 'outbox.jsonl'), filesOf(pods));
  return bytes === undefined ? [] : parseLines(bytes).flatMap(readRecord).slice(-mostRecords);
}

function readRecord(value: unknown): Sent[] {
  if (!isRecord(value)) return [];
  const { id, at, to, message } = value;
  const delivery = readDelivery(value.delivery);
  if (typeof id !== 'string' || typeof at !== 'string' || typeof to !== 'string' || typeof message !== 'string')
    return [];
  return delivery === undefined ? [] : [{ id, at, to, message, auto_run: value.auto_run === true, delivery }];
}

/**
 * What these pods have sent to `name` in vain, oldest first and once each: a pod that starts is shown what it missed. What
 * was refused it is not: neither what those sent who were no peers, nor what is longer than a line may be.
 */
export function undeliveredTo(pods: Pods, name: string, peers: readonly string[]): (Sent & { from: string })[] {
  const missed = peers.flatMap((from) => {
    const sent = outboxIfReadable(pods, from).filter(({ to }) => to === name);
    const reached = new Set(sent.filter(({ delivery }) => delivery.outcome === 'delivered').map(({ id }) => id));
    const missed = sent.filter((record) => !reached.has(record.id) && !wasRefused(record));
    const byId = new Map(missed.map((record) => [record.id, { ...record, from }]));
    return [...byId.values()];
  });
  return missed.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
}

function wasRefused({ message, delivery }: Sent): boolean {
  const isNoPeer = delivery.reason === 'not-visible' || delivery.reason === 'not-peer';
  return isNoPeer || Buffer.byteLength(message) > clientLineBytes;
}

/** One peer's spoilt outbox is no reason to miss the others'. */
function outboxIfReadable(pods: Pods, name: string): Sent[] {
  try {
    return readOutbox(pods, name);
  } catch {
    return [];
  }
}
