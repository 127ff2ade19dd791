import { changeState, checkForce } from '../actions/change-state.js';
import type { Change } from '../actions/steps.js';
import type { State } from '../tickets/ticket.js';
import { appOf } from './app-of.js';
import {
  changeAnswer,
  changeEach,
  changeOptions,
  deliveredAnswer,
  moveLine,
  transitionFlags,
} from './change-answer.js';
import type { Answer, GlobalValues, Host } from './command.js';
import { findText, textFlags } from './text-input.js';

export const stateFlags = {
  ...textFlags,
  ...transitionFlags,
  reason: { type: 'string', placeholder: 'TEXT', summary: 'one line, kept in the event' },
  force: { type: 'boolean', summary: 'pass the gates; needs --reason' },
} as const;

interface StateWords {
  message?: string | undefined;
  file?: string | undefined;
  author?: string | undefined;
  'if-revision'?: string | undefined;
  'require-delivery'?: boolean;
  reason?: string | undefined;
  force?: boolean;
}

interface Words {
  flags: StateWords;
  global: GlobalValues;
}

/** Moves each of the tickets to a state: the body of every command that does. */
export async function moveTickets(
  references: readonly string[],
  to: State | 'open',
  words: Words,
  host: Host,
  onlyFrom?: State,
): Promise<Answer> {
  return (await moveEach(references, to, words, host, onlyFrom)).answer;
}

/** The same, and the ids of those that moved or stood there already. */
export async function moveEach(
  references: readonly string[],
  to: State | 'open',
  { flags, global }: Words,
  host: Host,
  onlyFrom?: State,
): Promise<{ answer: Answer; ids: string[] }> {
  checkForce(flags);
  const text = await findText(flags, host);
  const app = await appOf(host, global);
  const options = { ...changeOptions(flags), reason: flags.reason, force: flags.force, text, onlyFrom };
  const { answer, made } = await move(references, (reference) => changeState(app, reference, to, options));
  return {
    answer: deliveredAnswer(answer, made, flags['require-delivery'] ?? false),
    ids: made.map(({ ticket }) => ticket.id),
  };
}

async function move(references: readonly string[], make: (reference: string) => Promise<Change>) {
  const [only] = references;
  if (references.length !== 1 || only === undefined) return changeEach(references, make);
  const change = await make(only);
  return { answer: changeAnswer(change, (look) => moveLine(change, look)), made: [change] };
}
