import { createPod } from '../../actions/create-pod.js';
import { command } from '../command.js';
import { podsOf } from '../pods-of.js';

export const podCreateCommand = command({
  name: 'pod create',
  summary: 'Make a pod: a name with metadata, which others can be peers of',
  description:
    'A new pod is nobody yet: `tickets pod serve` makes it live, `tickets pod peer` lets others see it. `companion` and `orchestrator` mean the pods that have these roles. A pod that exists stays as it is.',
  args: [{ name: 'name', summary: 'what it is called, or the role it has', required: true }],
  flags: {},
  examples: ['tickets pod create companion', 'tickets pod create hare'],
  run: async ({ args: [name = ''], global }, host) => {
    const pod = await createPod(podsOf(host, global).pods, name);
    const { pod_name, created } = pod;
    const next = created ? `\nNext: tickets pod serve ${pod_name}, or tickets pod peer ${pod_name}` : '';
    return {
      json: { schema_version: 1, kind: 'pod-created', ...pod },
      text: ({ terminal }) => {
        if (!terminal) return `${pod_name}\n`;
        return `${created ? `Made the pod ${pod_name}` : `The pod ${pod_name} is there already`}${next}\n`;
      },
    };
  },
});
