import { changeRole, type PodRoles, podRoles } from '../../actions/pod-roles.js';
import type { Diagnostic } from '../../diagnostic.js';
import { invalidUsage } from '../cli-errors.js';
import { command } from '../command.js';
import { podsOf } from '../pods-of.js';
import { tsv } from '../render/tsv.js';

export const podRoleCommand = command({
  name: 'pod role',
  summary: 'Which pod is the Companion and which the Orchestrator, or give a role away',
  description:
    'The Companion hears of every change of a ticket, in the name of the Orchestrator. While nobody has chosen, the Companion is called like the folder of the main worktree, and the Orchestrator like that with -orchestrator behind it. Roles are kept beside the pods, never in git, so that no pull request can turn notices elsewhere.',
  args: [
    { name: 'role', summary: 'companion or orchestrator' },
    { name: 'name', summary: 'the pod that is to have it; it need not exist yet' },
  ],
  flags: {},
  examples: ['tickets pod role', 'tickets pod role companion hare'],
  run: async ({ args: [role, name], global }, host) => {
    const { pods } = podsOf(host, global);
    if (role !== undefined && role !== 'companion' && role !== 'orchestrator')
      throw invalidUsage(`${role.slice(0, 80)} is no role`, ['the roles are companion and orchestrator']);
    const roles = role === undefined || name === undefined ? podRoles(pods) : await changeRole(pods, role, name);
    const shown = (['companion', 'orchestrator'] as const).filter((one) => role === undefined || role === one);
    const remarks = shown.filter((one) => roles.missing.includes(one)).map((one) => missing(roles[one]));
    return {
      json: { schema_version: 1, kind: 'pod-roles', ...withoutMissing(roles), diagnostics: remarks },
      remarks,
      text: ({ terminal }) =>
        terminal
          ? shown.map((one) => `${`${one}:`.padEnd(13)} ${roles[one]}\n`).join('')
          : tsv(
              ['role', 'pod_name'],
              shown.map((one) => [one, roles[one]]),
            ),
    };
  },
});

function withoutMissing({ companion, orchestrator, changed }: PodRoles) {
  return { companion, orchestrator, changed };
}

function missing(name: string): Diagnostic {
  return { level: 'info', source: 'pods', text: `the pod ${name} does not exist yet: tickets pod create ${name}` };
}
