import { changeState } from '../actions/change-state.js';
import type { State } from '../tickets/ticket.js';
import { appOf } from './app-of.js';
import { changeAnswer, changeEach, changeFlags, changeOptions, moveLine } from './change-answer.js';
import type { Answer, Host } from './command.js';
import { findText, textFlags } from './text-input.js';

export const stateFlags = {
  ...textFlags,
  ...changeFlags,
  reason: { type: 'string', placeholder: 'TEXT', summary: 'one line, kept in the event' },
  force: { type: 'boolean', summary: 'pass the gates; needs --reason' },
} as const;

export interface StateWords {
  message?: string | undefined;
  file?: string | undefined;
  author?: string | undefined;
  'if-revision'?: string | undefined;
  reason?: string | undefined;
  force?: boolean;
}

/** Moves each of the tickets to a state: the body of every command that does. */
export async function moveTickets(
  references: readonly string[],
  to: State | 'open',
  flags: StateWords,
  host: Host,
  onlyFrom?: State,
): Promise<Answer> {
  return (await moveEach(references, to, flags, host, onlyFrom)).answer;
}

/** The same, and the ids of those that moved or stood there already. */
export async function moveEach(
  references: readonly string[],
  to: State | 'open',
  flags: StateWords,
  host: Host,
  onlyFrom?: State,
): Promise<{ answer: Answer; ids: string[] }> {
  const text = await findText(flags, host);
  const app = await appOf(host);
  const options = { ...changeOptions(flags), reason: flags.reason, force: flags.force, text, onlyFrom };
  const [only] = references;
  if (references.length !== 1 || only === undefined)
    return changeEach(references, (reference) => changeState(app, reference, to, options));
  const change = await changeState(app, only, to, options);
  return { answer: changeAnswer(change, (look) => moveLine(change, look)), ids: [change.ticket.id] };
}
