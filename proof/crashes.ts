import { join } from 'node:path';
import { changeState } from '../src/actions/change-state.js';
import { commentTicket } from '../src/actions/comment-ticket.js';
import { createTicket } from '../src/actions/create-ticket.js';
import { editTicket } from '../src/actions/edit-ticket.js';
import { importTickets } from '../src/actions/import-tickets.js';
import { migrateStore } from '../src/actions/migrate-store.js';
import type { App } from '../src/actions/open-app.js';
import { withLock } from '../src/files/lock.js';
import { lockStore } from '../src/store/change-ticket.js';
import {
  callsOf,
  crashesInRecovery,
  crashes as crashing,
  disturb,
  errnos,
  every,
  killing,
  notTakenBack,
  type Operation,
  refusals,
  withoutDirectoryFsync,
  withoutFsync,
} from './disturb.js';
import type { Row } from './row.js';
import { complaints, type Layout, later, openAt, startOfTime, treeOf, writeFile, writeStore } from './stores.js';

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

const item = `---\ntitle: Brought\nstate: planning\ncreated_at: ${startOfTime}\nupdated_at: ${startOfTime}\n---\n`;
const thread = `<!-- event: create author: hare at: ${startOfTime} -->\n\n## Created\n\n---\n`;
const twoTickets = JSON.stringify({
  schema_version: 1,
  kind: 'export',
  tickets: ['brought-a', 'brought-b'].map((id) => ({
    id,
    files: [
      { path: 'item.md', executable: false, text: item },
      { path: 'thread.md', executable: false, text: thread },
      { path: 'artifacts/run', executable: true, base64: 'AAEC' },
    ],
  })),
});

const operations: readonly Operation[] = [
  onTicket('comment', 'flat', (app, id) => commentTicket(app, id, 'comment', text)),
  onTicket('close', 'flat', close),
  onTicket('by-status close', 'by-status', close),
  onTicket('edit', 'flat', (app, id) => editTicket(app, id, { title: 'Another title' })),
  onTicket('create', 'flat', (app) => createTicket(app, { title: 'One more' })),
  onTicket('migrate', 'by-status', (app) => migrateStore(app), olderRelations),
  onTicket('import', 'flat', (app) => importTickets(app, twoTickets)),
];
const named = operations.map(({ name }) => name).join(', ');

/** A relations.json for migrate to copy, and a file that comes along. */
function olderRelations(id: string, other: string): Record<string, string> {
  const relations = JSON.stringify({ version: 1, relations: [{ ticket_id: id, kind: 'related', target: other }] });
  return { [`open/${id}/artifacts/relations.json`]: relations, 'closed/notes.txt': 'loose\n' };
}

export const crashes: Row = {
  name: 'crash states',
  done: (size) =>
    `${named}: the process ends, or the machine loses power with unsynced names kept or lost and unsynced data kept, halved or lost, at ${callsOf(size)}; and the next writer, too, in the middle of its recovery; then another one is let in`,
  full: every,
  short: 6,
  run: (size, seed) => disturb(operations, [...crashing, ...crashesInRecovery], size, seed),
  controls: [
    {
      without: 'fsync: the disk forgets what was written',
      run: (seed) => disturb(some, withoutFsync, 40, seed),
    },
    {
      without: 'fsync of directories: the disk forgets which names were made, moved and removed',
      run: (seed) => disturb(some, withoutDirectoryFsync, 40, seed),
    },
    {
      without: 'recovery: the next writer waits for the lock and goes on without it',
      run: (seed) => disturb(some.map(withoutRecovery), killing, 12, seed),
    },
  ],
};

const some = operations.slice(0, 3);

function withoutRecovery({ name, prepare }: Operation): Operation {
  return {
    name,
    prepare: async (folder) => {
      const open = await prepare(folder);
      return async (copy) => {
        const stage = await open(copy);
        return { ...stage, nextWriter: () => withLock(stage.stateDir, async () => {}) };
      };
    },
  };
}

export const refusedCalls: Row = {
  name: 'refused calls',
  done: (size) => `${named}: ${callsOf(size)} fails, once or from then on, with ${errnos.join(', ')} or a short write`,
  full: every,
  short: 5,
  run: (size, seed) => disturb(operations, refusals, size, seed),
  controls: [
    {
      without: 'undoing: after the failure the disk takes nothing back',
      run: (seed) => disturb(operations.slice(0, 3), notTakenBack, every, seed),
    },
  ],
};
