import { mkdirSync } from 'node:fs';
import { below } from '../files/below.js';
import { createDirectory } from '../files/create-directory.js';
import { base32Id, randomWord, timestampId } from '../tickets/new-id.js';
import { statuses } from '../tickets/ticket.js';
import { lockStore } from './change-ticket.js';
import { findLayout, findPlace, type Layout, mixedLayout, type Place } from './layout.js';
import { readItem } from './read-item.js';
import { invalidTicket, type StoredTicket, type TicketStore } from './ticket-store.js';

export interface NewTicket {
  ids: 'timestamp-slug' | 'base32';
  slug: string;
  at: Date;
  /** What they say may name the id. */
  files: (id: string, layout: Layout) => NewFiles;
}

/** The files of a ticket by their names. */
interface NewFiles extends Record<string, Uint8Array> {
  'item.md': Uint8Array;
  'thread.md': Uint8Array;
}

/** Builds the ticket apart, whole, and renames it into place: no reader sees half of it, no other ticket is met. */
export async function createTicketDirectory(store: TicketStore, ticket: NewTicket): Promise<StoredTicket> {
  return lockStore(store, async () => {
    const layout = findLayout(store.root);
    if (layout === 'mixed') throw mixedLayout();
    const id = freeId(store, ticket);
    const folder = layout === 'by-status' ? 'open' : '';
    if (folder !== '') for (const status of statuses) mkdirSync(below(store.root, status), { recursive: true });
    const target = folder === '' ? id : `${folder}/${id}`;
    const content = ticket.files(id, layout);
    const created = await storedOf(store, { id, folder, directory: below(store.root, target) }, content);
    createDirectory({ root: store.root, stateDir: store.stateDirectory, target, content });
    return created;
  });
}

/** The ticket as it will be: once it is there, reading it cannot make it fail. */
async function storedOf(store: TicketStore, place: Place, files: NewFiles): Promise<StoredTicket> {
  const read = await readItem(place, files['item.md']);
  if ('problem' in read) throw invalidTicket(store, place, read.problem);
  return { place, ...read, item: files['item.md'], thread: files['thread.md'] };
}

/** A twin of a time stamp gets a random end; a twin of a millisecond takes the next one. */
function freeId(store: TicketStore, { ids, slug, at }: NewTicket): string {
  const isFree = (id: string) => findPlace(store.root, id) === undefined;
  if (ids === 'base32') {
    let milliseconds = at.getTime();
    while (!isFree(base32Id(milliseconds))) milliseconds++;
    return base32Id(milliseconds);
  }
  const plain = timestampId(at, slug);
  let id = plain;
  while (!isFree(id)) id = `${plain}-${randomWord(Uint8Array.from({ length: 4 }, () => Math.random() * 256))}`;
  return id;
}
