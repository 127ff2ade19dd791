import { TicketsError } from '../errors.js';
import { fencedNotice, fenceRule } from '../pods/fence.js';
import { consumeNotices, openInbox, readInbox } from '../pods/inbox.js';
import { openMetadata, readMetadata } from '../pods/metadata.js';
import type { Notice } from '../pods/notice.js';
import { resolvePodName } from '../pods/roles.js';
import { actingPod, namedPod, type Pods, type Speaker } from './open-pods.js';

export interface PodInbox {
  pod_name: string;
  /** What waits, oldest first; no more than was asked for. */
  notices: Notice[];
  /** How many wait in all. */
  total: number;
  /** The notices as an agent may be handed them; empty where none wait. */
  fenced: string;
}

/** What waits in an inbox: the speaker's own, or the one that is named. Reading consumes nothing. */
export function podInbox(pods: Pods, { as, env }: Speaker, typed: string | undefined, limit: number): PodInbox {
  const own = namedPod(pods, as, env);
  const name = typed === undefined ? actingPod(pods, as, env) : resolvePodName(pods, typed);
  if (own !== undefined && name !== own) throw inboxNotOwn(own, name);
  const waiting = readInbox(pods, name);
  if (waiting.length === 0 && readMetadata(pods, name).state === 'missing') openMetadata(pods, name);
  const notices = limit === 0 ? waiting : waiting.slice(0, limit);
  const fenced = notices.length === 0 ? '' : [`${fenceRule}\n`, ...notices.map(fencedNotice)].join('\n');
  return { pod_name: name, notices, total: waiting.length, fenced };
}

/** Marks what was read: it will not be given to anybody again. */
export async function consumeInbox(pods: Pods, { pod_name, notices }: PodInbox, at: Date): Promise<void> {
  const ids = notices.map(({ id }) => id);
  if (ids.length > 0) await consumeNotices(openInbox(pods, pod_name), ids, at.toISOString());
}

/** A person may look into any; to be a peer grants a pod nothing of the kind. */
function inboxNotOwn(own: string, name: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'inbox_not_own',
    message: `${own} reads its own inbox, not that of ${name}`,
    hints: ['without --as and TICKETS_POD one is a person, who may look into any'],
    data: { pod: own, name },
  });
}
