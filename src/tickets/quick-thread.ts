import { isState, type State } from './ticket.js';
import { isUtcTime } from './time.js';
import { isStep } from './transition.js';

/** What doctor needs to know of a thread in which nothing is wrong. */
export interface OrdinaryThread {
  /** Where it leaves the ticket; null where an older thread tells of no state. */
  state: State | null;
  /** The time of its last event. */
  at: string;
}

// Values are bare words, and a colon stands only behind a key, so that every reader finds the same pairs.
const pairs = '((?: [a-z_]+: [^"<>:\\r\\n]+)*)';
const header = new RegExp(
  `<!-- event: ([a-z_]+)(?: id: ([0-9a-z]+))? author: (?:[^"<>:\\r\\n]+|"[^"\\\\<>\\r\\n]+") at: (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ)${pairs} -->\\n`,
  'y',
);
const keptApart = / (?:id|author|at): /;
const reason = '(?: reason: [^:]+)?';
const stateChange = new RegExp(`^ from: (\\w+) to: (\\w+)${reason} field: (?:state|workflow_state)$`);
const close = new RegExp(`^(?: from: (\\w+) to: closed)?(?: status: closed)?${reason}$`);
const opening = '<!-- event: ';

/**
 * What a thread says, given its bytes as one character each, if it surely is in order: every header plain and where an
 * event may begin, times that do not step back, steps of the lifecycle alone. Undefined hands it on to the full reader,
 * which says what is wrong, if anything is (test/tickets/quick-thread.test.ts holds the two to one verdict).
 */
export function quickThread(text: string): OrdinaryThread | undefined {
  const seen = new Set<string>();
  let state: State = 'planning';
  let isTold = false;
  let at = '';
  for (let start = 0; start < text.length; ) {
    header.lastIndex = start;
    const read = header.exec(text);
    if (read === null) return undefined;
    const [line, kind = '', id, time = '', rest = ''] = read;
    if (time < at || !isUtcTime(time) || keptApart.test(rest)) return undefined;
    at = time;
    if (seen.size === seen.add(id ?? line).size) return undefined;
    if (start === 0) isTold = id !== undefined;
    const to = stateAfter(kind, rest, state);
    if (to === undefined) return undefined;
    isTold ||= to !== state;
    state = to;
    const next = text.indexOf(opening, header.lastIndex);
    if (!isClosed(text, start + line.length, next === -1 ? text.length : next)) return undefined;
    start = next === -1 ? text.length : next;
  }
  return at === '' ? undefined : { state: isTold ? state : null, at };
}

/** Where an event leads: mostly to where the ticket is. Undefined where it may lead astray. */
function stateAfter(kind: string, rest: string, state: State): State | undefined {
  if (kind === 'review') return /^ status: (?:approve|request_changes)$/.test(rest) ? state : undefined;
  if (kind === 'state_changed') {
    const [, from, to = ''] = stateChange.exec(rest) ?? [];
    return from === state && isState(to) && isStep(state, to) ? to : undefined;
  }
  if (kind !== 'close') return kind === 'closed' ? undefined : state;
  const [isPlain, from = state] = close.exec(rest) ?? [];
  return isPlain !== undefined && from === state && state !== 'closed' ? 'closed' : undefined;
}

/** An event ends with `---` and at most one blank line; what stands before that line is its text, whatever it is. */
function isClosed(text: string, from: number, to: number): boolean {
  const end = text.charCodeAt(to - 1) === 10 && text.charCodeAt(to - 2) === 10 ? to - 1 : to;
  return end - 5 >= from - 1 && text.startsWith('\n---\n', end - 5);
}
