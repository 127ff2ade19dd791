import { type Restored, type RestoreOptions, restorePod } from '../pods/restore.js';
import { resolvePodName } from '../pods/roles.js';
import { namedPod, type Pods, type Speaker } from './open-pods.js';
import { podNotVisible, visibilityTo } from './show-pod.js';

export type { Restored };

/** Starts a pod that is not live again. Whoever acts as a pod can restore those alone that it sees. */
export async function restoreVisiblePod(
  pods: Pods,
  { as, env }: Speaker,
  typed: string,
  options: RestoreOptions,
): Promise<Restored> {
  const name = resolvePodName(pods, typed);
  const named = namedPod(pods, as, env);
  if (named !== undefined && visibilityTo(pods, named, name) === null) throw podNotVisible(named, name);
  return restorePod(pods, name, options);
}
