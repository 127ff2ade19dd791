import type { Agent } from './agent.js';

/** A mailbox: it takes no turns, and what arrives waits for a person or for `tickets pod inbox`. */
export function noAgent(cwd: string): Agent {
  return { manifest: { agent: 'none', cwd } };
}
