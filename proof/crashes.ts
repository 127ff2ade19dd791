import { join } from 'node:path';
import { changeState } from '../src/actions/change-state.js';
import { commentTicket } from '../src/actions/comment-ticket.js';
import { createTicket } from '../src/actions/create-ticket.js';
import { editTicket } from '../src/actions/edit-ticket.js';
import { importTickets } from '../src/actions/import-tickets.js';
import { migrateStore } from '../src/actions/migrate-store.js';
import type { App } from '../src/actions/open-app.js';
import { lockStore } from '../src/store/change-ticket.js';
import {
  callsOf,
  crashes as crashing,
  disturb,
  errnos,
  every,
  forgetting,
  notTakenBack,
  type Operation,
  refusals,
} from './disturb.js';
import type { Row } from './row.js';
import { complaints, type Layout, openAt, treeOf, writeFile, writeStore } from './stores.js';

const later = '2026-06-19T00:00:00Z';

/** A change of one ticket in a store that has another one, too. */
function onTicket(
  name: string,
  layout: Layout,
  act: (app: App, id: string) => Promise<unknown>,
  besides: (id: string, other: string) => Record<string, string> = () => ({}),
): Operation {
  const prepare: Operation['prepare'] = async (folder) => {
    writeStore(folder, layout);
    const { ticket } = await createTicket(await openAt(folder), { title: 'Here it happens' });
    const other = await createTicket(await openAt(folder), { title: 'Nothing happens here' });
    for (const [path, text] of Object.entries(besides(ticket.id, other.ticket.id)))
      writeFile(join(folder, 'work-items', path), text);
    return async (copy) => {
      const app = await openAt(copy, later);
      return {
        stateDir: app.store.stateDirectory,
        act: () => act(app, ticket.id),
        nextWriter: () => lockStore(app.store, async () => {}),
        seen: () => treeOf(copy),
        complaints: () => complaints(copy),
      };
    };
  };
  return { name, prepare };
}

const text = 'Said once.\n\n---\n\nAnd its end.';
const close = (app: App, id: string) => changeState(app, id, 'closed', { text });

const operations: readonly Operation[] = [
  onTicket('comment', 'flat', (app, id) => commentTicket(app, id, 'comment', text)),
  onTicket('close', 'flat', close),
  onTicket('by-status close', 'by-status', close),
  onTicket('edit', 'flat', (app, id) => editTicket(app, id, { title: 'Another title' })),
  onTicket('create', 'flat', (app) => createTicket(app, { title: 'One more' })),
  onTicket('migrate', 'by-status', (app) => migrateStore(app), olderRelations),
  onTicket('import', 'flat', (app) => importTickets(app, twoTickets())),
];
const named = operations.map(({ name }) => name).join(', ');

/** A relations.json for migrate to copy, and a file that comes along. */
function olderRelations(id: string, other: string): Record<string, string> {
  const relations = JSON.stringify({ version: 1, relations: [{ ticket_id: id, kind: 'related', target: other }] });
  return { [`open/${id}/artifacts/relations.json`]: relations, 'closed/notes.txt': 'loose\n' };
}

/** An export of two tickets, each of several files. */
function twoTickets(): string {
  const at = '2026-06-18T14:33:50Z';
  const files = [
    { path: 'item.md', text: `---\ntitle: Brought\nstate: planning\ncreated_at: ${at}\nupdated_at: ${at}\n---\n` },
    { path: 'thread.md', text: `<!-- event: create author: hare at: ${at} -->\n\n## Created\n\n---\n` },
    { path: 'artifacts/run', executable: true, base64: 'AAEC' },
  ];
  const tickets = ['brought-a', 'brought-b'].map((id) => ({ id, files }));
  return JSON.stringify({ schema_version: 1, kind: 'export', tickets });
}

export const crashes: Row = {
  name: 'crash states',
  done: (size) =>
    `${named}: the process ends, or the machine loses power, at ${callsOf(size)}; the next writer is let in`,
  full: every,
  short: 25,
  run: (size, seed) => disturb(operations, crashing, size, seed),
  control: {
    without: 'fsync: the disk forgets what was written',
    run: (seed) => disturb(operations.slice(0, 3), forgetting, 40, seed),
  },
};

export const refusedCalls: Row = {
  name: 'refused calls',
  done: (size) => `${named}: ${callsOf(size)} fails, once or from then on, with ${errnos.join(', ')} or a short write`,
  full: every,
  short: 5,
  run: (size, seed) => disturb(operations, refusals, size, seed),
  control: {
    without: 'undoing: after the failure the disk takes nothing back',
    run: (seed) => disturb(operations.slice(0, 3), notTakenBack, every, seed),
  },
};
