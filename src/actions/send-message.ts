import type { Delivery } from '../pods/delivery.js';
import { resolvePodName } from '../pods/roles.js';
import { sendToPeerPod } from '../pods/send.js';
import { actingPod, type Pods, type Speaker } from './open-pods.js';
import { givenText } from './texts.js';

export interface SentNotice {
  from: string;
  to: string;
  /** By which receiver and outbox know it. */
  id: string;
  delivery: Delivery;
}

/**
 * Says something to a live peer, which wakes it. Throws `not_delivered` with the reason unless the peer has it;
 * `empty_text`, `bad_pod_name`.
 */
export async function sendMessage(
  pods: Pods,
  { as, env }: Speaker,
  typed: string,
  text: string,
  now: () => Date = () => new Date(),
): Promise<SentNotice> {
  const [from, to] = [actingPod(pods, as, env), resolvePodName(pods, typed)];
  return { from, to, ...(await sendToPeerPod(pods, { from, to, message: givenText(text), now })) };
}
