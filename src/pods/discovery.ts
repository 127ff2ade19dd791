import { TicketsError } from '../errors.js';
import { type Probe, probePod } from './client.js';
import { restorability } from './manifest.js';
import { type MetadataReading, podNames, readMetadata } from './metadata.js';
import { isPodName } from './pod-name.js';
import type { Pods } from './pods.js';
import { socketPathOf } from './socket-path.js';
import { type Visibility, visibilityOf, visibleNames } from './visibility.js';

/** What can be known of a pod from outside: what its metadata says, and who answers at its socket now. */
export interface KnownPod {
  pod_name: string;
  /** As what the asking pod sees it; null where it does not, which only people are shown. */
  visibility: Visibility | null;
  metadata: { state: MetadataReading['state']; error: string | null };
  live: Probe;
  restore: { possible: boolean; reason: string | null };
  peers: string[];
}

export interface PodItem extends KnownPod {
  visibility: Visibility;
}

interface Looking {
  deadlineMs?: number;
  /** A pod that asks knows of itself what others would have to ask it. */
  own?: Probe | undefined;
}

const usualDeadlineMs = 1000;

/** Itself, its children and its peers, and nobody else; nobody at all where it has no metadata. */
export async function listVisible(pods: Pods, as: string, options: Looking = {}): Promise<PodItem[]> {
  const own = readMetadata(pods, as);
  if (own.state === 'missing') return [];
  const names = own.state === 'corrupt' ? [as] : visibleNames(own.metadata);
  const visibility = (name: string) =>
    (own.state === 'corrupt' ? undefined : visibilityOf(own.metadata, name)) ?? 'self';
  const known = await Promise.all(
    names.map((name) => lookAtPod(pods, name, name === as ? options : { ...options, own: undefined })),
  );
  return known.map((pod) => ({ ...pod, visibility: visibility(pod.pod_name) }));
}

/**
 * Every pod that there is; for people, who see what no pod may. A directory makes none: whoever has spoken as a pod that
 * was never made has one, too.
 */
export async function listAll(pods: Pods, as: string, options: Looking = {}): Promise<KnownPod[]> {
  const own = readMetadata(pods, as);
  const known = await Promise.all(podNames(pods).map((name) => lookAtPod(pods, name, options)));
  const isThere = ({ metadata, live }: Omit<KnownPod, 'visibility'>) => metadata.state !== 'missing' || live.reachable;
  return known.filter(isThere).map((pod) => {
    const visibility = own.state === 'readable' ? visibilityOf(own.metadata, pod.pod_name) : undefined;
    return { ...pod, visibility: visibility ?? null };
  });
}

/** One pod by its name, whoever asks. */
export async function lookAtPod(
  pods: Pods,
  name: string,
  { deadlineMs = usualDeadlineMs, own }: Looking = {},
): Promise<Omit<KnownPod, 'visibility'>> {
  const reading = readMetadata(pods, name);
  const live = own ?? (await probe(pods, name, deadlineMs));
  return {
    pod_name: name,
    metadata: { state: reading.state, error: reading.state === 'corrupt' ? reading.error : null },
    live,
    restore: restoreOf(reading, live),
    peers: reading.state === 'readable' ? reading.metadata.peers.map(({ pod_name }) => pod_name) : [],
  };
}

/** A list tells what is wrong with one pod and goes on to the next. */
async function probe(pods: Pods, name: string, deadlineMs: number): Promise<Probe> {
  if (!isPodName(name)) return { reachable: false, status: null, error: null };
  try {
    return await probePod(socketPathOf(pods, name), { deadlineMs });
  } catch (error) {
    if (!(error instanceof TicketsError)) throw error;
    return { reachable: false, status: null, error: error.message };
  }
}

function restoreOf(reading: MetadataReading, live: Probe): KnownPod['restore'] {
  if (reading.state !== 'readable') return { possible: false, reason: `its metadata is ${reading.state}` };
  if (live.reachable) return { possible: false, reason: 'it is live' };
  if (live.error !== null) return { possible: false, reason: 'whether it is live cannot be known' };
  return restorability(reading.metadata.resolved_manifest_snapshot);
}
