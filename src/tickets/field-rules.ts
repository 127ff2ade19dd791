import { TicketsError } from '../errors.js';
import type { FieldValue } from './document.js';
import { priorities } from './priority.js';

/** Any title will do but none; it is kept as it is. */
export function checkTitle(title: string): string {
  if (title.trim() === '')
    throw new TicketsError({
      kind: 'usage',
      code: 'empty_title',
      message: 'the title is empty',
      hints: ['say in a few words what is wanted'],
    });
  return title;
}

export interface PlainFields {
  kind?: string | undefined;
  priority?: string | undefined;
  assignee?: string | undefined;
}

/** Fields as they will be written. Older stores take any word for a priority, as their own tool did. */
export function checkFields({ kind, priority, assignee }: PlainFields, isOlderStore: boolean): PlainFields {
  return {
    kind: oneLine('kind', kind),
    priority: isOlderStore ? oneLine('priority', priority) : checkPriority(priority),
    assignee: oneLine('assignee', assignee),
  };
}

export function checkPriority(priority: string | undefined): string | undefined {
  if (priority === undefined || priority === '') return undefined;
  const upper = priority.toUpperCase();
  const found = priorities.find((word) => word === upper || word === `P${upper}`);
  if (found === undefined) throw invalidField('priority', priority, `one of ${priorities.join(', ')}`);
  return found;
}

/** Labels are words; a comma separates two. */
export function checkLabels(labels: readonly string[]): string[] {
  const words = labels.flatMap((label) => label.split(',')).map((label) => label.trim());
  const found = [...new Set(words.filter((word) => word !== ''))];
  for (const word of found)
    if (hasControl(word)) throw invalidField('labels', word, 'words without control characters');
  return found;
}

/** A label that is to be written; one that begins with a sign could never be asked for, nor taken out. */
export function checkNewLabel(label: string): string {
  if (!/^[+-]/.test(label)) return label;
  throw invalidField('labels', label, 'labels that begin with neither + nor -, which mean with and without');
}

/** A list of nothing but words may be rewritten; what else stands in one would be lost. */
export function checkPlainList(name: string, value: FieldValue | undefined): void {
  const strange = Array.isArray(value) && value.some((word) => typeof word !== 'string');
  if (!strange && (typeof value !== 'object' || value === null || Array.isArray(value))) return;
  throw new TicketsError({
    kind: 'refused',
    code: 'strange_list',
    message: `${name} holds something that is no plain word, which writing it anew would lose`,
    hints: ['quote it in an editor first, or take it out'],
    data: { name },
  });
}

function oneLine(name: string, value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (hasControl(value)) throw invalidField(name, value, 'one line without control characters');
  return value;
}

function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

export function invalidField(name: string, value: string, expected: string): TicketsError {
  return new TicketsError({
    kind: 'usage',
    code: 'invalid_field',
    message: `${name} ${JSON.stringify(value.slice(0, 80))} cannot be written: expected ${expected}`,
    hints: ['`--help` of the command says what each flag takes'],
    data: { name, expected },
  });
}
