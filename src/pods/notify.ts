import { openWire, wireFailureOf } from './client.js';
import { type Delivery, delivered, failed, skipped } from './delivery.js';
import { type ReadMetadata, readOnce } from './metadata.js';
import { noteSent } from './outbox.js';
import { isRecord, newMetadata } from './parse-metadata.js';
import { badPodName, isPodName } from './pod-name.js';
import type { Pods } from './pods.js';
import { type NotifyParams, notifyAccepted, offersAccept, type WireEvent } from './protocol.js';
import { socketPathOf } from './socket-path.js';
import { ensureToken } from './token.js';
import { visibilityOf } from './visibility.js';
import type { Wire } from './wire.js';

export interface OutgoingNotice {
  from: string;
  to: string;
  message: string;
  /** By which the receiver knows a notice that comes twice; made where it is not given. */
  id?: string;
  /** Whether it wakes an idle receiver; a weak notice waits for the next turn. */
  autoRun?: boolean;
  /** For connecting, speaking and hearing together. */
  deadlineMs?: number;
  now?: () => Date;
  /** What the two pods' metadata says, where somebody has just read it. */
  read?: ReadMetadata;
}

export interface Notified {
  id: string;
  delivery: Delivery;
}

/**
 * Tells a live peer, and says what became of it. Whatever is wrong is in the answer: this never throws, waits no longer
 * than its deadline, and starts nobody. Every attempt stands in the sender's outbox.
 */
export async function notifyPod(pods: Pods, notice: OutgoingNotice): Promise<Notified> {
  const id = notice.id ?? newNoticeId();
  const delivery = await deliver(pods, { ...notice, id });
  const { from, to, message, autoRun = false, now = () => new Date() } = notice;
  const sent = { id, at: now().toISOString(), to, message, auto_run: autoRun, delivery };
  return { id, delivery: isPodName(from) ? await noteSent(pods, from, sent) : delivery };
}

type Identified = OutgoingNotice & { id: string };

function newNoticeId(): string {
  return process.getBuiltinModule('node:crypto').randomBytes(8).toString('hex');
}

async function deliver(pods: Pods, notice: Identified): Promise<Delivery> {
  try {
    return whyNot(pods, notice) ?? (await say(pods, notice));
  } catch (error) {
    return failed(messageOf(error));
  }
}

/** What is known without asking the receiver. */
function whyNot(pods: Pods, { from, to, read = readOnce(pods) }: Identified): Delivery | undefined {
  for (const name of [from, to]) if (!isPodName(name)) return failed(badPodName(name).message);
  const own = read(from);
  if (own.state === 'corrupt') return failed(`unreadable metadata of ${from}: ${own.error}`);
  const target = read(to);
  if (target.state === 'missing') return skipped('missing');
  if (target.state === 'corrupt') return failed(`unreadable metadata of ${to}: ${target.error}`);
  const visibility = visibilityOf(own.state === 'readable' ? own.metadata : newMetadata(from), to);
  if (visibility === undefined) return skipped('not-visible');
  return visibility === 'peer' ? undefined : skipped('not-peer', visibility);
}

async function say(pods: Pods, notice: Identified): Promise<Delivery> {
  const { deadlineMs = 1000 } = notice;
  try {
    const opened = openWire(socketPathOf(pods, notice.to), { deadlineMs });
    // What is said is put together while the pod gets ready to hear it.
    const [{ wire, opening }, params] = await Promise.all([opened, paramsOf(pods, notice)]);
    try {
      await wire.write({ method: 'notify', params });
      return offersAccept(opening.greeting) ? await hearAnswer(wire, notice.id) : delivered('written');
    } finally {
      wire.close();
    }
  } catch (error) {
    const failure = wireFailureOf(error);
    if (failure === undefined) throw error;
    return failure.isLive ? failed(failure.detail) : skipped('not-live', failure.detail);
  }
}

function paramsOf(pods: Pods, { from, message, id, autoRun = false }: Identified): NotifyParams {
  return { message, auto_run: autoRun, id, source: from, ...tokenOf(pods, from) };
}

/** Without a token the source is only claimed, which is better than no notice. */
function tokenOf(pods: Pods, from: string): { token?: string } {
  try {
    return { token: ensureToken(pods, from) };
  } catch {
    return {};
  }
}

async function hearAnswer(wire: Wire, id: string): Promise<Delivery> {
  while (true) {
    const answer = answerOf(await wire.next('confirmation'), id);
    if (answer !== undefined) return answer;
  }
}

/** Everything else is about somebody else: an accepted notice of another id, and errors of a turn. */
function answerOf({ event, data }: WireEvent, id: string): Delivery | undefined {
  if (!isRecord(data)) return undefined;
  if (event === notifyAccepted && data.id === id) return delivered('recorded');
  if (event !== 'error' || data.code === 'provider_error' || data.code === 'tool_error') return undefined;
  const code = typeof data.code === 'string' && /^[a-z_]{1,40}$/.test(data.code) ? data.code : 'error';
  return failed(typeof data.message === 'string' ? data.message : 'refused without a word', code);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
