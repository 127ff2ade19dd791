import { isAbsence } from '../files/file-layer.js';
import { appendToLog, readLog, rotationSize } from '../pods/json-log.js';
import { ensurePodDirectory, filesOf, lockPods, type Pods, podFile } from '../pods/pods.js';
import type { HookRecord } from './hook.js';

/** One line of `hooks.log`: what a hook did on one transition. */
export interface LoggedRecord extends HookRecord {
  at: string;
  ticket: string | null;
  /** `state/queued->inprogress`, `review/approve`, …; null outside a transition. */
  event: string | null;
}

const name = 'hooks.log';
const older = 'hooks.log.1';

/** Keeps what hooks did, in the Orchestrator's directory. A log that is full becomes the older one, in whose place it comes. */
export async function appendHookLog(pods: Pods, orchestrator: string, records: readonly LoggedRecord[]): Promise<void> {
  const path = podFile(pods, orchestrator, name);
  const files = filesOf(pods);
  if (files.lstat(path) === undefined) ensurePodDirectory(pods, orchestrator);
  appendToLog(path, records, false, files);
  const isFull = () => (files.lstat(path)?.size ?? 0) >= rotationSize;
  if (!isFull()) return;
  await lockPods(pods, () => {
    if (isFull()) files.rename(path, podFile(pods, orchestrator, older));
  });
}

/** All that is kept, oldest first. */
export function readHookLog(pods: Pods, orchestrator: string): LoggedRecord[] {
  return [older, name].flatMap((file) => readRecords(pods, orchestrator, file));
}

function readRecords(pods: Pods, orchestrator: string, file: string): LoggedRecord[] {
  const path = podFile(pods, orchestrator, file);
  if (filesOf(pods).lstat(path) === undefined) return [];
  try {
    return readLog(path, undefined, filesOf(pods)).values.flatMap(parseRecord);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

function parseRecord(value: unknown): LoggedRecord[] {
  if (typeof value !== 'object' || value === null) return [];
  const fields: Record<string, unknown> = { ...value };
  const text = (key: string) => (typeof fields[key] === 'string' ? fields[key] : null);
  const [at, hook, outcome] = [text('at'), text('hook'), text('outcome')];
  if (at === null || hook === null || outcome === null) return [];
  const [ticket, event, to, id] = [text('ticket'), text('event'), text('to'), text('id')];
  return [
    {
      at,
      ticket,
      event,
      hook,
      to,
      id,
      outcome,
      reason: text('reason'),
      evidence: text('evidence'),
      detail: text('detail'),
    },
  ];
}
