import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createDirectory } from '../files/create-directory.js';
import { base32Id, randomWord, timestampId } from '../tickets/new-id.js';
import { statuses } from '../tickets/ticket.js';
import { lockStore } from './change-ticket.js';
import { findLayout, findPlace, type Layout, mixedLayout, type Place } from './layout.js';
import type { TicketStore } from './ticket-store.js';

export interface NewTicket {
  ids: 'timestamp-slug' | 'base32';
  slug: string;
  at: Date;
  /** Its files by name; what they say may name the id. */
  files: (id: string, layout: Layout) => Record<string, Uint8Array>;
}

/** Builds the ticket apart, whole, and renames it into place: no reader sees half of it, no other ticket is met. */
export async function createTicketDirectory(store: TicketStore, ticket: NewTicket): Promise<Place> {
  return lockStore(store, async () => {
    const layout = findLayout(store.root);
    if (layout === 'mixed') throw mixedLayout();
    const id = freeId(store, ticket);
    const folder = layout === 'by-status' ? 'open' : '';
    if (folder !== '') for (const status of statuses) mkdirSync(join(store.root, status), { recursive: true });
    const target = folder === '' ? id : `${folder}/${id}`;
    createDirectory({ root: store.root, stateDir: store.stateDirectory, target, content: ticket.files(id, layout) });
    return { id, folder, directory: join(store.root, target) };
  });
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
