import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { TicketsError } from '../errors.js';
import { readRegularFileIfPresent } from '../files/safe-path.js';
import { startDetached } from '../programs/start-detached.js';
import { probePod } from './client.js';
import { type Manifest, parseManifest, restorability } from './manifest.js';
import { openMetadata } from './metadata.js';
import { plainText } from './plain-text.js';
import { filesOf, type Pods, podFile } from './pods.js';
import { socketPathOf } from './socket-path.js';

export interface RestoreOptions {
  /** The words that run `tickets` on this machine. */
  tickets: readonly string[];
  env: Record<string, string | undefined>;
  deadlineMs?: number;
}

export interface Restored {
  pod_name: string;
  outcome: 'restored' | 'already_live';
  pid: number | null;
}

/**
 * Starts a pod again with the agent that it last had, in a process of its own that outlives this one. Whether the one
 * who asks may do that, others decide. Throws
 * `pod_not_found`, `corrupt_metadata`, `pod_not_restorable`, `restore_failed`.
 */
export async function restorePod(pods: Pods, name: string, options: RestoreOptions): Promise<Restored> {
  const { metadata } = openMetadata(pods, name);
  if (await isLive(pods, name)) return { pod_name: name, outcome: 'already_live', pid: null };
  const manifest = parseManifest(metadata.resolved_manifest_snapshot);
  const { reason } = restorability(metadata.resolved_manifest_snapshot);
  if (manifest === undefined) throw podNotRestorable(name, reason ?? 'nothing is known to start');
  if (!isDirectory(manifest.cwd)) throw podNotRestorable(name, `it was served in ${manifest.cwd}, which is gone`);
  const pid = await start(pods, name, manifest, options);
  return { pod_name: name, outcome: 'restored', pid };
}

async function start(pods: Pods, name: string, manifest: Manifest, options: RestoreOptions): Promise<number | null> {
  const { tickets, env, deadlineMs = 10_000 } = options;
  const words = manifest.agent === 'exec' ? ['--agent', 'exec', '--', ...manifest.argv] : ['--agent', 'none'];
  const log = podFile(pods, name, 'serve.log');
  const started = startDetached({
    argv: [...tickets, 'pod', 'serve', name, ...words],
    cwd: manifest.cwd,
    env: { ...env, TICKETS_RUNTIME_DIR: pods.runtimeDir },
    log,
  });
  const deadline = performance.now() + deadlineMs;
  while (!(await isLive(pods, name))) {
    if (started.hasEnded()) throw restoreFailed(name, `it ended again: ${lastLineOf(pods, log)}`, log);
    if (performance.now() > deadline) throw restoreFailed(name, `it does not answer after ${deadlineMs} ms`, log);
    await sleep(50);
  }
  return started.pid ?? null;
}

async function isLive(pods: Pods, name: string): Promise<boolean> {
  return (await probePod(socketPathOf(pods, name), { deadlineMs: 1000 })).reachable;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** What it said of its end: the first error, else the last line. */
function lastLineOf(pods: Pods, log: string): string {
  const bytes = readRegularFileIfPresent(log, filesOf(pods));
  const lines = plainText(new TextDecoder().decode(bytes?.subarray(-4096)))
    .split('\n')
    .filter((line) => line.trim() !== '');
  return (lines.find((line) => line.startsWith('error: ')) ?? lines.at(-1) ?? 'it said nothing').slice(0, 256);
}

function podNotRestorable(name: string, reason: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'pod_not_restorable',
    message: `the pod ${name} cannot be restored: ${reason}`,
    hints: [`tickets pod serve ${name} starts it by hand; from then on it can be restored`],
    data: { name, reason },
  });
}

function restoreFailed(name: string, reason: string, log: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'restore_failed',
    message: `the pod ${name} was started and is not live: ${reason}`,
    hints: [`${log} has all that it said`],
    data: { name, reason, log },
  });
}
