import { TicketsError } from '../errors.js';
import { below } from '../files/below.js';
import { type FoundJournal, recoveryStopped, stuckJournals } from '../files/found-journals.js';
import { commitSteps } from '../files/journal.js';
import type { Step } from '../files/journal-record.js';
import { withLock } from '../files/lock.js';
import { type Recovery, recover } from '../files/recover.js';
import { replaceFile } from '../files/replace-file.js';
import type { Draft } from '../tickets/draft.js';
import { type FieldChanges, quickEdit, replaceBody } from '../tickets/edit-document.js';
import type { ThreadEvent } from '../tickets/event.js';
import { randomWord } from '../tickets/new-id.js';
import { appendix } from '../tickets/thread.js';
import { isId, statuses, statusOf } from '../tickets/ticket.js';
import { type Folder, findPlace, type Place } from './layout.js';
import { readItem } from './read-item.js';
import {
  hasResolution,
  invalidTicket,
  readStored,
  refuseConflict,
  type StoredTicket,
  type TicketStore,
} from './ticket-store.js';

export interface Written {
  stored: StoredTicket;
  /** With their ids, as they stand in the thread. */
  events: ThreadEvent[];
  changed: boolean;
  /** An earlier change that a crash had cut off, and that could not be completed when this one began. */
  stuck?: FoundJournal | undefined;
}

/**
 * Reads a ticket again under the lock, lets `decide` look at it, and writes what it decides, whole or not at all.
 * `decide` gives null where nothing is to be written.
 */
export async function changeTicket(
  store: TicketStore,
  before: StoredTicket,
  decide: (fresh: StoredTicket) => Promise<Draft | null>,
): Promise<Written> {
  return lockStore(store, async ({ stuck }) => {
    const { id } = before.place;
    const place = findPlace(store.root, id);
    if (place === undefined) throw ticketVanished(id);
    refuseStopped(store, place);
    const fresh = await readStored(store, place, before);
    refuseConflict(store, fresh);
    const draft = await decide(fresh);
    if (draft === null) return { stored: fresh, events: [], changed: false, stuck };
    const events = draft.events.map((event) => ({ ...event, id: newEventId() }));
    const after = await ticketAfter(store, fresh, { ...draft, events });
    commit(store, stepsOf(fresh, after, { ...draft, events }));
    return { stored: after, events, changed: true, stuck };
  });
}

/** One writer at a time, after whatever a killed one left has been completed. */
export async function lockStore<T>(store: TicketStore, work: (recovered: Recovery) => Promise<T>): Promise<T> {
  return withLock(store.stateDirectory, async () => {
    return work(recover(scopeOf(store)));
  });
}

/** What an unfinished change names stays as it is until somebody has looked at it; other tickets go on. */
export function refuseStopped(store: TicketStore, place: Place): void {
  const ours = (path: string) => path.split('/').slice(0, 2).includes(place.id);
  const stopped = stuckJournals(store.stateDirectory).find(({ paths }) => paths.some(ours));
  if (stopped !== undefined) throw recoveryStopped(stopped);
}

export function scopeOf(store: TicketStore) {
  return { root: store.root, stateDir: store.stateDirectory, isAllowedPath };
}

/** One file is replaced whole by itself; only several need the journal. To be called under the lock. */
export function commit(store: TicketStore, steps: readonly Step[]): void {
  const [first] = steps;
  if (steps.length === 1 && first?.kind === 'write')
    replaceFile(below(store.root, first.path), first.content, below(store.stateDirectory, 'tmp'));
  else commitSteps({ ...scopeOf(store), steps });
}

/** The paths below a store's root that a change may touch: those of tickets, and what keeps a status directory in git. */
export function isAllowedPath(path: string): boolean {
  const parts = path.split('/');
  const [first = ''] = parts;
  if (statuses.some((status) => path === `${status}/.gitkeep`)) return true;
  const [id = '', ...rest] = statuses.some((status) => status === first) ? parts.slice(1) : parts;
  return isId(id) && rest.every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\\'));
}

/** The ticket as it will be. It is not read again once it is written: a change that is made cannot fail any more. */
async function ticketAfter(store: TicketStore, stored: StoredTicket, draft: Draft): Promise<StoredTicket> {
  const place = placeAfter(store, stored.place, draft);
  const item = await itemAfter(stored, draft);
  const read = await readItem(place, item);
  if ('problem' in read) throw invalidTicket(store, place, read.problem);
  const thread = draft.events.length > 0 ? threadAfter(stored, draft.events) : stored.thread;
  return { place, ...read, item, thread };
}

function placeAfter({ root }: TicketStore, { id, folder: before }: Place, draft: Draft): Place {
  const folder = folderAfter(before, draft);
  return { id, folder, directory: below(root, folder, id) };
}

function stepsOf({ place: before }: StoredTicket, { place, item, thread }: StoredTicket, draft: Draft): Step[] {
  const directory = pathOf(place);
  const steps: Step[] = [];
  if (place.folder !== before.folder) steps.push({ kind: 'move', from: pathOf(before), to: directory });
  steps.push({ kind: 'write', path: `${directory}/item.md`, content: item });
  if (draft.events.length > 0 && thread !== null)
    steps.push({ kind: 'write', path: `${directory}/thread.md`, content: thread });
  if (typeof draft.resolution === 'string')
    steps.push({ kind: 'write', path: `${directory}/resolution.md`, content: encode(`${draft.resolution}\n`) });
  else if (draft.resolution === null && hasResolution(before))
    steps.push({ kind: 'delete', path: `${directory}/resolution.md` });
  if (draft.artifact)
    steps.push({
      kind: 'write',
      path: `${directory}/artifacts/${draft.artifact.name}`,
      content: draft.artifact.content,
    });
  return steps;
}

function pathOf({ folder, id }: Place): string {
  return folder === '' ? id : `${folder}/${id}`;
}

function folderAfter(before: Folder, { state }: Draft): Folder {
  return before === '' || state === undefined ? before : statusOf(state);
}

/** The item with its fields changed and not one byte elsewhere; the editor of YAML is loaded only where it is needed. */
async function itemAfter(stored: StoredTicket, { item = stored.item, fields, body }: Draft): Promise<Uint8Array> {
  const edited = await editFields(item, fields);
  return body === undefined ? edited : replaceBody(edited, body);
}

export async function editFields(item: Uint8Array, fields: FieldChanges): Promise<Uint8Array> {
  const quick = quickEdit(item, fields);
  if (quick !== undefined) return quick;
  const { editItem } = await import('../tickets/edit-with-yaml.js');
  return editItem(item, fields);
}

function threadAfter({ thread }: StoredTicket, events: readonly ThreadEvent[]): Uint8Array {
  const before = thread ?? new Uint8Array();
  const added = encode(appendix(new TextDecoder().decode(before), events));
  const after = new Uint8Array(before.length + added.length);
  after.set(before);
  after.set(added, before.length);
  return after;
}

export function newEventId(): string {
  return randomWord(Uint8Array.from({ length: 8 }, () => Math.random() * 256));
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function ticketVanished(id: string): TicketsError {
  return new TicketsError({
    kind: 'busy',
    code: 'ticket_vanished',
    message: `${id} was there when this began and is gone now`,
    hints: ['tickets list --state all shows what is there'],
    data: { id },
  });
}
