import type { FieldValue } from '../../tickets/document.js';
import { isPriority } from '../../tickets/priority.js';
import type { Examined, TicketCheck, Ward } from '../check.js';
import { type Finding, finding, type Severity } from '../finding.js';
import type { FindingCode } from '../finding-codes.js';

export const requiredFields = ['title', 'created_at', 'updated_at'];
export const olderFields = ['id', 'slug', 'status', 'kind', 'priority', 'labels', 'assignee', 'legacy_ticket'];
export const listFields = ['labels', 'risk_flags', 'depends_on', 'related', 'supersedes', 'blocks'];
export const plainFields = [
  ...['title', 'kind', 'priority', 'assignee', 'readiness', 'duplicate_of', 'parent', 'queued_by'],
  ...['id', 'slug', 'status', 'legacy_ticket'],
];

/** A line of frontmatter in which YAML takes what stands behind a `#` for no part of the title. */
export const cutTitle = /^title:[ \t]+(?:[^"'#\s].*[ \t])?#/m;

/** Fields that every ticket has, and each in the form that it must have. */
export const checkFields: TicketCheck = (ward, examined) =>
  examined.parsed === null
    ? []
    : [
        ...missingFields(ward, examined),
        ...commentedTitle(ward, examined),
        ...wrongPriority(ward, examined),
        ...plainFields.flatMap((name) => wrongField(ward, examined, name)),
        ...listFields.flatMap((name) => wrongList(ward, examined, name)),
      ];

interface Said {
  code: FindingCode;
  message: string;
  hint: string;
  severity?: Severity | undefined;
}

function ofField({ store }: Ward, { item, parsed }: Examined, name: string, said: Said): Finding {
  return finding(store, item.path, { ...said, line: parsed?.lines[name] ?? 1 });
}

function missingFields(ward: Ward, examined: Examined): Finding[] {
  const fields = examined.parsed?.fields ?? {};
  const without = requiredFields.filter((name) => isNothing(fields[name]));
  const absent = examined.place.folder === '' ? [] : olderFields.filter((name) => fields[name] === undefined);
  return [...without, ...absent].map((name) => {
    const message = `the field ${name} is ${fields[name] === undefined ? 'missing' : 'empty'}`;
    return ofField(ward, examined, name, { code: 'missing_field', message, hint: `write a line ${name}: …` });
  });
}

function isNothing(value: FieldValue | undefined): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** Tools that knew no YAML wrote `Fix #12` as it is, and every reader of YAML takes that for `Fix`. */
function commentedTitle(ward: Ward, examined: Examined): Finding[] {
  const { place, parsed, item } = examined;
  const line = parsed?.lines.title;
  if (place.folder === '' || parsed?.form !== 'yaml' || line === undefined || item.bytes === null) return [];
  const text = new TextDecoder().decode(item.bytes).split('\n')[line - 1] ?? '';
  if (!cutTitle.test(text)) return [];
  return [
    ofField(ward, examined, 'title', {
      code: 'commented_title',
      message: `what follows # is read as a comment, so the title is ${shown(parsed.fields.title ?? '')}`,
      hint: 'put the title into double quotes, or take the comment out',
    }),
  ];
}

function wrongPriority(ward: Ward, examined: Examined): Finding[] {
  const priority = examined.parsed?.fields.priority;
  if (typeof priority !== 'string' || isPriority(priority)) return [];
  return [
    ofField(ward, examined, 'priority', {
      code: 'wrong_priority',
      // Older tools took any word.
      severity: examined.place.folder === '' ? undefined : 'warning',
      message: `priority is ${shown(priority)}, none of P0 to P4: it counts as less urgent than all of these`,
      hint: 'P0 is most urgent, P4 least',
    }),
  ];
}

function wrongField(ward: Ward, examined: Examined, name: string): Finding[] {
  const value = examined.parsed?.fields[name];
  if (typeof value !== 'object' || value === null) return [];
  const message = `${name} is ${shown(value)}: it has one value`;
  return [ofField(ward, examined, name, { code: 'wrong_field', message, hint: `write a line ${name}: WORDS` })];
}

function wrongList(ward: Ward, examined: Examined, name: string): Finding[] {
  const value = examined.parsed?.fields[name];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((word) => typeof word === 'string')) return [];
  const isWord = typeof value === 'string';
  const message = isWord
    ? `${name} is the word ${shown(value)}, no list: it is read as a list of one`
    : `${name} holds something that is no plain word: ${shown(value)}`;
  const severity = isWord ? undefined : 'error';
  return [
    ofField(ward, examined, name, { code: 'wrong_list', severity, message, hint: `write ${name}: [WORD, WORD]` }),
  ];
}

function shown(value: FieldValue): string {
  return JSON.stringify(value).slice(0, 80);
}
