import { peerPods } from '../../actions/peer-pods.js';
import { command } from '../command.js';
import { podsOf } from '../pods-of.js';

export const podPeerCommand = command({
  name: 'pod peer',
  summary: 'Make two pods peers: each sees the other, and may write to it',
  description: `This is a reciprocal registration in the metadata of both pods, made whole or not at all; one side that was lost is mended. It is not the consent of the live target, which is not asked, and it grants nothing but to be seen and written to.

A peer is no spawned child: it brings no scope to work in, no output cursor, no ownership, and no notice of its completion. What is sent needs a live peer, and restores nobody.

\`tickets pod unpeer\` undoes it. Orchestrator and Companion are made peers again by the Companion hook.`,
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
