import { where } from '../../actions/where.js';
import { appOf } from '../app-of.js';
import { command } from '../command.js';
import { visible } from '../render/visible.js';

export const whereCommand = command({
  name: 'where',
  summary: 'Where the store is and how it is laid out, or where a pod is',
  description:
    'With --pod it says where the metadata of that pod is and at which socket it listens while it runs, also of a pod that does not exist yet. An agent in any language finds both by it.',
  args: [],
  flags: { pod: { type: 'string', placeholder: 'NAME', summary: 'the metadata and the socket of this pod' } },
  examples: ['tickets where', 'tickets where --pod companion --json'],
  run: async ({ flags }, host) => {
    const app = await appOf(host);
    const place = where(app);
    const pod =
      flags.pod === undefined ? undefined : (await import('../../actions/where-pod.js')).wherePod(app, flags.pod);
    return {
      json: { schema_version: 1, kind: 'where', ...place, ...pod },
      text: ({ terminal }) => {
        if (pod !== undefined) return `metadata: ${visible(pod.metadata)}\nsocket:   ${visible(pod.socket)}\n`;
        return terminal ? `${visible(place.root)}  (${place.layout}, ids: ${place.ids})\n` : `${visible(place.root)}\n`;
      },
    };
  },
});
