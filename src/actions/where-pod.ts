import { podFile } from '../pods/pods.js';
import { resolvePodName } from '../pods/roles.js';
import { socketPathOf } from '../pods/socket-path.js';
import type { App } from './open-app.js';
import { podsOf } from './open-pods.js';

export interface PodPlace {
  pod_name: string;
  /** Absolute paths: of its metadata, and of the socket at which it listens while it runs. */
  metadata: string;
  socket: string;
}

/** Where a pod is, whether it exists or not: all that an agent in another language has to know. */
export function wherePod(app: App, typed: string): PodPlace {
  const pods = podsOf(app);
  const name = resolvePodName(pods, typed);
  return { pod_name: name, metadata: podFile(pods, name, 'metadata.json'), socket: socketPathOf(pods, name) };
}
