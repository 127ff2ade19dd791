import { peerPods } from '../../actions/peer-pods.js';
import { command } from '../command.js';
import { podsOf } from '../pods-of.js';

export const podPeerCommand = command({
  name: 'pod peer',
  summary: 'Make two pods peers: each sees the other, and may write to it',
  description: `Peers are registered in the metadata of both pods, at once and whole; a relation that one side has lost is mended by it. The live pod is not asked: this is no consent of whoever runs there, and grants nothing but to be seen and written to.

A peer is no spawned child: there is no scope that it works in, no cursor into its output, nobody owns it, and its end is reported to nobody. A notice or a message needs a live peer; none restores or starts one.`,
  args: [{ name: 'name', summary: 'the other pod, or a role', required: true }],
  flags: {},
  examples: ['tickets pod peer companion', 'tickets pod peer fox --as hare'],
  run: async ({ args: [name = ''], global }, host) => {
    const { pods, speaker } = podsOf(host, global);
    const { source, peer, changed } = await peerPods(pods, speaker, name);
    return {
      json: { schema_version: 1, kind: 'pod-peer', source, peer, registered: true, changed },
      text: () => `${source} and ${peer} ${changed ? 'are peers now' : 'were peers already'}\n`,
    };
  },
});
