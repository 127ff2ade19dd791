import { type KnownPod, listPods } from '../../actions/list-pods.js';
import type { Diagnostic } from '../../diagnostic.js';
import { command } from '../command.js';
import { podsOf } from '../pods-of.js';
import { type Column, table } from '../render/table.js';
import { tsv } from '../render/tsv.js';

const columns: Column[] = [
  { title: 'POD' },
  { title: 'SEEN AS' },
  { title: 'METADATA', style: (cell) => (cell === 'readable' ? undefined : 'red') },
  { title: 'LIVE', style: (cell) => (cell === 'no' ? 'dim' : 'green') },
  { title: 'RESTORE' },
  { title: 'PEERS', flexible: true },
];

export const podListCommand = command({
  name: 'pod list',
  summary: 'The pods that one sees: itself, its children, its peers',
  description:
    'Whoever acts as a pod (--as, TICKETS_POD) sees that pod, the children it has started, and its peers, in this order; nobody else. A person without either looks as the Orchestrator, or with --all at every pod.',
  args: [],
  flags: { all: { type: 'boolean', summary: 'every pod of this repository; for people only' } },
  examples: ['tickets pod list', 'tickets pod list --all', 'tickets pod list --as hare --json'],
  run: async ({ flags, global }, host) => {
    const { pods, speaker } = podsOf(host, global);
    const { as, pods: known, exists } = await listPods(pods, speaker, flags.all);
    const remarks = exists ? [] : [unknownPod(as, !flags.all && !speaker.as && !host.env.TICKETS_POD)];
    return {
      json: { schema_version: 1, kind: 'pod-list', as, pods: known, diagnostics: remarks },
      remarks,
      text: (look) => {
        if (!look.terminal)
          return tsv(['pod_name', 'visibility', 'metadata', 'live', 'restore', 'peers'], known.map(row));
        return known.length === 0 ? 'no pods\n' : table(columns, known.map(row), look);
      },
    };
  },
});

function row({ pod_name, visibility, metadata, live, restore, peers }: KnownPod): string[] {
  const isLive = live.reachable ? (live.status ?? 'yes') : live.error === null ? 'no' : `no: ${live.error}`;
  const state = metadata.error === null ? metadata.state : `${metadata.state}: ${metadata.error}`;
  return [pod_name, visibility ?? '', state, isLive, restore.possible ? 'possible' : 'no', peers.join(' ')];
}

function unknownPod(as: string, mayLookAtAll: boolean): Diagnostic {
  const all = mayLookAtAll ? ', or look at every pod with --all' : '';
  return {
    level: 'info',
    source: 'pods',
    text: `${as} has no metadata, so it sees nobody: tickets pod create ${as}${all}`,
  };
}
