import { type Change, isHeard } from '../actions/steps.js';
import type { Diagnostic } from '../diagnostic.js';
import { exitCodeOf, TicketsError } from '../errors.js';
import type { Answer, Look } from './command.js';
import { errorBody } from './error-answer.js';
import { paint } from './render/style.js';
import { visible } from './render/visible.js';

/** Flags that every change takes. */
export const changeFlags = {
  author: {
    type: 'string',
    placeholder: 'NAME',
    summary: 'in whose name (default: TICKETS_AUTHOR, then git, then USER)',
  },
  'if-revision': {
    type: 'string',
    placeholder: 'REVISION',
    summary: 'refuse (exit 6) unless the ticket is still at this revision of show --json',
  },
} as const;

/** Flags that every transition takes. */
export const transitionFlags = {
  ...changeFlags,
  'require-delivery': {
    type: 'boolean',
    summary: 'exit 8 unless the change was announced and the announcement delivered; the change stays',
  },
} as const;

interface ChangeWords {
  author?: string | undefined;
  'if-revision'?: string | undefined;
}

export function changeOptions(flags: ChangeWords): { author: string | undefined; ifRevision: string | undefined } {
  return { author: flags.author, ifRevision: flags['if-revision'] };
}

export function changeJson(change: Change): Record<string, unknown> {
  const { changed, ticket, event, events, diagnostics, notices } = change;
  return { schema_version: 1, kind: 'change', changed, ticket, event, events, diagnostics, notices };
}

/** One line of what happened; `said` is that line for a terminal, `piped` the words for a pipe. */
export function changeAnswer(change: Change, said: (look: Look) => string, piped = change.ticket.id): Answer {
  return {
    json: changeJson(change),
    text: (look) => `${look.terminal ? said(look) : visible(piped)}\n`,
    remarks: change.diagnostics,
  };
}

/** `ID  from -> to`, or that nothing had to be done. */
export function moveLine({ ticket, event, events }: Change, look: Look): string {
  const id = paint(visible(ticket.id), 'bold', look);
  const from = events.find(({ attributes }) => attributes.from !== undefined)?.attributes.from;
  if (event === null) return `${id}  is ${ticket.state} already`;
  return `${id}  ${visible(from ?? '?')} -> ${paint(ticket.state, 'green', look)}`;
}

/** With --require-delivery, a change that nobody is known to have heard of is a failure that is told in full. */
export function deliveredAnswer(answer: Answer, changes: readonly Change[], isRequired: boolean): Answer {
  const unheard = isRequired ? changes.filter((change) => !isHeard(change)) : [];
  if (unheard.length === 0) return answer;
  const errors = unheard.map((change): Diagnostic => {
    return { level: 'error', source: 'delivery', text: `${change.ticket.id} was changed, but ${unheardText(change)}` };
  });
  return { ...answer, remarks: [...(answer.remarks ?? []), ...errors], exitCode: answer.exitCode || notDelivered };
}

const notDelivered = exitCodeOf('not_delivered');

function unheardText({ notices }: Change): string {
  const missed = notices.filter(({ delivery }) => delivery.outcome !== 'delivered');
  const told = missed.map(({ to, delivery }) => `${to} was not told (${delivery.reason ?? delivery.outcome})`);
  return told.join(', ') || 'nobody was told';
}

/** One change made to several tickets: what failed stands among what did not; `made` are those that did not. */
export async function changeEach(
  references: readonly string[],
  make: (reference: string) => Promise<Change>,
): Promise<{ answer: Answer; made: Change[] }> {
  const made: Change[] = [];
  const changes: Record<string, unknown>[] = [];
  const lines: Array<(look: Look) => string> = [];
  const remarks: Change['diagnostics'] = [];
  let exitCode = 0;
  for (const reference of references) {
    try {
      const change = await make(reference);
      made.push(change);
      changes.push(changeJson(change));
      remarks.push(...change.diagnostics);
      lines.push((look) => (look.terminal ? moveLine(change, look) : visible(change.ticket.id)));
    } catch (error) {
      if (!(error instanceof TicketsError)) throw error;
      changes.push(errorBody(error));
      const hints = error.hints.length > 0 ? ` (${error.hints.join('; ')})` : '';
      remarks.push({ level: 'error', source: reference, text: `${error.message}${hints}` });
      exitCode ||= exitCodeOf(error.kind);
    }
  }
  const text = (look: Look) => lines.map((line) => `${line(look)}\n`).join('');
  return { answer: { json: { schema_version: 1, kind: 'changes', changes }, text, remarks, exitCode }, made };
}
