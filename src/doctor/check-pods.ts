import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { TicketsError } from '../errors.js';
import { unfinishedJournals } from '../files/found-journals.js';
import { type KnownPod, listAll } from '../pods/discovery.js';
import { type Pods, podDirectory } from '../pods/pods.js';
import { readRoles } from '../pods/roles.js';
import { socketPathOf } from '../pods/socket-path.js';
import { type Finding, finding } from './finding.js';
import { placesInJson } from './json-places.js';
import { readQuietly } from './place-in-file.js';

/** What is wrong with the pods of a repository. It only looks: the next registration, server or writer heals. */
export async function checkPods(pods: Pods): Promise<Finding[]> {
  const known = await listAll(pods, '');
  const byName = new Map(known.map((pod) => [pod.pod_name, pod]));
  return [
    ...roleFindings(pods, byName),
    ...known.flatMap((pod) => [
      ...metadataFindings(pods, pod),
      ...peerFindings(pods, pod, byName),
      ...socketFindings(pods, pod),
    ]),
    ...journalFindings(pods),
  ];
}

/** Pods lie outside the store, and are shown by their whole paths. */
const whole = { show: (path: string) => path };

/** The line of a value in a file of pods, or that from which on it is no JSON; the first where neither can be said. */
function lineIn(path: string, at: string): number {
  const text = readQuietly(path);
  const { lines, brokenAt } = placesInJson(text === undefined ? '' : new TextDecoder().decode(text));
  return brokenAt ?? lines.get(at) ?? 1;
}

function metadataOf(pods: Pods, name: string): string {
  return join(podDirectory(pods, name), 'metadata.json');
}

function metadataFindings(pods: Pods, { pod_name, metadata }: KnownPod): Finding[] {
  if (metadata.state !== 'corrupt') return [];
  const message = `the metadata of ${pod_name} cannot be used: ${metadata.error}`;
  const hint = 'mend it in an editor; nothing writes over it';
  const path = metadataOf(pods, pod_name);
  return [finding(whole, path, { code: 'corrupt_metadata', line: lineIn(path, 'pod_name'), message, hint })];
}

/** Of two pods both must say that they are peers; what cannot be read says neither. */
function peerFindings(pods: Pods, { pod_name, peers }: KnownPod, byName: ReadonlyMap<string, KnownPod>): Finding[] {
  const path = metadataOf(pods, pod_name);
  return peers.flatMap((name, n) => {
    const peer = byName.get(name);
    if (peer?.metadata.state === 'corrupt' || peer?.peers.includes(pod_name)) return [];
    const isGone = peer === undefined || peer.metadata.state === 'missing';
    const message = isGone
      ? `${pod_name} has the peer ${name}, of which there is no metadata`
      : `${pod_name} has the peer ${name}, which does not have ${pod_name}`;
    const hint = isGone
      ? `tickets pod unpeer ${name} --as ${pod_name} ends it`
      : `tickets pod peer ${name} --as ${pod_name} makes it whole, tickets pod unpeer ends it`;
    return [finding(whole, path, { code: 'one_sided_peer', line: lineIn(path, `peers.${n}.pod_name`), message, hint })];
  });
}

function socketFindings(pods: Pods, { pod_name, live }: KnownPod): Finding[] {
  if (live.reachable) return [];
  const path = socketOf(pods, pod_name);
  if (path === undefined || lstatSync(path, { throwIfNoEntry: false }) === undefined) return [];
  const message = `nobody answers at the socket of ${pod_name}`;
  const hint = `the next tickets pod serve ${pod_name} takes it over`;
  return [finding(whole, path, { code: 'stale_socket', message, hint })];
}

function socketOf(pods: Pods, name: string): string | undefined {
  try {
    return socketPathOf(pods, name);
  } catch (error) {
    if (error instanceof TicketsError) return undefined;
    throw error;
  }
}

/** A role that was given to a pod which there is not: notices go nowhere, without a word. */
function roleFindings(pods: Pods, byName: ReadonlyMap<string, KnownPod>): Finding[] {
  const path = join(pods.root, 'roles.json');
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return [];
  try {
    return Object.entries(readRoles(pods)).flatMap(([role, name]) => {
      const state = byName.get(name)?.metadata.state ?? 'missing';
      if (state !== 'missing') return [];
      const message = `the ${role} is ${name}, of which there is no metadata`;
      const hint = `tickets pod create ${name} makes it; tickets pod role ${role} NAME gives the role to another`;
      const severity = role === 'orchestrator' ? 'note' : 'warning';
      return [finding(whole, path, { code: 'unknown_role_pod', line: lineIn(path, role), severity, message, hint })];
    });
  } catch (error) {
    if (!(error instanceof TicketsError)) throw error;
    const { message, hints } = error;
    return [finding(whole, path, { code: 'corrupt_roles', line: lineIn(path, ''), message, hint: hints[0] ?? '' })];
  }
}

function journalFindings(pods: Pods): Finding[] {
  return unfinishedJournals(pods.stateDir).map(({ directory, reason, paths }) => {
    const message = `a change of ${paths.join(', ')} was recorded and ${reason === 'unfinished' ? 'is not complete yet' : 'cannot be completed'}`;
    const hint =
      reason === 'unfinished' ? 'the next registration completes it' : 'the next registration heals what it was about';
    return finding(whole, directory, { code: 'unfinished_pod_change', message, hint });
  });
}
