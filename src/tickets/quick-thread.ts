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
const author = '(?:[^"<>:\\r\\n]+|"[^"\\\\<>\\r\\n]+")';
const time = '\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\dZ';
const step = '(?: from: ([a-z]+) to: ([a-z]+))?';
const pairs = '((?: (?!(?:id|author|at|from|to):)[a-z_]+: [^"<>:\\r\\n]+)*)';
const opening = '<!-- event: ';
const header = new RegExp(
  `${opening}([a-z_]+)(?: id: ([0-9a-z]+))? author: ${author} at: (${time})${step}${pairs} -->\\n`,
  'y',
);
const ofStep = /^(?: reason: [^:]+)? field: (?:state|workflow_state)$/;
const ofClose = /^(?: status: closed)?(?: reason: [^:]+)?$/;
const ofReview = /^ status: (?:approve|request_changes)$/;

/**
 * What a thread says, given its bytes as one character each, if it surely is in order: every header plain and where an
 * event may begin, times that do not step back, steps of the lifecycle alone. Undefined hands it on to the full reader,
 * which says what is wrong, if anything is (test/tickets/quick-thread.test.ts holds the two to one verdict).
 */
export function quickThread(text: string): OrdinaryThread | undefined {
  const seen = new Set<string>();
  let state: State = 'planning';
  let isTold = false;
  let latest = '';
  for (let start = 0; start < text.length; ) {
    header.lastIndex = start;
    const read = header.exec(text);
    if (read === null) return undefined;
    // By their places: to take an array apart by its iterator costs as much as to match.
    const at = read[3] ?? '';
    if (at < latest || (isLateInMonth(at) && !isUtcTime(at))) return undefined;
    latest = at;
    if (seen.size === seen.add(read[2] ?? read[0]).size) return undefined;
    const reached = stateAfter(read, state);
    if (reached === undefined) return undefined;
    isTold ||= reached !== state || (start === 0 && read[1] === 'create' && read[2] !== undefined);
    state = reached;
    // Any other comment may be a header that somebody has spoiled.
    const next = text.indexOf('<!', header.lastIndex);
    const end = next === -1 ? text.length : next;
    if (!isClosed(text, header.lastIndex, end)) return undefined;
    start = end;
  }
  return latest === '' ? undefined : { state: isTold ? state : null, at: latest };
}

/** From the 29th on a month may have no such day. */
function isLateInMonth(at: string): boolean {
  return at.charCodeAt(8) === 51 || (at.charCodeAt(8) === 50 && at.charCodeAt(9) === 57);
}

/** Where an event leads: mostly to where the ticket is. Undefined where it may lead astray. */
function stateAfter(read: RegExpExecArray, state: State): State | undefined {
  const from = read[4];
  const to = read[5];
  const rest = read[6] ?? '';
  switch (read[1]) {
    case 'state_changed':
      return from === state && to && isState(to) && isStep(state, to) && ofStep.test(rest) ? to : undefined;
    case 'close':
      return state !== 'closed' && (from ?? state) === state && ofClose.test(rest) ? 'closed' : undefined;
    case 'review':
      return to === undefined && ofReview.test(rest) ? state : undefined;
    case 'closed':
      return undefined;
    default:
      return state;
  }
}

/** An event ends with `---` and at most one blank line; what stands before that line is its text, whatever it is. */
function isClosed(text: string, from: number, to: number): boolean {
  const end = text.charCodeAt(to - 1) === 10 && text.charCodeAt(to - 2) === 10 ? to - 1 : to;
  return end - 5 >= from - 1 && text.startsWith('\n---\n', end - 5);
}
