import { type ShownPod, showPod } from '../../actions/show-pod.js';
import { command } from '../command.js';
import { podsOf } from '../pods-of.js';
import { visible } from '../render/visible.js';

export const podShowCommand = command({
  name: 'pod show',
  summary: 'One pod: its metadata, whether it is live, its peers',
  args: [{ name: 'name', summary: 'a pod, or a role', required: true }],
  flags: {},
  examples: ['tickets pod show companion', 'tickets pod show hare --json'],
  run: async ({ args: [name = ''], global }, host) => {
    const { pods, speaker } = podsOf(host, global);
    const pod = await showPod(pods, speaker, name);
    return {
      json: { schema_version: 1, kind: 'pod', pod },
      text: () =>
        linesOf(pod)
          .map(([key, value]) => `${`${key}:`.padEnd(10)} ${visible(value)}\n`)
          .join(''),
    };
  },
});

function linesOf(pod: ShownPod): [string, string][] {
  const { metadata, live, restore } = pod;
  const peers = pod.peers.map((peer) => (pod.one_sided.includes(peer) ? `${peer} (one-sided)` : peer));
  const status = live.reachable
    ? `yes, ${live.status ?? 'of unknown status'}`
    : `no${live.error ? `: ${live.error}` : ''}`;
  return [
    ['pod', pod.role === null ? pod.pod_name : `${pod.pod_name} (the ${pod.role})`],
    ['metadata', metadata.error === null ? metadata.state : `${metadata.state}: ${metadata.error}`],
    ['live', status],
    ['restore', restore.possible ? 'possible' : `no: ${restore.reason}`],
    ['peers', peers.join(', ') || 'none'],
    ['children', pod.content?.spawned_children.map(({ pod_name }) => pod_name).join(', ') || 'none'],
    ['path', pod.path],
  ];
}
