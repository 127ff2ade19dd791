import { notifyPod } from '../pods/notify.js';
import { resolvePodName } from '../pods/roles.js';
import { actingPod, type Pods, type Speaker } from './open-pods.js';
import type { SentNotice } from './send-message.js';
import { givenText } from './texts.js';

/**
 * Leaves a notice with a live peer for its next turn, and says what became of it; only what was typed can be refused
 * (`empty_text`, `bad_pod_name`).
 */
export async function notifyPeer(
  pods: Pods,
  { as, env }: Speaker,
  typed: string,
  text: string,
  now: () => Date = () => new Date(),
): Promise<SentNotice> {
  const [from, to] = [actingPod(pods, as, env), resolvePodName(pods, typed)];
  return { from, to, ...(await notifyPod(pods, { from, to, message: givenText(text), autoRun: false, now })) };
}
