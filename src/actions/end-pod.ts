import { TicketsError } from '../errors.js';
import { openMetadata, readMetadata } from '../pods/metadata.js';
import { resolvePodName } from '../pods/roles.js';
import { stopPod } from '../pods/stop-pod.js';
import { namedPod, type Pods, type Speaker } from './open-pods.js';
import { visibilityTo } from './show-pod.js';

export interface EndedPod {
  pod_name: string;
  /** False where nobody served it. */
  stopped: boolean;
}

/** Ends whoever serves a pod. A person may end any; whoever acts as a pod, only children of that pod. */
export async function endPod(pods: Pods, { as, env }: Speaker, typed: string): Promise<EndedPod> {
  const name = resolvePodName(pods, typed);
  const named = namedPod(pods, as, env);
  if (named !== undefined && visibilityTo(pods, named, name) !== 'spawned_child') throw podNotChild(named, name);
  const stopped = await stopPod(pods, name);
  if (!stopped && readMetadata(pods, name).state === 'missing') openMetadata(pods, name);
  return { pod_name: name, stopped };
}

function podNotChild(as: string, name: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'pod_not_child',
    message: `${as} did not start ${name}, so it cannot end it`,
    hints: ['without --as and TICKETS_POD one ends a pod as a person, who may end any'],
    data: { as, name },
  });
}
