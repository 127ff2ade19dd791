import { TicketsError } from '../errors.js';
import { isState, type State, states } from '../tickets/ticket.js';

/** What may be typed for a state: `open` is what older scripts call every state that is neither pending nor closed. */
export const stateWords = [...states, 'open'] as const;

/** The state to move to. */
export function stateWord(word: string): State | 'open' {
  if (isState(word) || word === 'open') return word;
  throw new TicketsError({
    kind: 'usage',
    code: 'unknown_state',
    message: `${JSON.stringify(word.slice(0, 40))} is no state`,
    hints: [`one of ${stateWords.join(', ')}`],
  });
}
