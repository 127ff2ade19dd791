import { TicketsError } from '../errors.js';
import { commitSteps } from '../files/journal.js';
import type { Step } from '../files/journal-record.js';
import {
  type MetadataReading,
  openMetadata,
  type ReadMetadata,
  readMetadata,
  readOnce,
  type StoredMetadata,
  textAfter,
} from './metadata.js';
import type { PodMetadata } from './parse-metadata.js';
import { badPodName, isPodName } from './pod-name.js';
import { lockPods, type Pods, scopeOf } from './pods.js';

/** What became of a relation: it holds, or after removing it does not hold, on both sides. */
export interface Registration {
  source: string;
  peer: string;
  /** Whether any file had to be written for that. */
  changed: boolean;
}

/**
 * Makes two pods that exist peers of each other, in their metadata alone: nobody is asked, and nothing is granted but to
 * be seen and written to. A relation that one side has lost is whole again after it.
 */
export async function registerPeer(pods: Pods, source: string, peer: string): Promise<Registration> {
  refuseSelf(source, peer);
  return lockPods(pods, () => relate(pods, source, peer));
}

/** Whether each of two pods lists the other; false as well where one of them cannot be read. */
export function arePeers(read: ReadMetadata, source: string, peer: string): boolean {
  return lists(read(source), peer) && lists(read(peer), source);
}

/** The same where the peer may well not exist; then nothing is done and nothing returned. */
export async function ensureExistingPeer(pods: Pods, source: string, peer: string): Promise<Registration | undefined> {
  refuseSelf(source, peer);
  const read = readOnce(pods);
  if (read(peer).state === 'missing') return undefined;
  if (arePeers(read, source, peer)) return { source, peer, changed: false };
  return lockPods(pods, () => (readMetadata(pods, peer).state === 'missing' ? undefined : relate(pods, source, peer)));
}

/** Ends a relation on both sides. What is left of one to a pod that is gone can be removed, too. */
export async function removePeer(pods: Pods, source: string, peer: string): Promise<Registration> {
  refuseSelf(source, peer);
  return lockPods(pods, () => {
    const own = openMetadata(pods, source);
    const isGone = readMetadata(pods, peer).state === 'missing' && hasPeer(own.metadata, peer);
    const sides = isGone ? [own] : [own, openMetadata(pods, peer)];
    return commit(
      pods,
      { source, peer },
      sides.map((side) => without(side, side === own ? peer : source)),
    );
  });
}

function relate(pods: Pods, source: string, peer: string): Registration {
  const sides = [withPeer(openMetadata(pods, source), peer), withPeer(openMetadata(pods, peer), source)];
  return commit(pods, { source, peer }, sides);
}

function lists(reading: MetadataReading, name: string): boolean {
  return reading.state === 'readable' && hasPeer(reading.metadata, name);
}

function hasPeer({ peers }: PodMetadata, name: string): boolean {
  return peers.some(({ pod_name }) => pod_name === name);
}

interface Side {
  before: StoredMetadata;
  after: PodMetadata;
}

function withPeer(before: StoredMetadata, name: string): Side {
  const { metadata } = before;
  if (hasPeer(metadata, name)) return { before, after: metadata };
  return { before, after: { ...metadata, peers: [...metadata.peers, { pod_name: name }] } };
}

function without(before: StoredMetadata, name: string): Side {
  const { metadata } = before;
  return { before, after: { ...metadata, peers: metadata.peers.filter(({ pod_name }) => pod_name !== name) } };
}

/** Both sides in one journal: a failure leaves both files as they were, a crash both or neither. */
function commit(pods: Pods, relation: { source: string; peer: string }, sides: readonly Side[]): Registration {
  const steps = sides.flatMap(({ before, after }): Step[] => {
    const text = textAfter(before, after);
    if (text === before.text) return [];
    return [{ kind: 'write', path: `${before.name}/metadata.json`, content: new TextEncoder().encode(text) }];
  });
  if (steps.length > 0) commitSteps({ ...scopeOf(pods), steps });
  return { ...relation, changed: steps.length > 0 };
}

function refuseSelf(source: string, peer: string): void {
  const wrong = [source, peer].find((name) => !isPodName(name));
  if (wrong !== undefined) throw badPodName(wrong);
  if (source === peer) throw peerIsSelf(source);
}

function peerIsSelf(name: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'peer_is_self',
    message: `${name} cannot be its own peer`,
    hints: ['name another pod; --as POD says for whom a pod command speaks'],
    data: { name },
  });
}
