import { TicketsError } from '../errors.js';
import { type KnownPod, listAll, listVisible } from '../pods/discovery.js';
import { readMetadata } from '../pods/metadata.js';
import { actingPod, namedPod, type Pods, type Speaker } from './open-pods.js';

export type { KnownPod };

export interface PodList {
  as: string;
  pods: KnownPod[];
  /** Whether the asking pod is one; without metadata it sees nobody. */
  exists: boolean;
}

/** The pods that the speaker sees; people may see all. */
export async function listPods(pods: Pods, { as, env }: Speaker, isAll: boolean): Promise<PodList> {
  const named = namedPod(pods, as, env);
  if (isAll && named !== undefined) throw onlyForPeople(named);
  const own = actingPod(pods, as, env);
  const known = isAll ? await listAll(pods, own) : await listVisible(pods, own);
  return { as: own, pods: known, exists: readMetadata(pods, own).state !== 'missing' };
}

function onlyForPeople(name: string): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'only_for_people',
    message: `--all is for people; ${name} sees itself, its children and its peers`,
    hints: ['tickets pod list shows these', 'without --as and TICKETS_POD one asks as a person'],
    data: { as: name },
  });
}
