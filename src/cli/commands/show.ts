import { rawItem } from '../../actions/raw-item.js';
import { type ShownTicket, showTicket } from '../../actions/show-ticket.js';
import { appOf } from '../app-of.js';
import { invalidUsage } from '../cli-errors.js';
import { type Answer, command } from '../command.js';
import { visible, visibleBody } from '../render/visible.js';
import { ticketPage } from '../ticket-page.js';

export const showCommand = command({
  name: 'show',
  summary: 'Show a ticket: fields, body, thread, relations, and what can be done with it',
  args: [{ name: 'id', summary: 'id, slug or part of an id', required: true }],
  flags: {
    events: {
      type: 'integer',
      placeholder: 'N',
      summary: 'the newest N events (default: all; with --json 50); 0 for all',
    },
    'body-bytes': {
      type: 'integer',
      placeholder: 'N',
      summary: 'the first N bytes of each body (default: all; with --json 65536); 0 for all',
    },
    inverse: { type: 'boolean', summary: 'also the tickets that point here; reads the whole store' },
    field: { type: 'string', placeholder: 'NAME', summary: 'one field alone; a list has one value a line' },
    raw: { type: 'boolean', summary: 'item.md as it is' },
  },
  examples: [
    'tickets show peer-handshake',
    'tickets show 13295 --field state',
    'tickets show peer-handshake --json --events 5',
  ],
  run: async ({ args: [id = ''], flags, global }, host) => {
    const app = await appOf(host);
    if (flags.raw) return answerRaw(await rawItem(app, id));
    const { diagnostics, ...ticket } = await showTicket(app, id, {
      events: flags.events ?? (global.json ? 50 : 0),
      bodyBytes: flags['body-bytes'] ?? (global.json ? 65_536 : 0),
      inverse: flags.inverse,
      revision: global.json || flags.field === 'revision',
    });
    if (flags.field !== undefined) return { ...answerField(ticket, flags.field), remarks: diagnostics };
    return {
      json: { schema_version: 1, kind: 'ticket', ticket, diagnostics },
      text: (look) => ticketPage(ticket, look, host.now()),
      remarks: diagnostics,
    };
  },
});

function answerRaw({ path, bytes }: { path: string; bytes: Uint8Array }): Answer {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  return {
    json: { schema_version: 1, kind: 'raw', path, text },
    text: (look) => (look.terminal ? visibleBody(text) : bytes),
  };
}

function answerField(ticket: ShownTicket, name: string): Answer {
  const fields: Record<string, unknown> = { ...ticket.other, ...ticket };
  if (!Object.hasOwn(fields, name))
    throw invalidUsage(`there is no field ${JSON.stringify(name.slice(0, 40))}`, [
      `fields: ${Object.keys(fields).join(', ')}`,
    ]);
  const value = fields[name];
  const lines = (Array.isArray(value) ? value : value === null ? [] : [value]).map((one) =>
    typeof one === 'string' ? one : JSON.stringify(one),
  );
  return {
    json: { schema_version: 1, kind: 'field', id: ticket.id, field: name, value },
    text: () => lines.map((line) => `${name === 'body' ? visibleBody(line).trimEnd() : visible(line)}\n`).join(''),
  };
}
