import { resolvePodName } from '../pods/roles.js';
import { type Restored, type StartOptions, startPod } from '../pods/start-pod.js';
import { namedPod, type Pods, type Speaker } from './open-pods.js';
import { podNotVisible, visibilityTo } from './show-pod.js';

export type { Restored, StartOptions };

/** Starts a pod that is not live again. Whoever acts as a pod can restore those alone that it sees. */
export async function restorePod(
  pods: Pods,
  { as, env }: Speaker,
  typed: string,
  options: StartOptions,
): Promise<Restored> {
  const name = resolvePodName(pods, typed);
  const named = namedPod(pods, as, env);
  if (named !== undefined && visibilityTo(pods, named, name) === null) throw podNotVisible(named, name);
  return startPod(pods, name, options);
}
