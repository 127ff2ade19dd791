import { unpeerPods } from '../../actions/peer-pods.js';
import type { Diagnostic } from '../../diagnostic.js';
import { command } from '../command.js';
import { podsOf } from '../pods-of.js';

export const podUnpeerCommand = command({
  name: 'pod unpeer',
  summary: 'End that two pods are peers, on both sides',
  description: `Neither sees the other after it. Nobody is told, and nothing that was delivered is taken back.

Of Orchestrator and Companion this does not last: the Companion hook makes them peers again with the next event, and when a store is made or one of the two is served. Who should not hear of changes is given no role: tickets pod role companion NAME.`,
  args: [{ name: 'name', summary: 'the other pod, or a role', required: true }],
  flags: {},
  examples: ['tickets pod unpeer fox --as hare'],
  run: async ({ args: [name = ''], global }, host) => {
    const { pods, speaker } = podsOf(host, global);
    const { source, peer, changed, is_role_pair } = await unpeerPods(pods, speaker, name);
    const remarks = is_role_pair ? [pairedAgain] : [];
    return {
      json: { schema_version: 1, kind: 'pod-peer', source, peer, registered: false, changed, diagnostics: remarks },
      remarks,
      text: () => `${source} and ${peer} ${changed ? 'are peers no more' : 'were no peers'}\n`,
    };
  },
});

const pairedAgain: Diagnostic = {
  level: 'info',
  source: 'pods',
  text: 'these are Orchestrator and Companion: the next change of a ticket makes them peers again',
};
