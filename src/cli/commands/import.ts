import { resolve } from 'node:path';
import { importTickets } from '../../actions/import-tickets.js';
import { readGiven, textOf } from '../../actions/read-given.js';
import { appOf } from '../app-of.js';
import { command } from '../command.js';
import { visible } from '../render/visible.js';

export const importCommand = command({
  name: 'import',
  summary: 'Put the tickets of an export into this store, all or none',
  description:
    'A ticket that is here already, to the byte, is skipped; one that is here and differs stops the import before anything is written.',
  args: [{ name: 'file', summary: 'what tickets export has written; - is standard input', required: true }],
  flags: {},
  examples: ['tickets import tickets.json', 'tickets export --all | tickets -C ../other import -'],
  run: async ({ args: [file = ''] }, host) => {
    const app = await appOf(host);
    const bytes = file === '-' ? await host.stdin.read() : readGiven(resolve(host.cwd, file));
    const imported = await importTickets(app, textOf(bytes, file === '-' ? 'standard input' : file));
    const { created, skipped, diagnostics } = imported;
    return {
      json: { schema_version: 1, kind: 'import', ...imported },
      text: ({ terminal }) =>
        terminal
          ? `${created.length} tickets imported, ${skipped.length} here already\n`
          : created.map(({ id }) => `${visible(id)}\n`).join(''),
      remarks: diagnostics,
    };
  },
});
