import { TicketsError } from '../errors.js';
import { readFields } from '../store/read-item.js';
import type { StoredTicket } from '../store/ticket-store.js';
import type { FieldValue } from '../tickets/document.js';
import type { Draft } from '../tickets/draft.js';
import { type Change as FieldChange, type FieldChanges, remove } from '../tickets/edit-document.js';
import type { ThreadEvent } from '../tickets/event.js';
import {
  checkFields,
  checkLabels,
  checkNewLabel,
  checkPlainList,
  checkPriority,
  checkTitle,
} from '../tickets/field-rules.js';
import { bodyOf } from '../tickets/frontmatter.js';
import { normalizeBody } from '../tickets/thread.js';
import type { App } from './open-app.js';
import {
  answer,
  type Change,
  type ChangeOptions,
  checkRevision,
  type Facts,
  fieldChanged,
  read,
  unchanged,
  write,
} from './steps.js';
import { givenText, nulInText } from './texts.js';

export interface FieldEdits extends ChangeOptions {
  title?: string | undefined;
  kind?: string | undefined;
  priority?: string | undefined;
  assignee?: string | undefined;
  readiness?: string | undefined;
  /** `+a` adds, `-b` takes out; a word alone replaces the list. An empty word clears any field. */
  labels?: readonly string[] | undefined;
  risk_flags?: readonly string[] | undefined;
  /** Markdown: the whole body. */
  body?: string | undefined;
}

/** Edits fields and body; two edits of one field are not both taken: the later is refused with `field_changed`. */
export async function editTicket(app: App, reference: string, edits: FieldEdits): Promise<Change> {
  const before = await read(app, reference, edits);
  const fields = fieldChanges(before, edits);
  const body = edits.body === undefined ? undefined : givenText(edits.body);
  const changed = body !== undefined && normalizeBody(bodyOf(before.item)) !== body;
  if (Object.keys(fields).length === 0 && !changed) return unchanged(app, before);
  const decide = async (fresh: StoredTicket, facts: Facts): Promise<Draft> => {
    refuseChangedFields(before, fresh, Object.keys(fields), changed);
    return { fields, ...(changed ? { body, events: [itemEdit(facts)] } : { events: [] }) };
  };
  return answer(app, await write(app, before, decide, edits));
}

/**
 * Takes a whole item.md, as an editor leaves it. What others changed meanwhile is kept; fields that only transitions
 * move are refused, as is what could not be read again.
 */
export async function replaceItem(
  app: App,
  before: StoredTicket,
  edited: Uint8Array,
  options: ChangeOptions = {},
): Promise<Change> {
  await checkRevision(before, options.ifRevision);
  const fields = await checkEdited(before, edited);
  const changed = bodyOf(before.item) !== bodyOf(edited);
  if (Buffer.compare(before.item, edited) === 0) return unchanged(app, before);
  const decide = async (fresh: StoredTicket, facts: Facts): Promise<Draft> => {
    const events = changed ? [itemEdit(facts)] : [];
    if (Buffer.compare(before.item, fresh.item) === 0) return { item: edited, fields: {}, events };
    refuseChangedFields(before, fresh, Object.keys(fields), changed);
    return { fields, events, ...(changed ? { body: bodyOf(edited) } : {}) };
  };
  return answer(app, await write(app, before, decide, options));
}

function fieldChanges({ ticket, place, fields }: StoredTicket, edits: FieldEdits): FieldChanges {
  const isOlder = place.folder !== '';
  const { kind, assignee } = checkFields(edits, true);
  const priority = isOlder ? edits.priority || undefined : checkPriority(edits.priority);
  const wanted: FieldChanges = {
    ...(edits.title === undefined ? {} : { title: checkTitle(edits.title) }),
    ...given('kind', edits.kind, kind),
    ...given('priority', edits.priority, priority),
    ...given('assignee', edits.assignee, assignee),
    ...given('readiness', edits.readiness, edits.readiness || undefined),
    ...(edits.labels === undefined ? {} : { labels: editList(ticket.labels, edits.labels) }),
    ...(edits.risk_flags === undefined ? {} : { risk_flags: editList(ticket.risk_flags, edits.risk_flags) }),
  };
  for (const name of ['labels', 'risk_flags']) if (name in wanted) checkPlainList(name, fields[name]);
  const changes: FieldChanges = {};
  for (const [name, value] of Object.entries(wanted)) {
    const cleared = isCleared(value);
    if (cleared && !(name in fields)) continue;
    if (!cleared && isSame(fields[name], value)) continue;
    const kept = keptWhenCleared(name, isOlder);
    if (cleared && isSame(fields[name], kept)) continue;
    changes[name] = cleared ? kept : value;
  }
  return changes;
}

function given(name: string, typed: string | undefined, value: string | undefined): Record<string, FieldChange> {
  return typed === undefined ? {} : { [name]: typed === 'none' || value === undefined ? null : value };
}

function isCleared(value: FieldChanges[string]): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

/** Older tools want these lines to be there. */
function keptWhenCleared(name: string, isOlder: boolean): FieldChanges[string] {
  if (name === 'labels') return [];
  const isKept = name === 'assignee' || (isOlder && (name === 'kind' || name === 'priority'));
  return isKept ? null : remove;
}

function isSame(have: FieldValue | undefined, want: FieldChanges[string]): boolean {
  return have !== undefined && JSON.stringify(have) === JSON.stringify(want);
}

/** `+a,-b` changes a list, plain words replace it, an empty word clears it. */
export function editList(have: readonly string[], edits: readonly string[]): string[] {
  const words = checkLabels(edits);
  if (!words.some((word) => /^[+-]./.test(word))) return words.map(checkNewLabel);
  let list = [...have];
  for (const word of words) {
    const name = word.replace(/^[+-]/, '');
    if (word.startsWith('-')) list = list.filter((label) => label !== name);
    else if (!list.includes(name)) list.push(checkNewLabel(name));
  }
  return list;
}

function refuseChangedFields(
  before: StoredTicket,
  fresh: StoredTicket,
  names: readonly string[],
  isBodyEdited: boolean,
): void {
  for (const name of names)
    if (JSON.stringify(before.fields[name]) !== JSON.stringify(fresh.fields[name]))
      throw fieldChanged(before.ticket.id, name);
  if (isBodyEdited && bodyOf(before.item) !== bodyOf(fresh.item)) throw fieldChanged(before.ticket.id, 'the body');
}

/** Fields that say where a ticket stands or who it is: only transitions and the clock move them. */
const fixed = ['id', 'slug', 'state', 'status', 'created_at', 'updated_at', 'queued_by', 'queued_at'];

function notByHand(name: string): string {
  return name === 'state' || name === 'status'
    ? `${name} is not edited by hand: tickets state, start, close and the like move it`
    : `${name} is not edited by hand: tickets writes it`;
}

async function checkEdited(before: StoredTicket, edited: Uint8Array): Promise<FieldChanges> {
  if (edited.includes(0)) throw nulInText();
  const parsed = await readFields(edited);
  if ('problem' in parsed) throw editRefused(before, `line ${parsed.problem.line}: ${parsed.problem.message}`);
  const names = new Set([...Object.keys(before.fields), ...Object.keys(parsed.fields)]);
  const changes: FieldChanges = {};
  for (const name of names) {
    const value = parsed.fields[name];
    if (JSON.stringify(before.fields[name]) === JSON.stringify(value)) continue;
    if (fixed.includes(name)) throw editRefused(before, notByHand(name));
    changes[name] = changeOf(before, name, value);
  }
  checkTitle(typeof parsed.fields.title === 'string' ? parsed.fields.title : '');
  if (typeof parsed.fields.priority === 'string' && before.place.folder === '') checkPriority(parsed.fields.priority);
  return changes;
}

function changeOf(before: StoredTicket, name: string, value: FieldValue | undefined): FieldChanges[string] {
  if (value === undefined) return remove;
  if (value === null || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.filter((word) => typeof word === 'string');
  throw editRefused(before, `${name} holds a mapping, which somebody else's change in between keeps from being taken`);
}

function itemEdit({ author, at }: Facts): ThreadEvent {
  return {
    id: null,
    kind: 'item_edit',
    author,
    at,
    attributes: {},
    heading: 'Item edited',
    body: 'The body of item.md was edited.',
  };
}

function editRefused({ ticket }: StoredTicket, why: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'edit_refused',
    message: `the edit of ${ticket.id} is not taken: ${why}`,
    hints: ['nothing was changed'],
    data: { id: ticket.id },
  });
}
