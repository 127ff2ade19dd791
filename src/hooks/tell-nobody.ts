import { skipped } from '../pods/delivery.js';
import { noteSent } from '../pods/outbox.js';
import { filesOf, type Pods, podFile } from '../pods/pods.js';
import { readRoles } from '../pods/roles.js';
import type { Announcing } from './companion-hook.js';
import { announcementOf, toldOf } from './companion-words.js';
import type { LifecycleEvent, Told } from './hook.js';
import { noticeMessage } from './notice-message.js';

/**
 * What the Companion hook does where there is neither a Companion nor anybody else to tell: the attempt is noted, and
 * nothing is loaded that could connect to a pod. Undefined where there is somebody, or something is wrong.
 */
export async function tellNobody(event: LifecycleEvent, announcing: Announcing): Promise<Told | undefined> {
  const { pods, acting, newId, now, isVerbose } = announcing;
  const absent = absentHearer(pods, acting);
  if (absent === undefined) return undefined;
  const { hearer, from, to } = absent;
  const sent = { id: newId(), to, message: noticeMessage(event), auto_run: false, delivery: skipped('missing') };
  const delivery = await noteSent(pods, from, { ...sent, at: now().toISOString() });
  return toldOf(hearer, { to, id: sent.id, delivery }, isVerbose);
}

function absentHearer(pods: Pods, acting: string | undefined) {
  try {
    const roles = readRoles(pods);
    const announcement = announcementOf(roles, acting);
    const isMissing = (name: string) => filesOf(pods).lstat(podFile(pods, name, 'metadata.json')) === undefined;
    return [...new Set([roles.companion, announcement.to])].every(isMissing) ? announcement : undefined;
  } catch {
    return undefined;
  }
}
