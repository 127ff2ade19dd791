import { stateFields } from '../draft.js';
import { type Change, formatItem, remove } from '../edit-document.js';
import type { ThreadEvent } from '../event.js';
import { slugify } from '../new-id.js';
import { holdsMany, type RelationKind, relationKinds } from '../relations.js';
import { formatEvent, latestOf, normalizeBody } from '../thread.js';
import { type State, slugOfId } from '../ticket.js';
import { transition } from '../transition.js';
import type { ForeignTool } from './foreign-ticket.js';
import type { Settled } from './relate-foreign.js';

export interface Importing {
  tool: ForeignTool;
  /** Now, for what the other tool has no time of. */
  at: string;
  /** In whose name it is imported. */
  author: string;
  isOlderStore: boolean;
  newEventId: () => string;
}

/** The files of a ticket here. */
export function writeForeign(settled: Settled, importing: Importing): Record<string, Uint8Array> {
  const { ticket } = settled;
  const events = eventsOf(settled, importing);
  const updated = latestOf(
    ticket.updatedAt ?? createdOf(settled, importing),
    events.map(({ at }) => at),
  );
  const thread = events.map((event) => formatEvent({ ...event, id: importing.newEventId() })).join('\n');
  const body = normalizeBody(ticket.body);
  const style = { plainTimes: importing.isOlderStore };
  return {
    'item.md': formatItem(frontOf(settled, updated, importing), body === '' ? '' : `\n${body}\n`, style),
    'thread.md': encode(thread),
    ...(ticket.resolution === null ? {} : { 'resolution.md': encode(`${resolutionOf(ticket.resolution)}\n`) }),
    ...(importing.isOlderStore ? { 'artifacts/.gitkeep': new Uint8Array() } : {}),
  };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function resolutionOf(text: string): string {
  return normalizeBody(text);
}

export function createdOf({ ticket }: Pick<Settled, 'ticket'>, { at }: Pick<Importing, 'at'>): string {
  const times = [ticket.updatedAt, ticket.closedAt, ...ticket.comments.map((comment) => comment.at)];
  return ticket.createdAt ?? times.filter((time) => time !== null).sort()[0] ?? at;
}

type Front = Array<[string, Change]>;

function frontOf(settled: Settled, updated: string, importing: Importing): Front {
  const { ticket, relations } = settled;
  const created = createdOf(settled, importing);
  const title = ticket.title.trim() || ticket.legacyId;
  const front: Front = importing.isOlderStore
    ? olderFront(settled, title, created, updated)
    : [
        ['title', title],
        ['state', ticket.state],
        ...optional('kind', ticket.kind),
        ...optional('priority', ticket.priority),
        ...optional('labels', ticket.labels.length > 0 ? ticket.labels : null),
        ...optional('assignee', ticket.assignee),
        ['created_at', created],
        ['updated_at', updated],
      ];
  for (const kind of relationKinds) {
    const targets = relations.filter((one) => one.kind === kind).map(({ target }) => target);
    if (targets.length > 0) front.push([kind, relationValue(kind, targets)]);
  }
  return [...front, ['legacy_id', ticket.legacyId], ...Object.entries(ticket.other)];
}

/** The eleven fields of an older store, in its order. */
function olderFront({ ticket, id }: Settled, title: string, created: string, updated: string): Front {
  const said = stateFields({}, true, ticket.state);
  return [
    ['id', id],
    ['slug', slugOfId(id) ?? slugify(title)],
    ['title', title],
    ...Object.entries(said).flatMap(([name, value]): Front => (value === remove ? [] : [[name, value as Change]])),
    ['kind', ticket.kind ?? 'task'],
    ['priority', ticket.priority ?? 'P2'],
    ['labels', ticket.labels],
    ['created_at', created],
    ['updated_at', updated],
    ['assignee', ticket.assignee],
    ['legacy_ticket', null],
  ];
}

function relationValue(kind: RelationKind, targets: string[]): Change {
  return holdsMany(kind) ? targets : (targets[0] ?? null);
}

function optional(name: string, value: Change): Front {
  return value === null ? [] : [[name, value]];
}

const toolNames: Record<ForeignTool, string> = { tk: 'tk', backlog: 'Backlog.md', beads: 'beads' };

/** How the ticket came to be, as far as the other tool tells, and by which steps it stands where it does; in time. */
function eventsOf(settled: Settled, importing: Importing): ThreadEvent[] {
  const { ticket } = settled;
  const created = createdOf(settled, importing);
  const begin: ThreadEvent = {
    ...event('create', ticket.createdBy ?? importing.author, created),
    heading: 'Created',
    body: `Imported from ${toolNames[importing.tool]}: ${ticket.legacyId}`,
  };
  const comments = ticket.comments.map((comment) => ({
    ...event('comment', comment.author ?? 'unknown', comment.at ?? created),
    heading: 'Comment',
    body: comment.text,
  }));
  const stateAt = (ticket.state === 'closed' ? ticket.closedAt : null) ?? ticket.updatedAt ?? lastOf(comments, created);
  const steps = stepsTo(ticket.state).flatMap((to, n, path) =>
    stepEvents(settled, path[n - 1] ?? 'planning', to, stateAt, importing),
  );
  const inTime = [...comments, ...steps].sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : a.at === b.at ? 0 : 1));
  let last = created;
  return [begin, ...inTime].map((one) => {
    last = latestOf(one.at ?? last, [last]);
    return { ...one, at: last };
  });
}

function event(kind: string, author: string, at: string): Omit<ThreadEvent, 'heading' | 'body'> {
  return { id: null, kind, author, at, attributes: {} };
}

function lastOf(events: readonly ThreadEvent[], created: string): string {
  return latestOf(
    created,
    events.map(({ at }) => at),
  );
}

/** The rows of the table that lead from planning to a state. */
function stepsTo(state: State): State[] {
  if (state === 'planning') return [];
  if (state === 'done') return ['inprogress', 'done'];
  return state === 'queued' ? ['ready', 'queued'] : [state];
}

function stepEvents({ ticket, id }: Settled, from: State, to: State, at: string, importing: Importing): ThreadEvent[] {
  const reason = `imported from ${toolNames[importing.tool]}`;
  const body = to === 'closed' ? (ticket.resolution ?? '') : '';
  return transition({ id, state: from }, to, { at, author: importing.author, reason, body }).events;
}
