import { TicketsError } from '../errors.js';
import { randomName } from '../files/staging.js';
import type { Probe } from './client.js';
import { listVisible } from './discovery.js';
import { announce, type Live, messageOf, setStatus } from './live.js';
import type { Notice } from './notice.js';
import { registerPeer } from './peers.js';
import {
  errorEvent,
  type NotifyParams,
  notifyAccepted,
  type WireErrorCode,
  type WireEvent,
  type WireMethod,
} from './protocol.js';
import { resolvePodName } from './roles.js';
import { provesSource } from './token.js';
import { startTurn, wake } from './turn.js';

type Reply = (event: WireEvent) => void;

/** What a live pod can do that its server cannot: end, and start other pods. */
export interface Powers {
  stop: () => void;
  restore: (name: string) => Promise<unknown>;
}

/** Answers one method of one client; whatever goes wrong with it is an answer as well. */
export async function answerMethod(live: Live, powers: Powers, method: WireMethod, reply: Reply): Promise<void> {
  try {
    await answer(live, powers, method, reply);
  } catch (error) {
    const isTheirs = error instanceof TicketsError && ['usage', 'not_found', 'refused'].includes(error.kind);
    reply(errorEvent(isTheirs ? 'invalid_request' : 'internal', messageOf(error)));
  }
}

async function answer(live: Live, powers: Powers, { method, params }: WireMethod, reply: Reply): Promise<void> {
  if (live.isStopping && method !== 'shutdown') return refuse(reply, 'internal', 'the pod is shutting down');
  switch (method) {
    case 'notify':
      return acceptNotify(live, params, reply);
    case 'run':
      if (live.status === 'running') return refuse(reply, 'already_running', 'a turn is running');
      if (live.status === 'paused') return refuse(reply, 'already_running', 'a turn is paused: resume or cancel it');
      return startTurn(live, { kind: 'run', segments: params.input });
    case 'pause':
      if (live.status !== 'running') return refuse(reply, 'not_running', `the pod is ${live.status}`);
      if (live.turn === undefined) return refuse(reply, 'not_running', 'the turn is just over');
      live.turn.pause();
      return setStatus(live, 'paused');
    case 'resume':
      if (live.status !== 'paused') return refuse(reply, 'not_paused', `the pod is ${live.status}`);
      live.turn?.resume();
      return setStatus(live, 'running');
    case 'cancel':
      if (live.status === 'idle') return refuse(reply, 'not_running', 'the pod is idle');
      return live.turn?.cancel();
    case 'shutdown':
      return powers.stop();
    case 'pod_event':
      return announce(live, 'system_item', { item: { ...params, type: 'pod_event' } });
    case 'list_pods':
      return atRest(live, reply, async () => ({
        event: 'pods_listed',
        data: { pods: await listVisible(live.pods, live.name, { own: ownLook(live) }) },
      }));
    case 'restore_pod':
      return atRest(live, reply, async () => {
        const result = await powers.restore(resolvePodName(live.pods, params.name));
        return { event: 'pod_restored', data: { result } };
      });
    case 'register_peer':
      return atRest(live, reply, async () => {
        const name = resolvePodName(live.pods, params.name);
        const { source, peer } = await registerPeer(live.pods, live.name, name);
        return { event: 'peer_registered', data: { result: { source, peer } } };
      });
  }
}

function ownLook({ status }: Live): Probe {
  return { reachable: true, status, error: null };
}

/** What a pod does for its agent and others only while no turn is under way. */
async function atRest(live: Live, reply: Reply, work: () => Promise<WireEvent>): Promise<void> {
  if (live.status === 'running') return refuse(reply, 'already_running', 'ask again when the turn is over');
  reply(await work());
}

/** Says `notify_accepted` when the notice is on the disk and not before; then tells everybody, and wakes the agent. */
async function acceptNotify(live: Live, params: NotifyParams, reply: Reply): Promise<void> {
  const { message, auto_run, id = randomName(), source = null, token } = params;
  const proven = source !== null && provesSource(live.pods, source, token);
  const notice: Notice = { id, at: live.now().toISOString(), source, proven, message, auto_run, late: false };
  const acceptance = await live.queue.accept(notice);
  if (acceptance === 'full')
    return refuse(reply, 'internal', 'the inbox is full: nothing more is taken before some is read');
  reply({ event: notifyAccepted, data: { id } });
  if (acceptance === 'known') return;
  announceNotice(live, notice);
  wake(live);
}

export function announceNotice(live: Live, notice: Notice): void {
  announce(live, 'system_item', { item: { type: 'notice', ...notice } });
}

function refuse(reply: Reply, code: WireErrorCode, message: string): void {
  reply(errorEvent(code, message));
}
