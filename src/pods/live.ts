import type { Agent, RunningTurn } from './agents/agent.js';
import type { Inbox } from './inbox.js';
import type { NoticeQueue } from './notice-queue.js';
import type { Pods } from './pods.js';
import type { WireEvent } from './protocol.js';
import type { PodServer } from './server.js';
import { appendSession, newestEntries, type SessionLog } from './session-log.js';

export type PodStatus = 'idle' | 'running' | 'paused';

/** A pod while it is live: what its parts share. */
export interface Live {
  pods: Pods;
  name: string;
  agent: Agent;
  inbox: Inbox;
  queue: NoticeQueue;
  session: SessionLog;
  greeting: Record<string, unknown>;
  now: () => Date;
  /** Told of everything that those who are connected are told. */
  onEvent: (event: WireEvent) => void;
  status: PodStatus;
  turn: RunningTurn | undefined;
  /** Resolves when the turn under way, and all that follows from it, is over. */
  turnEnded: Promise<void>;
  alerts: WireEvent[];
  /** What the next one to connect is told first; made anew when something has changed. */
  opening: WireEvent[] | undefined;
  server: PodServer | undefined;
  isStopping: boolean;
  /** The session log could not be written, and that was said. */
  isLogBroken: boolean;
}

const mostAlerts = 20;

/** Tells everybody, and the session log. What passes by, like a piece of a text, is not logged. */
export function announce(live: Live, event: string, data: unknown, { isLogged = true } = {}): void {
  const said: WireEvent = { event, data };
  if (isLogged) record(live, said);
  live.server?.broadcast(said);
  live.onEvent(said);
}

/** Something that everybody should know who looks at this pod, now or later. */
export function alert(live: Live, level: 'info' | 'warning' | 'error', source: string, message: string): void {
  const said: WireEvent = { event: 'alert', data: { level, source, message, timestamp_ms: live.now().getTime() } };
  live.alerts = [...live.alerts, said].slice(-mostAlerts);
  live.opening = undefined;
  live.server?.broadcast(said);
  live.onEvent(said);
}

export function setStatus(live: Live, status: PodStatus): void {
  if (live.status === status) return;
  live.status = status;
  live.opening = undefined;
  announce(live, 'status', { status }, { isLogged: false });
}

/** Alerts, then the snapshot. */
export function openingOf(live: Live): readonly WireEvent[] {
  live.opening ??= [
    ...live.alerts,
    {
      event: 'snapshot',
      data: { entries: newestEntries(live.session), greeting: live.greeting, status: live.status },
    },
  ];
  return live.opening;
}

/** A pod whose disk is full still talks; that its log has a gap is said once. */
function record(live: Live, event: WireEvent): void {
  live.opening = undefined;
  try {
    appendSession(live.session, { at: live.now().toISOString(), ...event });
    live.isLogBroken = false;
  } catch (error) {
    if (live.isLogBroken) return;
    live.isLogBroken = true;
    alert(live, 'error', 'session', messageOf(error));
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
