import type { Diagnostic } from '../diagnostic.js';
import { TicketsError } from '../errors.js';
import { ensurePair } from '../hooks/ensure-pair.js';
import type { Agent } from '../pods/agents/agent.js';
import { execAgent } from '../pods/agents/exec.js';
import { noAgent } from '../pods/agents/none.js';
import { type LivePod, openLivePod } from '../pods/live-pod.js';
import type { WireEvent } from '../pods/protocol.js';
import { readRoles, resolvePodName } from '../pods/roles.js';
import type { Pods, Speaker } from './open-pods.js';
import { restorePod } from './restore-pod.js';

export type { LivePod, WireEvent };

export interface Serving {
  /** A program per turn; absent, the pod is a mailbox. */
  program?: readonly string[];
  cwd: string;
  env: Speaker['env'];
  /** The words that run `tickets` on this machine, by which other pods are restored. */
  tickets: readonly string[];
  onEvent: (event: WireEvent) => void;
  now: () => Date;
}

/**
 * Serves a pod until it is stopped. When the Orchestrator or the Companion starts, the two are made peers; that this
 * fails is a remark, for a pod can be written to without it.
 */
export async function servePod(
  pods: Pods,
  typed: string,
  serving: Serving,
): Promise<{ live: LivePod; diagnostics: Diagnostic[] }> {
  const name = resolvePodName(pods, typed);
  const { env, tickets, onEvent, now } = serving;
  const diagnostics: Diagnostic[] = [];
  const live = await openLivePod(pods, name, {
    agent: agentOf(name, serving),
    restore: (other) => restorePod(pods, { as: name, env }, other, { tickets, env }),
    meetPeers: async () => void diagnostics.push(...(await healPair(pods, name))),
    onEvent,
    now,
  });
  return { live, diagnostics };
}

/** What the program runs acts as this pod, unless it says otherwise; and no turn is part of a hook that once started it. */
function agentOf(name: string, { program, cwd, env }: Serving): Agent {
  if (program === undefined) return noAgent(cwd);
  return execAgent({ argv: program, cwd, env: { ...env, TICKETS_POD: name, TICKETS_IN_HOOK: undefined } });
}

async function healPair(pods: Pods, name: string): Promise<Diagnostic[]> {
  try {
    const roles = readRoles(pods);
    if (name === roles.orchestrator || name === roles.companion) await ensurePair(pods, roles);
    return [];
  } catch (error) {
    if (!(error instanceof TicketsError)) throw error;
    const text = `the Orchestrator and the Companion could not be made peers: ${error.message}`;
    return [{ level: 'warning', source: 'pods', text }];
  }
}
