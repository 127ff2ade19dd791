import { ensureMetadata, openMetadata } from '../pods/metadata.js';
import { type Registration, registerPeer, removePeer } from '../pods/peers.js';
import { readRoles, resolvePodName } from '../pods/roles.js';
import { actingPod, namedPod, type Pods, type Speaker } from './open-pods.js';

export type { Registration };

/**
 * Makes the speaker and another pod peers. A person who speaks as nobody in particular does so as the Orchestrator,
 * which is made when it is needed first.
 */
export async function peerPods(pods: Pods, { as, env }: Speaker, typed: string): Promise<Registration> {
  const peer = resolvePodName(pods, typed);
  const own = actingPod(pods, as, env);
  const isImplied = namedPod(pods, as, env) === undefined && own !== peer;
  if (isImplied && openMetadata(pods, peer)) await ensureMetadata(pods, own);
  return registerPeer(pods, own, peer);
}

export interface Unregistration extends Registration {
  /** Whether these are Orchestrator and Companion, whom the next event makes peers again. */
  is_role_pair: boolean;
}

/** Ends what `peerPods` has made, on both sides. */
export async function unpeerPods(pods: Pods, { as, env }: Speaker, typed: string): Promise<Unregistration> {
  const peer = resolvePodName(pods, typed);
  const removed = await removePeer(pods, actingPod(pods, as, env), peer);
  const { companion, orchestrator } = readRoles(pods);
  const pair = [companion, orchestrator];
  return { ...removed, is_role_pair: pair.includes(removed.source) && pair.includes(removed.peer) };
}
