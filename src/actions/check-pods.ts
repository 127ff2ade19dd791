import { checkPods as findInPods } from '../doctor/check-pods.js';
import type { Finding } from '../doctor/finding.js';
import type { App } from './open-app.js';
import { podsOf } from './open-pods.js';

/** What is wrong with the pods of the store's repository. Changes nothing, and asks no pod but whether it answers. */
export async function checkPods(app: App): Promise<Finding[]> {
  return findInPods(podsOf(app));
}
