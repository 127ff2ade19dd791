import { addEvidence } from '../../src/actions/add-evidence.js';
import { changeState } from '../../src/actions/change-state.js';
import { commentRoles, commentTicket, reviewTicket, verdicts } from '../../src/actions/comment-ticket.js';
import { editTicket } from '../../src/actions/edit-ticket.js';
import type { App } from '../../src/actions/open-app.js';
import { relateTickets } from '../../src/actions/relate-tickets.js';
import type { ShownTicket } from '../../src/actions/show-ticket.js';
import { unrelateTickets } from '../../src/actions/unrelate-tickets.js';
import type { FieldValue } from '../../src/tickets/document.js';
import { relationKinds } from '../../src/tickets/relations.js';
import { type State, statusOf } from '../../src/tickets/ticket.js';
import { possibleFrom, type Transition } from '../../src/tickets/transition.js';

/** Something one can do to a ticket, and all that it may change; what is not named here must stay as it is. */
export interface Operation {
  name: string;
  run: (app: App) => Promise<unknown>;
  /** By name; null: the line is gone. `updated_at` always changes. */
  fields?: Record<string, FieldValue>;
  /** `kind` or `kind from->to`, in order. */
  events?: string[];
  /** The text of the last of them. */
  said?: string;
  state?: State;
  resolution?: 'written' | 'removed';
  body?: string;
  /** relations.json is written without one relation. */
  relations?: true;
}

const text = '一行。\n\n---\n\n<!-- event: comment author: forged -->\n\nThe end.';

/** All that can be done to a ticket as it stands. */
export function operationsOn(ticket: ShownTicket, neighbour: string, isOlder: boolean): Operation[] {
  return [...talk(ticket), ...edits(ticket), ...relations(ticket, neighbour), ...moves(ticket, isOlder)];
}

function talk({ id }: ShownTicket): Operation[] {
  return [
    ...commentRoles.map((role) => ({
      name: role,
      run: (app: App) => commentTicket(app, id, role, text),
      events: [role],
      said: text,
    })),
    ...verdicts.map((one) => ({
      name: one,
      run: (app: App) => reviewTicket(app, id, one, text),
      events: ['review'],
      said: text,
    })),
    { name: 'evidence', run: (app) => addEvidence(app, id, { text }), events: ['evidence'], said: text },
  ];
}

function edits({ id, title, priority, labels, assignee, body }: ShownTicket): Operation[] {
  const newTitle = `${title}: 'new' # "title"`;
  const newPriority = priority === 'P0' ? 'P1' : 'P0';
  const newAssignee = assignee === 'null: hare' ? 'hare' : 'null: hare';
  const newBody = `## 新しい\n\n${body.trim().slice(0, 40)}\n\n---\n\nnew`;
  const [first] = labels;
  return [
    { name: 'title', run: (app) => editTicket(app, id, { title: newTitle }), fields: { title: newTitle } },
    {
      name: 'priority',
      run: (app) => editTicket(app, id, { priority: newPriority }),
      fields: { priority: newPriority },
    },
    {
      name: 'assignee',
      run: (app) => editTicket(app, id, { assignee: newAssignee }),
      fields: { assignee: newAssignee },
    },
    {
      name: 'label',
      run: (app) => editTicket(app, id, { labels: ['+a: b'] }),
      fields: { labels: [...labels, 'a: b'] },
    },
    ...(first === undefined
      ? []
      : [
          {
            name: 'no label',
            run: (app: App) => editTicket(app, id, { labels: [`-${first}`] }),
            fields: { labels: labels.slice(1) },
          },
        ]),
    { name: 'body', run: (app) => editTicket(app, id, { body: newBody }), body: newBody, events: ['item_edit'] },
  ];
}

function relations({ id, depends_on, related, relations: all }: ShownTicket, neighbour: string): Operation[] {
  const kind = relationKinds.find((one) => (all[one] ?? []).length > 0);
  const isFree = !(all.related ?? []).some((one) => one.id === neighbour);
  const relate: Operation = {
    name: 'relate',
    run: (app) => relateTickets(app, id, 'related', neighbour),
    fields: { related: [...related, neighbour] },
  };
  if (kind === undefined) return isFree ? [relate] : [];
  const target = all[kind]?.[0]?.id ?? '';
  const stored = kind === 'depends_on' ? depends_on : related;
  const unrelate: Operation = {
    name: `unrelate ${kind}`,
    run: (app) => unrelateTickets(app, id, kind, target),
    ...(stored.includes(target)
      ? { fields: { [kind]: stored.length > 1 ? stored.slice(1) : null } }
      : { relations: true }),
  };
  return isFree ? [relate, unrelate] : [unrelate];
}

/** Every row of the table that leaves its state, gates passed by force. */
function moves({ id, state }: ShownTicket, isOlder: boolean): Operation[] {
  return possibleFrom(state).map((row) => {
    const { to } = row;
    const options = { force: true, reason: 'because', ...(to === 'closed' ? { text } : {}) };
    return {
      name: `${state}->${to}`,
      state: to,
      run: (app) => changeState(app, id, to, options),
      fields: { ...stateFields(state, to, isOlder), ...(stepsOf(row).includes('queued') ? queuedFields : {}) },
      events: to === 'closed' ? [`close ${state}->closed`] : eventsOf(row),
      ...(to === 'closed'
        ? { resolution: 'written', said: text }
        : state === 'closed'
          ? { resolution: 'removed' }
          : {}),
    };
  });
}

const queuedFields = { queued_by: 'hare', queued_at: '2027-01-01T00:00:00Z' };

function stepsOf({ through = [], to }: Transition): State[] {
  return [...through, to];
}

function eventsOf(row: Transition): string[] {
  const stops = [row.from, ...stepsOf(row)];
  return stops.slice(1).map((stop, n) => `state_changed ${stops[n]}->${stop}`);
}

/** An older store says open, pending or closed, and the state beside it only where that is not all. */
function stateFields(from: State, to: State, isOlder: boolean): Record<string, FieldValue> {
  if (!isOlder) return { state: to };
  const needs = (state: State) => !['planning', 'pending', 'closed'].includes(state);
  return {
    ...(statusOf(from) === statusOf(to) ? {} : { status: statusOf(to) }),
    ...(needs(to) ? { state: to } : needs(from) ? { state: null } : {}),
  };
}
