import { resolve } from 'node:path';
import { type ExportedTicket, exportHead, exportTail, exportTickets } from '../../actions/export-tickets.js';
import { writeGiven } from '../../actions/write-given.js';
import { appOf } from '../app-of.js';
import { invalidUsage } from '../cli-errors.js';
import { command } from '../command.js';
import { safeJson } from '../render/safe-json.js';
import { visible } from '../render/visible.js';

export const exportCommand = command({
  name: 'export',
  summary: 'Write tickets with all their files as JSON, for import',
  description:
    'Every file is in it to the byte: text as text, anything else as base64. docs/export.md describes the form.',
  args: [{ name: 'id', summary: 'id, slug or part of an id; all tickets where none is given', multiple: true }],
  flags: {
    all: { type: 'boolean', summary: 'all tickets, which is also what no id means' },
    output: { type: 'string', short: 'o', placeholder: 'FILE', summary: 'write to FILE; - is standard output' },
  },
  examples: ['tickets export peer-handshake', 'tickets export --all -o tickets.json'],
  run: async ({ args, flags, global }, host) => {
    if (flags.all && args.length > 0) throw invalidUsage('--all and ids exclude each other', ['give one of the two']);
    const { count, tickets, diagnostics } = await exportTickets(await appOf(host), args);
    const isToFile = flags.output !== undefined && flags.output !== '-';
    const parts = partsOf(tickets, global.json && !isToFile ? '' : '\n');
    if (!isToFile || flags.output === undefined) return { json: {}, text: () => '', parts, remarks: diagnostics };
    const bytes = writeGiven(resolve(host.cwd, flags.output), parts);
    return {
      json: { schema_version: 1, kind: 'exported', path: flags.output, count, bytes, diagnostics },
      text: () => `${visible(flags.output ?? '')}  ${count} tickets, ${bytes} bytes\n`,
      remarks: diagnostics,
    };
  },
});

/** One object; each ticket is a line of its own, so that line tools can look at it, unless one line was asked for. */
function* partsOf(tickets: Iterable<ExportedTicket>, lineEnd: '\n' | ''): Iterable<string> {
  let before = exportHead;
  for (const ticket of tickets) {
    yield before + lineEnd + safeJson(ticket);
    before = ',';
  }
  yield before === exportHead ? exportHead + lineEnd + exportTail : lineEnd + exportTail;
}
