import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { noAgent } from '../../src/pods/agents/none.js';
import { type Watch, watchPod } from '../../src/pods/client.js';
import { type LivePod, type ServeOptions, servePod } from '../../src/pods/live-pod.js';
import { ensureMetadata } from '../../src/pods/metadata.js';
import { openPods, type Pods } from '../../src/pods/pods.js';
import type { NotifyParams, WireEvent, WireMethod } from '../../src/pods/protocol.js';
import { socketPathOf } from '../../src/pods/socket-path.js';

/** Pods of their own for one test, with metadata for those that are named. */
export async function podsWith(...names: string[]): Promise<Pods> {
  const directory = mkdtempSync(join(tmpdir(), 'tickets-pods-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const env = { TICKETS_RUNTIME_DIR: join(directory, 'run') };
  const pods = openPods(join(directory, 'tickets', 'pods'), { env, folderName: 'forest' });
  for (const name of names) await ensureMetadata(pods, name);
  return pods;
}

/** A pod that is served by this process until the test is over. */
export async function serve(pods: Pods, name: string, options: Partial<ServeOptions> = {}): Promise<LivePod> {
  const restore = async () => null;
  const live = await servePod(pods, name, { agent: noAgent(pods.root), restore, ...options });
  onTestFinished(() => live.stop());
  return live;
}

/** A connection that remembers what it was told. */
export interface Listener extends Watch {
  events: WireEvent[];
  /** The first event of this name, from the `n`-th event on; waits for it. */
  heard: (name: string, from?: number) => Promise<WireEvent>;
}

export async function listen(pods: Pods, name: string): Promise<Listener> {
  const events: WireEvent[] = [];
  const waiting = new Set<() => void>();
  const onEvent = (event: WireEvent) => {
    events.push(event);
    for (const look of waiting) look();
  };
  const watch = await watchPod(socketPathOf(pods, name), onEvent, { deadlineMs: 10_000 });
  onTestFinished(() => watch.close());
  const heard = (wanted: string, from = 0) =>
    new Promise<WireEvent>((resolve, reject) => {
      const look = () => {
        const found = events.slice(from).find(({ event }) => event === wanted);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      void watch.ended.then((why) => reject(new Error(`the pod said no ${wanted}: ${why ?? 'closed'}`)));
    });
  return { ...watch, events, heard };
}

export function notify(message: string, params: Partial<NotifyParams> = {}): WireMethod {
  return { method: 'notify', params: { message, auto_run: false, ...params } };
}

export function run(content: string): WireMethod {
  return { method: 'run', params: { input: [{ kind: 'text', content }] } };
}

export function namesOf(events: readonly WireEvent[]): string[] {
  return events.map(({ event }) => event);
}
