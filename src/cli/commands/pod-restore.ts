import { restoreVisiblePod } from '../../actions/restore-pod.js';
import { command } from '../command.js';
import { podsOf } from '../pods-of.js';
import { thisCommand } from '../this-command.js';

export const podRestoreCommand = command({
  name: 'pod restore',
  summary: 'Start a pod that is not live again, in the background, as it was last served',
  description:
    'Runs `tickets pod serve` with the agent, program and directory that its metadata holds; its output goes to serve.log beside the metadata. Whoever acts as a pod (--as, TICKETS_POD) can restore those alone that it sees. A pod that was never served cannot be restored. No notice and no message does this by itself.',
  args: [{ name: 'name', summary: 'the pod, or the role it has', required: true }],
  flags: {},
  examples: ['tickets pod restore companion', 'tickets pod restore fox --as hare'],
  run: async ({ args: [name = ''], global }, host) => {
    const { pods, speaker } = podsOf(host, global);
    const restored = await restoreVisiblePod(pods, speaker, name, { tickets: thisCommand(), env: host.env });
    const { pod_name, outcome, pid } = restored;
    return {
      json: { schema_version: 1, kind: 'pod-restored', ...restored },
      text: () => `${pod_name} ${outcome === 'already_live' ? 'is live already' : `is live again, process ${pid}`}\n`,
    };
  },
});
