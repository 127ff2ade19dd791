import { TicketsError } from '../errors.js';
import { encode, newEventId } from '../store/change-ticket.js';
import { createTicketDirectory } from '../store/create-ticket.js';
import { readFields } from '../store/read-item.js';
import { resolve } from '../store/resolve-reference.js';

import { type Change as FieldChange, formatItem } from '../tickets/edit-document.js';
import type { ThreadEvent } from '../tickets/event.js';
import { checkFields, checkLabels, checkNewLabel, checkTitle } from '../tickets/field-rules.js';
import { slugify } from '../tickets/new-id.js';
import { formatEvent } from '../tickets/thread.js';
import { type App, authorOf, timestamp } from './open-app.js';
import { answer, type Change } from './steps.js';
import { givenText } from './texts.js';

export interface NewTicketFields {
  /** Refused where absent or empty. */
  title?: string | undefined;
  slug?: string | undefined;
  kind?: string | undefined;
  priority?: string | undefined;
  labels?: readonly string[] | undefined;
  assignee?: string | undefined;
  depends_on?: readonly string[] | undefined;
  parent?: string | undefined;
  /** Markdown; the template where absent. */
  body?: string | undefined;
  author?: string | undefined;
}

/** What a new ticket asks its writer for. */
export const bodyTemplate = `## Background

Why this is needed.

## Requirements

- What must hold.

## Acceptance criteria

- [ ] How one sees that it holds.

## Validation

- How it will be checked.
`;

/** Creates a ticket in planning. Throws `empty_title`, `mixed_layout`, `invalid_field`, `ticket_not_found`. */
export async function createTicket(app: App, fields: NewTicketFields): Promise<Change> {
  const title = checkTitle(fields.title ?? '');
  const relations = await relationFields(app, fields);
  const body = fields.body === undefined ? bodyTemplate : `${givenText(fields.body)}\n`;
  const at = timestamp(app);
  const slug = slugify(fields.slug || title);
  const eventId = newEventId();
  const stored = await createTicketDirectory(app.store, {
    ids: app.config.ids,
    slug,
    at: app.now(),
    files: (id, layout) => {
      const isOlder = layout === 'by-status';
      const front = isOlder ? olderFields(id, slug, title, at, fields) : flatFields(title, at, fields);
      return {
        'item.md': formatItem([...front, ...relations], `\n${body}`, { plainTimes: isOlder }),
        'thread.md': encode(formatEvent(createEvent(app, eventId, fields, at, isOlder))),
        ...(isOlder ? { 'artifacts/.gitkeep': new Uint8Array() } : {}),
      };
    },
  });
  const event = createEvent(app, eventId, fields, at, stored.place.folder !== '');
  return answer(app, { stored, events: [event], changed: true });
}

/** The text that an editor opens: the fields as frontmatter, then the template or the body given. */
export function newTicketText(fields: NewTicketFields, body = bodyTemplate): Uint8Array {
  const front: Front = [
    ['title', fields.title ?? null],
    ['kind', fields.kind ?? null],
    ['priority', fields.priority ?? null],
    ['labels', [...(fields.labels ?? [])]],
    ['assignee', fields.assignee ?? null],
  ];
  return formatItem(front, `\n${body}`);
}

/** What a text says of a new ticket: fields from its frontmatter where it has one, and the body. */
export async function draftOf(text: string): Promise<NewTicketFields> {
  if (!/^---\r?\n/.test(text)) return { body: text };
  const bytes = encode(text);
  const parsed = await readFields(bytes);
  if ('problem' in parsed) {
    const { code, line, message } = parsed.problem;
    if (code === 'frontmatter_not_closed' || code === 'not_a_mapping') return { body: text };
    throw draftRefused(line, message);
  }
  const { fields, lines, bodyOffset } = parsed;
  const unknown = Object.keys(fields).find((name) => !draftFields.has(name));
  if (unknown !== undefined) throw draftRefused(lines[unknown] ?? 1, `${unknown} is not given to a new ticket`);
  const draft: NewTicketFields = { body: new TextDecoder().decode(bytes.subarray(bodyOffset)) };
  for (const name of draftWords) {
    const value = fields[name] ?? undefined;
    if (value !== undefined && typeof value !== 'string') throw draftRefused(lines[name] ?? 1, `${name} is one word`);
    draft[name] = value;
  }
  for (const name of draftLists) {
    const value = fields[name] ?? undefined;
    const words = typeof value === 'string' ? [value] : value;
    if (words === undefined) continue;
    if (!Array.isArray(words) || !words.every((word) => typeof word === 'string'))
      throw draftRefused(lines[name] ?? 1, `${name} is a list of words`);
    draft[name] = words;
  }
  return draft;
}

const draftWords = ['title', 'slug', 'kind', 'priority', 'assignee', 'parent'] as const;
const draftLists = ['labels', 'depends_on'] as const;
const draftFields = new Set<string>([...draftWords, ...draftLists]);

function draftRefused(line: number, why: string): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'draft_refused',
    message: `the text's frontmatter is not taken: line ${line}: ${why}`,
    hints: [`it may have ${[...draftFields].join(', ')}`],
  });
}

type Front = Array<[string, FieldChange]>;

function flatFields(title: string, at: string, fields: NewTicketFields): Front {
  const { kind, priority, assignee } = checkFields(fields, false);
  const labels = checkLabels(fields.labels ?? []).map(checkNewLabel);
  return [
    ['title', title],
    ['state', 'planning'],
    ...optional('kind', kind),
    ...optional('priority', priority),
    ...optional('labels', labels.length > 0 ? labels : undefined),
    ...optional('assignee', assignee),
    ['created_at', at],
    ['updated_at', at],
  ];
}

/** The eleven fields of an older store, in its order; its own tool reads them line by line. */
function olderFields(id: string, slug: string, title: string, at: string, fields: NewTicketFields): Front {
  const { kind = 'task', priority = 'P2', assignee = null } = checkFields(fields, true);
  return [
    ['id', id],
    ['slug', slug],
    ['title', title],
    ['status', 'open'],
    ['kind', kind],
    ['priority', priority],
    ['labels', checkLabels(fields.labels ?? []).map(checkNewLabel)],
    ['created_at', at],
    ['updated_at', at],
    ['assignee', assignee],
    ['legacy_ticket', null],
  ];
}

function optional(name: string, value: FieldChange | undefined): Front {
  return value === undefined ? [] : [[name, value]];
}

async function relationFields(app: App, { depends_on = [], parent }: NewTicketFields): Promise<Front> {
  const dependencies: string[] = [];
  for (const reference of depends_on) dependencies.push((await resolve(app.store, reference)).id);
  return [
    ...optional('depends_on', dependencies.length > 0 ? dependencies : undefined),
    ...optional('parent', parent === undefined ? undefined : (await resolve(app.store, parent)).id),
  ];
}

function createEvent(app: App, id: string, { author }: NewTicketFields, at: string, isOlder: boolean): ThreadEvent {
  const named = author ?? app.env.TICKETS_AUTHOR;
  return {
    id,
    kind: 'create',
    author: isOlder && !named ? 'tickets.sh' : authorOf(app, author, isOlder),
    at,
    attributes: {},
    heading: 'Created',
    body: isOlder ? 'Created by tickets.sh create.' : '',
  };
}
