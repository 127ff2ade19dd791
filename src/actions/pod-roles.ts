import { readMetadata } from '../pods/metadata.js';
import type { Pods } from '../pods/pods.js';
import { type Role, type Roles, readRoles, writeRole } from '../pods/roles.js';

export type { Role };

export interface PodRoles extends Roles {
  changed: boolean;
  /** Roles whose pod has no metadata yet. */
  missing: Role[];
}

/** Which pods have the two roles. */
export function podRoles(pods: Pods): PodRoles {
  return withMissing(pods, readRoles(pods), false);
}

/** Gives a role to another pod, which need not exist yet. */
export async function changeRole(pods: Pods, role: Role, name: string): Promise<PodRoles> {
  const before = readRoles(pods)[role];
  const after = await writeRole(pods, role, name);
  return withMissing(pods, after, after[role] !== before);
}

function withMissing(pods: Pods, roles: Roles, changed: boolean): PodRoles {
  const missing = (['companion', 'orchestrator'] as const).filter(
    (role) => readMetadata(pods, roles[role]).state === 'missing',
  );
  return { ...roles, changed, missing };
}
