import { setTimeout as sleep } from 'node:timers/promises';
import type { Agent } from './agents/agent.js';
import { announceNotice, answerMethod } from './answer-method.js';
import { openInbox, prepareInbox } from './inbox.js';
import { takeLateNotices } from './late-notices.js';
import { alert, announce, type Live, messageOf, openingOf } from './live.js';
import { changeMetadata, ensureMetadata } from './metadata.js';
import { openNoticeQueue } from './notice-queue.js';
import { holdPod } from './pod-lock.js';
import type { Pods } from './pods.js';
import { notifyAccepted, type WireEvent } from './protocol.js';
import { serveSocket } from './server.js';
import { openSessionLog } from './session-log.js';
import { ensureRuntimeDir, socketPathOf } from './socket-path.js';
import { clearStaleSocket } from './stale-socket.js';
import { wake } from './turn.js';

export interface ServeOptions {
  agent: Agent;
  /** Starts another pod, for those who may ask this one to. */
  restore: (name: string) => Promise<unknown>;
  /** Done once the pod has its metadata and nobody else serves it, before what its peers told it in vain is looked for. */
  meetPeers?: () => Promise<void>;
  /** Told of everything that those who are connected are told. */
  onEvent?: (event: WireEvent) => void;
  now?: () => Date;
}

export interface LivePod {
  name: string;
  socket: string;
  /** Ends the turn under way and everything else; a second call lets no program take its time. */
  stop: () => Promise<void>;
  /** Resolves when nothing of it is left but its files. */
  ended: Promise<void>;
}

/**
 * Makes a pod live until it is stopped. Resolves once it answers. Throws `pod_is_served` where another process serves it,
 * `socket_taken`, `socket_path_too_long`, `unsafe_runtime_dir`, `corrupt_metadata`, and whatever the disk refuses.
 */
export function openLivePod(pods: Pods, name: string, options: ServeOptions): Promise<LivePod> {
  return new Promise((resolve, reject) => {
    const served = async () => {
      const socket = socketPathOf(pods, name);
      ensureRuntimeDir(pods.runtimeDir);
      await ensureMetadata(pods, name, { resolved_manifest_snapshot: options.agent.manifest });
      await holdPod(pods, name, async () => {
        const { stop, ended } = await start(pods, name, socket, options);
        resolve({ name, socket, stop, ended: over });
        await ended;
      });
    };
    const over = served();
    over.catch(reject);
  });
}

/** Everything that a notice needs to be safe is on the disk before anybody can connect. */
async function start(pods: Pods, name: string, socket: string, options: ServeOptions) {
  const live = await openLive(pods, name, options);
  await options.meetPeers?.();
  const late = await takeLateNotices(live);
  await clearStaleSocket(socket);
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let stopping: Promise<void> | undefined;
  const looking = new AbortController();
  let looked: Promise<void> | undefined;
  const stop = () => {
    if (stopping !== undefined) live.turn?.cancel();
    looking.abort();
    stopping ??= shutDown(live)
      .then(() => looked)
      .finally(end);
    return stopping;
  };
  const powers = { stop: () => void stop(), restore: options.restore };
  live.server = await serveSocket(socket, {
    opening: () => openingOf(live),
    answer: (method, reply) => answerMethod(live, powers, method, reply),
  });
  for (const notice of late) announceNotice(live, notice);
  wake(live);
  looked = lookAgain(live, looking.signal);
  return { stop, ended };
}

/** Longer than an attempt to tell somebody takes, with what it takes to note that down. */
const slowestAttemptMs = 2000;

/** Who found nobody here just before this pod answered may have noted it down only after the first look. */
async function lookAgain(live: Live, signal: AbortSignal): Promise<void> {
  try {
    await sleep(slowestAttemptMs, undefined, { ref: false, signal });
    for (const notice of await takeLateNotices(live)) announceNotice(live, notice);
  } catch (error) {
    if (!signal.aborted) alert(live, 'warning', 'inbox', messageOf(error));
  }
}

async function openLive(pods: Pods, name: string, options: ServeOptions): Promise<Live> {
  const { agent, now = () => new Date(), onEvent = () => {} } = options;
  const { randomUUID } = process.getBuiltinModule('node:crypto');
  const { active } = await changeMetadata(pods, name, (metadata) => ({
    ...metadata,
    active: { session_id: metadata.active?.session_id ?? randomUUID(), segment_id: randomUUID() },
    resolved_manifest_snapshot: agent.manifest,
  }));
  const inbox = openInbox(pods, name);
  await prepareInbox(inbox);
  return {
    ...{ pods, name, agent, inbox, onEvent, now },
    queue: openNoticeQueue(inbox),
    session: openSessionLog(pods, name),
    greeting: { pod_name: name, capabilities: [notifyAccepted], agent: agent.manifest.agent, ...active },
    status: 'idle',
    turn: undefined,
    turnEnded: Promise.resolve(),
    alerts: [],
    opening: undefined,
    server: undefined,
    isStopping: false,
    isLogBroken: false,
  };
}

/** What was accepted is on the disk, and who waits for an answer has it, before anybody is let go. */
async function shutDown(live: Live): Promise<void> {
  live.isStopping = true;
  live.turn?.cancel();
  await live.turnEnded;
  await live.queue.settled();
  announce(live, 'shutdown', {});
  await live.server?.close();
}
