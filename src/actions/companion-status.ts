import { TicketsError } from '../errors.js';
import type { Probe } from '../pods/client.js';

import { lookAtPod } from '../pods/discovery.js';
import { type MetadataReading, readMetadata } from '../pods/metadata.js';
import { readOutbox, type Sent } from '../pods/outbox.js';
import type { Pods } from '../pods/pods.js';
import { readRoles } from '../pods/roles.js';
import { visibilityOf } from '../pods/visibility.js';
import type { App } from './open-app.js';
import { podsOf } from './open-pods.js';

/** Whether the Companion can be told, and what became of the last notice to it. */
export interface CompanionStatus {
  pod_name: string;
  orchestrator: string;
  metadata: { state: MetadataReading['state']; error: string | null };
  /** Whether the Orchestrator sees it as a peer. */
  peer: boolean;
  live: Probe;
  last_delivery: { at: string; id: string; delivery: Sent['delivery'] } | null;
}

/** Null, with the reason, where the file that names the role pods cannot be read. */
export async function companionStatus(
  app: Pick<App, 'store' | 'env'>,
): Promise<{ companion: CompanionStatus } | { companion: null; problem: string }> {
  try {
    return { companion: await statusIn(podsOf(app)) };
  } catch (error) {
    if (error instanceof TicketsError) return { companion: null, problem: error.message };
    throw error;
  }
}

async function statusIn(pods: Pods): Promise<CompanionStatus> {
  const { companion, orchestrator } = readRoles(pods);
  const { metadata, live } = await lookAtPod(pods, companion);
  const own = readMetadata(pods, orchestrator);
  const peer = own.state === 'readable' && visibilityOf(own.metadata, companion) === 'peer';
  return {
    pod_name: companion,
    orchestrator,
    metadata,
    peer,
    live,
    last_delivery: lastDelivery(pods, orchestrator, companion),
  };
}

function lastDelivery(pods: Pods, from: string, to: string): CompanionStatus['last_delivery'] {
  const last = readOutbox(pods, from).findLast((sent) => sent.to === to);
  return last === undefined ? null : { at: last.at, id: last.id, delivery: last.delivery };
}
