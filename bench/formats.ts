import type { ThreadEvent } from '../src/tickets/event.js';
import { formatEvent } from '../src/tickets/thread.js';
import { statuses, statusOf } from '../src/tickets/ticket.js';
import { type SampleTicket, sampleId } from './sample-ticket.js';

/** How one tool keeps tickets on disk; paths are below the directory it is started in. */
export interface Format {
  name: string;
  /** What a store holds besides its tickets. */
  setting: Record<string, string>;
  files: (ticket: SampleTicket) => Record<string, string>;
  /** Every place where the ticket can lie after a change. */
  homes: (ticket: SampleTicket) => string[];
  idOf: (ticket: SampleTicket) => string;
  /** A part of that id which no other ticket has. */
  partOf: (ticket: SampleTicket) => string;
}

type Field = [name: string, value: string];

export const flat: Format = {
  name: 'flat',
  setting: { 'work-items/config.yaml': 'ids: timestamp-slug\nreview: optional\n' },
  files: (ticket) => directoryOf(`work-items/${ticket.id}`, flatFields(ticket), ticket),
  homes: ({ id }) => [`work-items/${id}`],
  idOf: ({ id }) => id,
  partOf: ({ id }) => id.slice(2, 15),
};

export const byStatus: Format = {
  name: 'by-status',
  setting: Object.fromEntries(statuses.map((status) => [`work-items/${status}/.gitkeep`, ''])),
  files: (ticket) => {
    const directory = `work-items/${statusOf(ticket.state)}/${ticket.id}`;
    return { ...directoryOf(directory, olderFields(ticket), ticket), [`${directory}/artifacts/.gitkeep`]: '' };
  },
  homes: ({ id }) => statuses.map((status) => `work-items/${status}/${id}`),
  idOf: ({ id }) => id,
  partOf: ({ id }) => id.slice(2, 15),
};

export const tk: Format = {
  name: 'tk',
  setting: {},
  files: (ticket) => ({ [tkPath(ticket)]: `${frontmatter(tkFields(ticket))}${tkBody(ticket)}` }),
  homes: (ticket) => [tkPath(ticket)],
  idOf: ({ number }) => tkId(number),
  partOf: ({ number }) => tkId(number).slice(3),
};

export const backlog: Format = {
  name: 'backlog',
  setting: {
    'backlog/config.yml': [
      'project_name: "bench"',
      'default_status: "To Do"',
      'statuses: ["To Do", "In Progress", "Done"]',
      'labels: []',
      'date_format: yyyy-mm-dd',
      'remote_operations: false',
      'auto_commit: false',
      'filesystem_only: true',
      'check_active_branches: false',
      'task_prefix: "task"\n',
    ].join('\n'),
  },
  files: (ticket) => ({ [backlogPath(ticket)]: `${frontmatter(backlogFields(ticket))}\n${backlogBody(ticket)}` }),
  homes: (ticket) => [backlogPath(ticket)],
  idOf: ({ number }) => backlogId(number),
  partOf: ({ number }) => backlogId(number),
};

function directoryOf(directory: string, fields: Field[], ticket: SampleTicket): Record<string, string> {
  const files: Record<string, string> = {
    [`${directory}/item.md`]: `${frontmatter(fields)}\n${ticket.body}`,
    [`${directory}/thread.md`]: ticket.events.map(formatEvent).join('\n'),
  };
  if (ticket.resolution !== null) files[`${directory}/resolution.md`] = `${ticket.resolution}\n`;
  return files;
}

function frontmatter(fields: Field[]): string {
  return `---\n${fields.map(([name, value]) => `${name}: ${value}\n`).join('')}---\n`;
}

function flatFields(ticket: SampleTicket): Field[] {
  const queued = ticket.events.find(({ attributes }) => attributes.to === 'queued');
  return [
    ['title', JSON.stringify(ticket.title)],
    ['state', ticket.state],
    ['kind', ticket.kind],
    ['priority', ticket.priority],
    ['labels', listOf(ticket.labels)],
    ['assignee', ticket.assignee],
    ['readiness', 'requirements are agreed'],
    ['risk_flags', listOf(['data-loss'])],
    ...listField('depends_on', ticket.dependsOn.map(idOfNumber)),
    ...listField('related', ticket.related.map(idOfNumber)),
    ...(queued ? scalarFields({ queued_by: `${queued.author}`, queued_at: `"${queued.at}"` }) : []),
    ['created_at', `"${ticket.createdAt}"`],
    ['updated_at', `"${ticket.updatedAt}"`],
  ];
}

function olderFields(ticket: SampleTicket): Field[] {
  const status = statusOf(ticket.state);
  const isExpressed = ticket.state === 'planning' || ticket.state === status;
  return [
    ['id', ticket.id],
    ['slug', ticket.slug],
    ['title', JSON.stringify(ticket.title)],
    ['status', status],
    ...scalarFields(isExpressed ? {} : { state: ticket.state }),
    ['kind', ticket.kind],
    ['priority', ticket.priority],
    ['labels', listOf(ticket.labels)],
    ['created_at', ticket.createdAt],
    ['updated_at', ticket.updatedAt],
    ['assignee', ticket.assignee],
    ['legacy_ticket', 'null'],
    ...listField('depends_on', ticket.dependsOn.map(idOfNumber)),
  ];
}

function tkFields(ticket: SampleTicket): Field[] {
  return [
    ['id', tkId(ticket.number)],
    ['status', isOver(ticket) ? 'closed' : isUnderWay(ticket) ? 'in_progress' : 'open'],
    ['deps', listOf(ticket.dependsOn.map(tkId))],
    ['links', listOf(ticket.related.map(tkId))],
    ['created', ticket.createdAt],
    ['type', ticket.kind],
    ['priority', ticket.priority.slice(1)],
    ['assignee', ticket.assignee],
    ['tags', listOf(ticket.labels)],
  ];
}

function tkBody({ title, body, events }: SampleTicket): string {
  const notes = textsOf(events).map(({ at, body }) => `\n**${at}**\n\n${body}\n`);
  return `# ${title}\n\n${body}\n## Notes\n${notes.join('')}`;
}

function backlogFields(ticket: SampleTicket): Field[] {
  return [
    ['id', backlogId(ticket.number)],
    ['title', JSON.stringify(ticket.title)],
    ['status', isOver(ticket) ? 'Done' : isUnderWay(ticket) ? 'In Progress' : 'To Do'],
    ['assignee', listOf([`'@${ticket.assignee}'`])],
    ['created_date', `'${shortTime(ticket.createdAt)}'`],
    ['updated_date', `'${shortTime(ticket.updatedAt)}'`],
    ['labels', listOf(ticket.labels)],
    ['dependencies', listOf(ticket.dependsOn.map(backlogId))],
    ['priority', ticket.priority < 'P2' ? 'high' : ticket.priority === 'P2' ? 'medium' : 'low'],
    ['ordinal', `${1000 * (ticket.number + 1)}`],
  ];
}

function backlogBody({ body, events }: SampleTicket): string {
  const comments = textsOf(events)
    .map(({ at, body }) => `created: ${shortTime(at)}\n---\n${body}\n---\n`)
    .join('\n');
  const description = `<!-- SECTION:DESCRIPTION:BEGIN -->\n${body.replaceAll('## ', '### ')}<!-- SECTION:DESCRIPTION:END -->`;
  return `## Description\n\n${description}\n\n## Comments\n\n<!-- COMMENTS:BEGIN -->\n${comments}<!-- COMMENTS:END -->\n`;
}

function textsOf(events: readonly ThreadEvent[]): Array<{ at: string; body: string }> {
  return events.flatMap(({ at, body }) => (body === '' ? [] : [{ at: at ?? '', body }]));
}

const isOver = ({ state }: SampleTicket): boolean => state === 'closed';
const isUnderWay = ({ state }: SampleTicket): boolean => state === 'inprogress' || state === 'done';
const idOfNumber = (number: number): string => sampleId(number);
const listOf = (words: readonly string[]): string => `[${words.join(', ')}]`;
const shortTime = (time: string): string => time.slice(0, 16).replace('T', ' ');
const tkId = (number: number): string => `bt-${number.toString(36).padStart(5, '0')}`;
const tkPath = ({ number }: SampleTicket): string => `.tickets/${tkId(number)}.md`;
const backlogId = (number: number): string => `TASK-${number + 1}`;
const backlogPath = ({ number, slug }: SampleTicket): string => `backlog/tasks/task-${number + 1} - ${slug}.md`;

function listField(name: string, words: readonly string[]): Field[] {
  return words.length === 0 ? [] : [[name, listOf(words)]];
}

function scalarFields(values: Record<string, string>): Field[] {
  return Object.entries(values);
}
