import { ensureMetadata } from '../pods/metadata.js';
import { type Pods, podFile } from '../pods/pods.js';
import { resolvePodName } from '../pods/roles.js';

export interface CreatedPod {
  pod_name: string;
  /** False where it was there already; it is left as it is. */
  created: boolean;
  /** The path of its metadata. */
  metadata: string;
}

/** Makes a pod's metadata: a name that others can be peers of. It is live only once somebody serves it. */
export async function createPod(pods: Pods, typed: string): Promise<CreatedPod> {
  const name = resolvePodName(pods, typed);
  const { made } = await ensureMetadata(pods, name);
  return { pod_name: name, created: made, metadata: podFile(pods, name, 'metadata.json') };
}
