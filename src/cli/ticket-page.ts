import type { RelatedTicket, ShownTicket } from '../actions/show-ticket.js';
import type { ThreadEvent } from '../tickets/event.js';
import type { Look } from './command.js';
import { markdown } from './render/markdown.js';
import { paint, stateStyle } from './render/style.js';
import { age } from './render/time.js';
import { visible, visibleBody } from './render/visible.js';

/** A ticket as one page: header, relations, body, thread as a timeline, and what is possible next. */
export function ticketPage(ticket: ShownTicket, look: Look, now: Date): string {
  const sections = [
    header(ticket, look, now),
    relations(ticket, look),
    ticket.body.trim() === '' ? '' : prose(bounded(ticket.body, `${ticket.path}/item.md`), look),
    thread(ticket, look, now),
    files(ticket, look),
    next(ticket, look),
  ];
  return sections.filter((section) => section !== '').join('\n');
}

function header(ticket: ShownTicket, look: Look, now: Date): string {
  const state = paint(ticket.state, stateStyle(ticket.state), look);
  const word = (name: string, value: string | null) =>
    value === null || value === '' ? [] : [`${name} ${visible(value)}`];
  const facts = [
    state,
    ...word('', ticket.priority).map((text) => text.trim()),
    ...word('', ticket.kind).map((text) => text.trim()),
    ...word('labels', ticket.labels.join(', ')),
    ...word('assignee', ticket.assignee),
    ...word('readiness', ticket.readiness),
    ...word('watch', ticket.risk_flags.join(', ')),
  ];
  const times = [
    `created ${visible(ticket.created_at ?? 'at an unknown time')} (${age(ticket.created_at, now)})`,
    `changed ${visible(ticket.updated_at ?? 'at an unknown time')} (${age(ticket.updated_at, now)})`,
    ...(ticket.queued_at === null
      ? []
      : [`queued ${visible(ticket.queued_at)} by ${visible(ticket.queued_by ?? 'unknown')}`]),
  ];
  const other = Object.entries(ticket.other).map(
    ([name, value]) => `${visible(name)} ${visible(typeof value === 'string' ? value : JSON.stringify(value))}`,
  );
  const lines = [
    facts.join(' · '),
    times.join(' · '),
    ...(other.length > 0 ? [other.join(' · ')] : []),
    visible(ticket.path),
  ];
  const dim = lines.slice(1).map((line) => paint(line, 'dim', look));
  return `${paint(visible(ticket.title ?? '(no title)'), 'bold', look)}\n${paint(visible(ticket.id), 'cyan', look)}\n${[lines[0], ...dim].join('\n')}\n`;
}

function relations({ relations: all }: ShownTicket, look: Look): string {
  return Object.entries(all)
    .flatMap(([kind, tickets]) => tickets.map((ticket) => relationLine(kind, ticket, look)))
    .join('');
}

function relationLine(kind: string, { id, title, state, problem }: RelatedTicket, look: Look): string {
  const stands = state === null ? paint(problem ?? 'missing', 'red', look) : paint(state, stateStyle(state), look);
  return `${paint(kind.replaceAll('_', ' '), 'dim', look)}  ${visible(id)}  ${stands}  ${visible(title ?? '')}`
    .trimEnd()
    .concat('\n');
}

function thread({ events, events_total, path }: ShownTicket, look: Look, now: Date): string {
  if (events_total === 0) return '';
  const hidden = events_total - events.length;
  const head = `${paint('Thread', 'bold', look)}${hidden > 0 ? ` (the newest ${events.length} of ${events_total} events)` : ''}\n`;
  return head + events.map((event) => eventEntry(event, `${path}/thread.md`, look, now)).join('');
}

function eventEntry(event: ThreadEvent, file: string, look: Look, now: Date): string {
  const { kind, author, at, attributes, body } = event;
  const { from, to, status, reason, forced, command, exit_status } = attributes;
  const ran = command === undefined ? '' : `${command} -> ${exit_status ?? '?'}`;
  const what = to === undefined ? (status ?? ran) : `${from ?? '?'} -> ${to}`;
  const why = [
    ...(reason === undefined || reason === to ? [] : [reason]),
    ...(forced === undefined ? [] : [`forced: ${forced}`]),
  ];
  const said = [visible(kind.replaceAll('_', ' ')), visible(what), ...why.map(visible)]
    .filter((word) => word !== '')
    .join('  ');
  const who = `${visible(author ?? 'unknown')}, ${visible(at ?? 'at an unknown time')} (${age(at, now)})`;
  const line = `${paint('●', eventStyle(kind), look)} ${paint(said, 'bold', look)}  ${paint(who, 'dim', look)}\n`;
  if (body === '') return line;
  const inner = prose(bounded(body, file), { ...look, columns: Math.max(20, look.columns - 2) });
  return `${line}${inner.replace(/^(?=.)/gm, '  ')}\n`;
}

/** Markdown made readable for a person; a program gets it as it was written. */
function prose(body: string, look: Look): string {
  return look.terminal ? markdown(body, look) : `${visibleBody(body).trimEnd()}\n`;
}

function eventStyle(kind: string) {
  return kind === 'review' ? 'yellow' : kind === 'close' || kind === 'state_changed' ? 'green' : 'blue';
}

function files({ artifacts, path }: ShownTicket, look: Look): string {
  if (artifacts.length === 0) return '';
  return `${paint('Artifacts', 'bold', look)}\n${artifacts.map((name) => `  ${visible(`${path}/artifacts/${name}`)}\n`).join('')}`;
}

function next({ possible }: ShownTicket, look: Look): string {
  return `${paint('Possible now', 'bold', look)}\n${possible.map(({ to, command }) => `  ${to.padEnd(10)}  ${visible(command)}\n`).join('')}`;
}

const longestText = 256 * 1024;

/** A page is for reading: of a text that nobody reads to its end it shows the beginning, and where the rest is. */
function bounded(text: string, file: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText)}\n\n… (cut here; all ${text.length} characters are in ${file})`;
}
