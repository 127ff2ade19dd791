import { where } from '../../actions/where.js';
import { appOf } from '../app-of.js';
import { command } from '../command.js';
import { visible } from '../render/visible.js';

export const whereCommand = command({
  name: 'where',
  summary: 'Where the store is, and how it is laid out',
  args: [],
  flags: {},
  examples: ['tickets where'],
  run: async (_, host) => {
    const place = where(await appOf(host));
    return {
      json: { schema_version: 1, kind: 'where', ...place },
      text: (look) =>
        look.terminal ? `${visible(place.root)}  (${place.layout}, ids: ${place.ids})\n` : `${visible(place.root)}\n`,
    };
  },
});
