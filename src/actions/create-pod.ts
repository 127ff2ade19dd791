import { ensureMetadata } from '../pods/metadata.js';
import type { Pods } from '../pods/pods.js';
import { resolvePodName } from '../pods/roles.js';
import { type PodPlace, placeOfPod } from './where-pod.js';

export interface CreatedPod extends PodPlace {
  /** False where it was there already; it is left as it is. */
  created: boolean;
}

/** Makes a pod's metadata: a name that others can be peers of. It is live only once somebody serves it. */
export async function createPod(pods: Pods, typed: string): Promise<CreatedPod> {
  const name = resolvePodName(pods, typed);
  const { made } = await ensureMetadata(pods, name);
  return { ...placeOfPod(pods, name), created: made };
}
