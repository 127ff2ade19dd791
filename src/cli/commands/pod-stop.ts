import { endPod } from '../../actions/end-pod.js';
import { command } from '../command.js';
import { podsOf } from '../pods-of.js';

export const podStopCommand = command({
  name: 'pod stop',
  summary: 'End whoever serves a pod, and wait until it is gone',
  description:
    'A turn that runs is cancelled; what it was given waits for the next start. A person may stop any pod; whoever acts as a pod (--as, TICKETS_POD) only the children that pod has started. A pod that nobody serves stays as it is.',
  args: [{ name: 'name', summary: 'the pod, or the role it has', required: true }],
  flags: {},
  examples: ['tickets pod stop companion'],
  run: async ({ args: [name = ''], global }, host) => {
    const { pods, speaker } = podsOf(host, global);
    const { pod_name, stopped } = await endPod(pods, speaker, name);
    return {
      json: { schema_version: 1, kind: 'pod-stopped', pod_name, stopped },
      text: () => `${pod_name} ${stopped ? 'is not served any more' : 'was not live'}\n`,
    };
  },
});
