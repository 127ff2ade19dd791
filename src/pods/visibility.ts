import type { PodMetadata } from './parse-metadata.js';

export type Visibility = 'self' | 'spawned_child' | 'peer';

/** As what one pod sees another, the nearer relation first; undefined where it does not see it at all. */
export function visibilityOf(own: PodMetadata, name: string): Visibility | undefined {
  if (name === own.pod_name) return 'self';
  if (own.spawned_children.some(({ pod_name }) => pod_name === name)) return 'spawned_child';
  return own.peers.some(({ pod_name }) => pod_name === name) ? 'peer' : undefined;
}

/** Everybody whom a pod sees, once each: itself, its children, its peers. */
export function visibleNames(own: PodMetadata): string[] {
  const others = [...own.spawned_children, ...own.peers].map(({ pod_name }) => pod_name);
  return [...new Set([own.pod_name, ...others])];
}
