import { crashes, refusedCalls } from './crashes.js';
import { createsByCount, createsByTime } from './creates.js';
import { doctor } from './doctor.js';
import { editsByRevision, editsInEditor } from './edits.js';
import { kills } from './kills.js';
import type { Row } from './row.js';
import { threads } from './threads.js';
import { writersByCommandLine, writersByLibrary } from './writers.js';

/** Every promise that is proven, in the order of the table. */
export const rows: readonly Row[] = [
  writersByLibrary,
  writersByCommandLine,
  createsByTime,
  createsByCount,
  editsByRevision,
  editsInEditor,
  kills,
  crashes,
  refusedCalls,
  threads,
  doctor,
];
