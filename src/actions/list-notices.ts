import { readOutbox, type Sent } from '../pods/outbox.js';
import { resolvePodName } from '../pods/roles.js';
import { actingPod, type Pods, type Speaker } from './open-pods.js';

export interface NoticeQuery {
  /** Only those to this pod, a name or a role. */
  to?: string | undefined;
  outcome?: Sent['delivery']['outcome'] | undefined;
  /** 0 for all. */
  limit: number;
}

export interface NoticeList {
  /** Whose outbox it is. */
  pod: string;
  /** The newest first. */
  notices: Sent[];
  /** How many fit. */
  total: number;
  truncated: boolean;
}

/** What a pod has sent, and what became of each. */
export function listNotices(pods: Pods, { as, env }: Speaker, { to, outcome, limit }: NoticeQuery): NoticeList {
  const pod = actingPod(pods, as, env);
  const receiver = to === undefined ? undefined : resolvePodName(pods, to);
  const fitting = readOutbox(pods, pod)
    .filter((sent) => receiver === undefined || sent.to === receiver)
    .filter(({ delivery }) => outcome === undefined || delivery.outcome === outcome)
    .reverse();
  const notices = limit === 0 ? fitting : fitting.slice(0, limit);
  return { pod, notices, total: fitting.length, truncated: notices.length < fitting.length };
}
