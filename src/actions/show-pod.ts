import { join } from 'node:path';
import { TicketsError } from '../errors.js';
import { type KnownPod, lookAtPod } from '../pods/discovery.js';
import { openMetadata, type PodMetadata, readMetadata } from '../pods/metadata.js';
import { podDirectory } from '../pods/pods.js';
import { type Role, readRoles, resolvePodName } from '../pods/roles.js';
import { type Visibility, visibilityOf } from '../pods/visibility.js';
import { actingPod, namedPod, type Pods, type Speaker } from './open-pods.js';

export interface ShownPod extends KnownPod {
  role: Role | null;
  /** Of its metadata. */
  path: string;
  /** Its metadata as it stands, with whatever else other programs keep there; null where it cannot be read. */
  content: PodMetadata | null;
  /** Peers that do not list this pod, or are gone: half a relation, which registering again makes whole. */
  one_sided: string[];
}

/** All that is known of one pod. Whoever acts as a pod is shown those alone that it sees. */
export async function showPod(pods: Pods, { as, env }: Speaker, typed: string): Promise<ShownPod> {
  const name = resolvePodName(pods, typed);
  const named = namedPod(pods, as, env);
  const visibility = visibilityTo(pods, actingPod(pods, as, env), name);
  if (named !== undefined && visibility === null) throw podNotVisible(named, name);
  const reading = readMetadata(pods, name);
  if (reading.state === 'missing') openMetadata(pods, name);
  const known = await lookAtPod(pods, name);
  const path = join(podDirectory(pods, name), 'metadata.json');
  const content = reading.state === 'readable' ? reading.metadata : null;
  return { ...known, visibility, role: roleOf(pods, name), path, content, one_sided: oneSided(pods, known) };
}

export function visibilityTo(pods: Pods, own: string, name: string): Visibility | null {
  const reading = readMetadata(pods, own);
  if (reading.state === 'readable') return visibilityOf(reading.metadata, name) ?? null;
  return own === name ? 'self' : null;
}

function roleOf(pods: Pods, name: string): Role | null {
  const { companion, orchestrator } = readRoles(pods);
  return name === companion ? 'companion' : name === orchestrator ? 'orchestrator' : null;
}

function oneSided(pods: Pods, { pod_name, peers }: Pick<KnownPod, 'pod_name' | 'peers'>): string[] {
  return peers.filter((peer) => {
    const reading = readMetadata(pods, peer);
    return reading.state !== 'readable' || !reading.metadata.peers.some((one) => one.pod_name === pod_name);
  });
}

export function podNotVisible(own: string, name: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'pod_not_visible',
    message: `${own} does not see ${name}: it is neither that pod, nor its parent, nor its peer`,
    hints: [
      `tickets pod peer ${name} --as ${own} makes them peers`,
      'without --as and TICKETS_POD one asks as a person',
    ],
    data: { as: own, name },
  });
}
