import { addArtifact, artifactsOf } from '../../actions/artifacts.js';
import { appOf } from '../app-of.js';
import { changeAnswer, changeFlags, changeOptions } from '../change-answer.js';
import { invalidUsage } from '../cli-errors.js';
import { command } from '../command.js';
import { visible } from '../render/visible.js';

export const artifactCommand = command({
  name: 'artifact',
  summary: 'Keep a file with a ticket, or list the files it has',
  args: [
    { name: 'action', summary: 'add or list', required: true, values: ['add', 'list'] },
    { name: 'id', summary: 'id, slug or part of an id', required: true },
    { name: 'file', summary: 'the file to add' },
  ],
  flags: {
    ...changeFlags,
    name: { type: 'string', placeholder: 'NAME', summary: 'its name below artifacts/ (default: as it is called)' },
  },
  examples: ['tickets artifact add peer-handshake trace.txt', 'tickets artifact list peer-handshake'],
  run: async ({ args: [action, id = '', file], flags }, host) => {
    const app = await appOf(host);
    if (action === 'add' && file !== undefined) {
      const change = await addArtifact(app, id, file, flags.name, changeOptions(flags));
      return changeAnswer(change, () => `${change.ticket.id}  ${change.changed ? 'artifact added' : 'has it already'}`);
    }
    if (action !== 'list' || file !== undefined)
      throw invalidUsage('artifact takes: add ID FILE, or list ID', [
        'tickets artifact add ID FILE',
        'tickets artifact list ID',
      ]);
    const list = await artifactsOf(app, id);
    return {
      json: { schema_version: 1, kind: 'artifacts', ...list },
      text: () => list.artifacts.map((name) => `${visible(`${list.path}/${name}`)}\n`).join(''),
    };
  },
});
