import { type Pods, podsAt, type Speaker } from '../actions/open-pods.js';
import type { GlobalValues, Host } from './command.js';

/** The pods of the repository of the working directory, and who speaks to them. */
export function podsOf(host: Host, { as }: GlobalValues): { pods: Pods; speaker: Speaker } {
  return { pods: podsAt(host.cwd, host.env), speaker: { as, env: host.env } };
}
