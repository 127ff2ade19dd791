import { graphTickets } from '../../actions/graph-tickets.js';
import { relateTickets } from '../../actions/relate-tickets.js';
import { relationWords } from '../../actions/relation-ends.js';
import { appOf } from '../app-of.js';
import { changeAnswer, changeFlags, changeOptions } from '../change-answer.js';
import { invalidUsage } from '../cli-errors.js';
import { command } from '../command.js';
import { refuseLoneRelation } from '../lone-relation.js';
import { dotGraph, mermaidGraph, treeGraph } from '../render/graph.js';

const forms = ['tree', 'mermaid', 'dot'] as const;

export const relateCommand = command({
  name: 'relate',
  summary: 'Relate two tickets, or draw what is related',
  description: `Relations: ${relationWords.join(', ')}. Without one: depends_on. Only the forward side is written.`,
  args: [
    { name: 'id', summary: 'the ticket' },
    { name: 'relation', summary: `one of ${relationWords.join(', ')}; left out: depends_on`, values: relationWords },
    { name: 'other', summary: 'the other ticket' },
  ],
  flags: {
    ...changeFlags,
    graph: { type: 'boolean', summary: 'draw the dependencies: of the ticket, or of all that are not closed' },
    form: { type: 'string', values: forms, placeholder: 'FORM', summary: 'what --graph draws (default: tree)' },
  },
  examples: [
    'tickets relate peer-handshake depends_on pod-store',
    'tickets relate A blocks B',
    'tickets relate --graph --form mermaid',
  ],
  run: async ({ args, flags }, host) => {
    const app = await appOf(host);
    if (flags.graph || flags.form !== undefined) {
      const graph = await graphTickets(app, args[0]);
      const form = flags.form ?? 'tree';
      return {
        json: { schema_version: 1, kind: 'graph', ...graph },
        text: (look) =>
          form === 'mermaid' ? mermaidGraph(graph) : form === 'dot' ? dotGraph(graph) : treeGraph(graph, look),
      };
    }
    if (args.length === 2) refuseLoneRelation('relate', args);
    const [from, word, to] = args.length === 2 ? [args[0], 'depends_on', args[1]] : args;
    if (from === undefined || word === undefined || to === undefined)
      throw invalidUsage('relate takes two tickets and what the one is to the other', [
        'tickets relate ID depends_on ID',
        'tickets relate --graph',
      ]);
    const change = await relateTickets(app, from, word, to, changeOptions(flags));
    return changeAnswer(change, () => `${change.ticket.id}  ${change.changed ? 'related' : 'was related already'}`);
  },
});
