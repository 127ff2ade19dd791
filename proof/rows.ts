import { crashes, refusedCalls } from './crashes.js';
import { createsByCount, createsByTime } from './creates.js';
import { doctor } from './doctor.js';
import { dyingWriters } from './dying-writers.js';
import { editsByRevision, editsInEditor } from './edits.js';
import { hostileFiles } from './hostile-files.js';
import { hostilePaths } from './hostile-paths.js';
import { kills } from './kills.js';
import { messages } from './messages.js';
import { noticeKills } from './notice-kills.js';
import { noticePower } from './notice-power.js';
import { notices } from './notices.js';
import { peerCrashes, peerRefusals } from './peer-crashes.js';
import { peerKills } from './peer-kills.js';
import { peers } from './peers.js';
import type { Row } from './row.js';
import { sockets } from './sockets.js';
import { terminals } from './terminals.js';
import { threads } from './threads.js';
import { writersByCommandLine, writersByLibrary } from './writers.js';

/** Every promise that is proven, in the order of the table. */
export const rows: readonly Row[] = [
  writersByLibrary,
  writersByCommandLine,
  dyingWriters,
  createsByTime,
  createsByCount,
  editsByRevision,
  editsInEditor,
  hostileFiles,
  hostilePaths,
  terminals,
  ...kills,
  crashes,
  refusedCalls,
  threads,
  messages,
  sockets,
  notices,
  noticeKills,
  noticePower,
  peers,
  peerKills,
  peerCrashes,
  peerRefusals,
  doctor,
];
