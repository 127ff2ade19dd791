import type { PlacedEvent } from './thread.js';
import { isState, type State } from './ticket.js';
import { isStep } from './transition.js';

/** A change of state as the thread tells it, and what is wrong with it. */
export interface OddStep {
  line: number;
  /**
   * `unknown`: it leads to no state. `illegal`: the lifecycle has no such step. `parallel`: it starts from a state that the
   * ticket had before and has left, as where two branches were merged.
   */
  kind: 'unknown' | 'illegal' | 'parallel';
  /** Where the ticket was, where the event says that it was, and where it leads. */
  from: State;
  said: State;
  to: string;
  /** Whether the tool that wrote it, and what it goes on from, gave ids: older ones let much pass. */
  isOlder: boolean;
}

export interface Replay {
  /** Where the thread leaves the ticket; null where it tells of no state and does not begin as those of today do. */
  state: State | null;
  odd: OddStep[];
}

/** Goes through the changes of state that a thread tells of, from planning on. */
export function replay(events: readonly PlacedEvent[]): Replay {
  const [first] = events;
  const odd: OddStep[] = [];
  const held = new Set<State>(['planning']);
  let state: State = 'planning';
  let before = first;
  let isTold = first?.kind === 'create' && first.id !== null;
  for (const event of events) {
    const to = statedBy(event);
    if (to === undefined) continue;
    isTold = true;
    const said = stateNamed(event.attributes.from ?? state) ?? state;
    const reached = stateNamed(to);
    const kind = reached === undefined ? 'unknown' : kindOf({ from: state, said, to: reached }, held);
    const isOlder = event.id === null || before?.id == null;
    if (kind !== 'legal') odd.push({ line: event.line, kind, from: state, said, to, isOlder });
    if (reached === undefined) continue;
    state = reached;
    held.add(state);
    before = event;
  }
  return { state: isTold ? state : null, odd };
}

function kindOf(
  { from, said, to }: { from: State; said: State; to: State },
  held: ReadonlySet<State>,
): 'legal' | 'illegal' | 'parallel' {
  if (to === from || (said === from && isStep(from, to))) return 'legal';
  return said !== from && isStep(said, to) && held.has(said) ? 'parallel' : 'illegal';
}

/** The word for the state that an event leads to; undefined for one that leads to none. */
export function statedBy({ kind, attributes }: Pick<PlacedEvent, 'kind' | 'attributes'>): string | undefined {
  if (kind === 'close' || kind === 'closed') return 'closed';
  if (kind !== 'state_changed' || !namesState(attributes.field)) return undefined;
  return attributes.to ?? '';
}

/** Older tools wrote `workflow_state`; of other fields an event may tell as well. */
function namesState(field: string | undefined): boolean {
  return field === undefined || field === 'state' || field === 'workflow_state';
}

function stateNamed(word: string): State | undefined {
  return word === 'intake' ? 'planning' : isState(word) ? word : undefined;
}

/** Where events lead a ticket that stood at `from`. */
export function stateAfter(from: State, events: readonly PlacedEvent[]): State {
  return events.reduce((state, event) => stateNamed(statedBy(event) ?? state) ?? state, from);
}
