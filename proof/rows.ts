import { crashes, refusedCalls } from './crashes.js';
import { createsByCount, createsByTime } from './creates.js';
import { editsByRevision, editsInEditor } from './edits.js';
import { killedMigrations } from './kill-migrations.js';
import { kills } from './kills.js';
import { peerCrashes, peerRefusals } from './peer-crashes.js';
import { peerKills } from './peer-kills.js';
import { peers } from './peers.js';
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
  killedMigrations,
  crashes,
  refusedCalls,
  threads,
  peers,
  peerKills,
  peerCrashes,
  peerRefusals,
];
