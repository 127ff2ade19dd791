import { ensureMetadata, openMetadata, readMetadata, readOnce } from '../pods/metadata.js';
import { arePeers, ensureExistingPeer, type Registration } from '../pods/peers.js';
import type { Pods } from '../pods/pods.js';
import type { Roles } from '../pods/roles.js';

/**
 * Makes Orchestrator and Companion peers where the Companion exists, so that a one-sided or lost relation heals. The
 * Orchestrator needs no agent to speak for it: its metadata is made here. Undefined where there is no Companion.
 */
export async function ensurePair(
  pods: Pods,
  { companion, orchestrator }: Roles,
  read = readOnce(pods),
): Promise<Registration | undefined> {
  if (arePeers(read, orchestrator, companion)) return { source: orchestrator, peer: companion, changed: false };
  if (readMetadata(pods, companion).state === 'missing') return undefined;
  openMetadata(pods, companion);
  await ensureMetadata(pods, orchestrator);
  return ensureExistingPeer(pods, orchestrator, companion);
}
