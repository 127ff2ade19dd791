import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostic.js';
import { errnoOf } from '../files/file-layer.js';
import { readRegularFileIfPresent, unreadableFile } from '../files/safe-path.js';
import { isInvalid } from '../store/read-item.js';
import { resolve } from '../store/resolve-reference.js';
import { lookUp, olderRelations, readStored, type StoredTicket, threadOf } from '../store/ticket-store.js';
import type { ThreadEvent } from '../tickets/event.js';
import { bodyOf } from '../tickets/frontmatter.js';
import { inverseNames, type RelationKind, relationKinds, relationsOf, sameId } from '../tickets/relations.js';
import type { State, Ticket } from '../tickets/ticket.js';
import { possibleFrom } from '../tickets/transition.js';
import { unreadRelations } from './blockers.js';
import type { App } from './open-app.js';
import { revisionOf } from './revision.js';

/** The other end of a relation; `state` is null where that ticket is missing or invalid, as `problem` says. */
export interface RelatedTicket {
  id: string;
  title: string | null;
  state: State | null;
  problem: 'missing' | 'invalid' | null;
}

export interface ShownTicket extends Ticket {
  path: string;
  /** Null unless it was asked for. */
  revision: string | null;
  body: string;
  body_bytes: number;
  events: ThreadEvent[];
  events_total: number;
  resolution: string | null;
  /** By kind; with `inverse` also the names of the other ends (`blocks`, `children`, …). */
  relations: Record<string, RelatedTicket[]>;
  artifacts: string[];
  possible: Array<{ to: State; command: string }>;
}

/** What could not be shown stands beside the ticket. */
export interface Shown extends ShownTicket {
  diagnostics: Diagnostic[];
}
export interface ShowOptions {
  /** The newest so many events; 0 for all. */
  events: number;
  /** The first so many bytes of the body, and of each event's, cut between characters; 0 for all. */
  bodyBytes: number;
  inverse: boolean;
  /** Say the ticket's revision, which costs a hash. */
  revision?: boolean;
}

/** One ticket, whole or bounded. Only `inverse` reads other tickets than those that it names. */
export async function showTicket(app: App, reference: string, options: ShowOptions): Promise<Shown> {
  const stored = await readStored(app.store, await resolve(app.store, reference));
  const { ticket, place, item } = stored;
  const { events } = threadOf(stored);
  const body = bodyOf(item).replace(/^(?:[ \t]*\r?\n)+/, '');
  return {
    ...ticket,
    path: app.store.show(place.directory),
    revision: options.revision ? revisionOf(stored) : null,
    body: firstBytes(body, options.bodyBytes),
    body_bytes: Buffer.byteLength(body),
    events: (options.events > 0 ? events.slice(-options.events) : events).map((event) => ({
      ...withoutPlace(event),
      body: firstBytes(event.body, options.bodyBytes),
    })),
    events_total: events.length,
    resolution: resolutionOf(stored),
    relations: await readRelations(app, stored, options.inverse),
    artifacts: listArtifacts(stored),
    possible: possibleFrom(ticket.state).map(({ to, command }) => ({ to, command: command.replace('ID', ticket.id) })),
    diagnostics: unreadRelations(app, place),
  };
}

function withoutPlace({ id, kind, author, at, attributes, heading, body }: ThreadEvent): ThreadEvent {
  return { id, kind, author, at, attributes, heading, body };
}

function resolutionOf({ place }: StoredTicket): string | null {
  const bytes = readRegularFileIfPresent(join(place.directory, 'resolution.md'));
  return bytes === undefined ? null : new TextDecoder().decode(bytes).replace(/\s+$/, '');
}

export function firstBytes(text: string, bytes: number): string {
  if (bytes <= 0 || Buffer.byteLength(text) <= bytes) return text;
  const cut = new TextDecoder().decode(Buffer.from(text).subarray(0, bytes), { stream: true });
  return cut.replace(/\uFFFD+$/, '');
}

async function readRelations(app: App, { ticket, place }: StoredTicket, inverse: boolean) {
  const relations: Record<string, RelatedTicket[]> = Object.fromEntries(relationKinds.map((kind) => [kind, []]));
  for (const { kind, target } of relationsOf(ticket, olderRelations(place)))
    relations[kind]?.push(related(target, await lookUp(app.store, target)));
  if (inverse) await addInverse(app, ticket.id, relations);
  return relations;
}

async function addInverse(app: App, id: string, relations: Record<string, RelatedTicket[]>): Promise<void> {
  for (const kind of relationKinds) relations[inverseNames[kind]] ??= [];
  const { scan, withRelations } = await import('../store/scan.js');
  for (const read of await scan(app.store)) {
    const one = isInvalid(read) ? read : withRelations(read);
    if (isInvalid(one)) continue;
    const kinds = one.relations.filter(({ target }) => sameId(target, id));
    for (const { kind } of kinds)
      addOnce(relations[inverseNames[kind as RelationKind]], related(one.ticket.id, one.ticket));
  }
}

function addOnce(list: RelatedTicket[] | undefined, ticket: RelatedTicket): void {
  if (list && !list.some(({ id }) => sameId(id, ticket.id))) list.push(ticket);
}

function related(id: string, found: Ticket | 'missing' | 'invalid'): RelatedTicket {
  if (typeof found === 'string') return { id, title: null, state: null, problem: found };
  return { id, title: found.title, state: found.state, problem: null };
}

/** The names below artifacts/, in order; `.gitkeep` is none, links are not followed. */
export function listArtifacts({ place }: Pick<StoredTicket, 'place'>): string[] {
  const top = join(place.directory, 'artifacts');
  return entriesBelow(top)
    .filter((entry) => entry.isFile() && entry.name !== '.gitkeep')
    .map((entry) => join(entry.parentPath, entry.name).slice(top.length + 1))
    .sort();
}

function entriesBelow(directory: string): Dirent[] {
  try {
    if (!lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) return [];
    return readdirSync(directory, { recursive: true, withFileTypes: true });
  } catch (error) {
    throw unreadableFile(directory, errnoOf(error) ?? String(error));
  }
}
