import { isUtf8 } from 'node:buffer';
import { readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';
import { isAbsence } from '../files/file-layer.js';
import { replaceFile } from '../files/replace-file.js';
import { readRegularFileIfPresent } from '../files/safe-path.js';
import { editJson } from './edit-json.js';
import { newMetadata, type PodMetadata, parseMetadata } from './parse-metadata.js';
import { badPodName, isPodName } from './pod-name.js';
import { ensurePodDirectory, filesOf, lockPods, type Pods, podFile } from './pods.js';

export type { PodMetadata } from './parse-metadata.js';

/** Absent and unreadable are two things: the first may be made, the second must not be written over. */
export type MetadataReading =
  | { state: 'readable'; metadata: PodMetadata }
  | { state: 'missing' }
  | { state: 'corrupt'; error: string };

/** Metadata with the text it was read from. */
export interface StoredMetadata {
  name: string;
  text: string;
  metadata: PodMetadata;
}

type StoredReading = { state: 'readable'; stored: StoredMetadata } | Exclude<MetadataReading, { state: 'readable' }>;

/** What the disk says, whatever it says. */
export function readMetadata(pods: Pods, name: string): MetadataReading {
  const reading = readStored(pods, name);
  return reading.state === 'readable' ? { state: 'readable', metadata: reading.stored.metadata } : reading;
}

/** The same, of each pod as it was when it was first asked for: for a few steps that follow each other. */
export function readOnce(pods: Pods): ReadMetadata {
  const known = new Map<string, MetadataReading>();
  return (name) => {
    const reading = known.get(name) ?? readMetadata(pods, name);
    known.set(name, reading);
    return reading;
  };
}

export type ReadMetadata = (name: string) => MetadataReading;

export function readStored(pods: Pods, name: string): StoredReading {
  try {
    const bytes = readRegularFileIfPresent(podFile(pods, name, 'metadata.json'), filesOf(pods));
    if (bytes === undefined) return { state: 'missing' };
    if (!isUtf8(bytes)) return { state: 'corrupt', error: 'it is not valid UTF-8' };
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
    const read = parseMetadata(text, name);
    if ('error' in read) return { state: 'corrupt', error: read.error };
    return { state: 'readable', stored: { name, text, metadata: read.metadata } };
  } catch (error) {
    return { state: 'corrupt', error: error instanceof Error ? error.message : String(error) };
  }
}

/** The same for those who cannot go on without it. */
export function openMetadata(pods: Pods, name: string): StoredMetadata {
  if (!isPodName(name)) throw badPodName(name);
  const reading = readStored(pods, name);
  if (reading.state === 'missing') throw podNotFound(name);
  if (reading.state === 'corrupt') throw corruptMetadata(pods, name, reading.error);
  return reading.stored;
}

/** Makes a pod that is not there yet; one that is stays as it is. */
export async function ensureMetadata(
  pods: Pods,
  name: string,
  initial: Partial<PodMetadata> = {},
): Promise<{ metadata: PodMetadata; made: boolean }> {
  const found = findMetadata(pods, name);
  if (found !== undefined) return { metadata: found, made: false };
  return lockPods(pods, () => {
    const raced = findMetadata(pods, name);
    if (raced !== undefined) return { metadata: raced, made: false };
    refuseTwin(pods, name);
    const metadata = { ...newMetadata(name), ...initial, pod_name: name };
    ensurePodDirectory(pods, name);
    replaceMetadata(pods, name, `${JSON.stringify(metadata, null, 2)}\n`);
    return { metadata, made: true };
  });
}

function findMetadata(pods: Pods, name: string): PodMetadata | undefined {
  try {
    return openMetadata(pods, name).metadata;
  } catch (error) {
    if (error instanceof TicketsError && error.code === 'pod_not_found') return undefined;
    throw error;
  }
}

/** Two names that differ in case alone would be one directory on many disks. */
function refuseTwin(pods: Pods, name: string): void {
  const twin = podNames(pods).find((one) => one !== name && one.toLowerCase() === name.toLowerCase());
  if (twin !== undefined) throw podNameTaken(name, twin);
}

/** All directories that a pod may have, in order. */
export function podNames(pods: Pods): string[] {
  try {
    const entries = readdirSync(pods.root, { withFileTypes: true });
    const directories = entries.filter((entry) => entry.isDirectory() && isPodName(entry.name));
    return directories.map(({ name }) => name).sort();
  } catch (error) {
    if (isAbsence(error)) return [];
    throw error;
  }
}

/** Reads again under the lock, lets `change` say what it should be, and changes no more of the file than that. */
export async function changeMetadata(
  pods: Pods,
  name: string,
  change: (metadata: PodMetadata) => PodMetadata,
): Promise<PodMetadata> {
  return lockPods(pods, () => {
    const stored = openMetadata(pods, name);
    const after = change(stored.metadata);
    const text = textAfter(stored, after);
    if (text !== stored.text) replaceMetadata(pods, name, text);
    return after;
  });
}

/** The stored text with what has changed in it; a field that was absent and still says nothing stays absent. */
export function textAfter({ name, text, metadata }: StoredMetadata, after: PodMetadata): string {
  const before: Record<string, unknown> = JSON.parse(text);
  const wanted = Object.entries({ ...after, pod_name: name }).flatMap(([key, value]): [string, unknown][] => {
    if (!isDeepStrictEqual(value, metadata[key])) return [[key, value]];
    return Object.hasOwn(before, key) ? [[key, before[key]]] : [];
  });
  return editJson(text, before, Object.fromEntries(wanted));
}

function replaceMetadata(pods: Pods, name: string, text: string): void {
  const path = podFile(pods, name, 'metadata.json');
  replaceFile(path, new TextEncoder().encode(text), below(pods.stateDir, 'tmp'), filesOf(pods));
}

function podNotFound(name: string): TicketsError {
  return new TicketsError({
    kind: 'not_found',
    code: 'pod_not_found',
    message: `there is no pod ${name} in this repository`,
    hints: [`tickets pod create ${name} makes it`, 'tickets pod list --all shows those that there are'],
    data: { name },
  });
}

function corruptMetadata(pods: Pods, name: string, error: string): TicketsError {
  const path = podFile(pods, name, 'metadata.json');
  return new TicketsError({
    kind: 'unreadable',
    code: 'corrupt_metadata',
    message: `the metadata of the pod ${name} cannot be used: ${error}`,
    hints: [`mend ${path} in an editor; it is left as it is`],
    data: { name, path, error },
  });
}

function podNameTaken(name: string, twin: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'pod_name_taken',
    message: `${name} would be one with the pod ${twin} on disks that do not tell capitals apart`,
    hints: ['choose another name'],
    data: { name, twin },
  });
}
