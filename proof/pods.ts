import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMetadata } from '../src/pods/metadata.js';
import { openPods, type Pods } from '../src/pods/pods.js';
import { foreignMetadata } from '../test/pods/foreign-metadata.js';
import { type Tree, writeFile } from './stores.js';

/** A repository in a folder, with pods in it whose metadata another program has written. */
export function writePods(folder: string, peers: Readonly<Record<string, readonly string[]>>): Pods {
  const pods = podsBelow(folder);
  for (const [name, others] of Object.entries(peers))
    writeFile(join(pods.root, name, 'metadata.json'), foreignMetadata(name, others));
  return pods;
}

export function podsBelow(folder: string): Pods {
  return openPods(join(folder, '.git/tickets/pods'), { env: {}, folderName: 'forest' });
}

/** What a reader sees: the files of the pods. A directory without metadata is no pod yet. */
export function filesOfPods({ root }: Pods): Tree {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  const seen = paths.filter((path) => !path.startsWith('.state/'));
  return Object.fromEntries(seen.sort().map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** The peers of a pod; a word in their place where its metadata cannot be read. */
export function peersOf(pods: Pods, name: string): string[] {
  const reading = readMetadata(pods, name);
  return reading.state === 'readable' ? reading.metadata.peers.map(({ pod_name }) => pod_name) : [reading.state];
}

/** What lies about after everybody has gone home. */
export function leftByWriters({ stateDir }: Pods): string[] {
  const names = readdirSync(stateDir).filter((name) => name !== 'tmp' && name !== '.gitignore');
  const left = [...names, ...readdirSync(join(stateDir, 'tmp')).map((name) => `tmp/${name}`)];
  return left.length > 0 ? [`left in .state: ${left.join(' ')}`] : [];
}
