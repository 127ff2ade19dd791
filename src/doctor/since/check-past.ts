import { join } from 'node:path';
import type { Place } from '../../store/layout.js';
import { readFields } from '../../store/read-item.js';
import { stateAfter } from '../../tickets/replay.js';
import { type PlacedEvent, parseThread } from '../../tickets/thread.js';
import { type State, sourceOf, stateOf } from '../../tickets/ticket.js';
import type { Examined, Ward } from '../check.js';
import { examine } from '../examine.js';
import { type Finding, finding } from '../finding.js';
import type { CommittedTicket, Past } from './committed.js';

/** What only history can tell: committed tickets and events that are gone or altered, and states that no event explains. */
export async function checkPast(ward: Ward, past: Past, places: readonly Place[]): Promise<Finding[]> {
  const today = new Map(places.map((place) => [place.id.toLowerCase(), place]));
  const since = past.commit.slice(0, 12);
  const found: Finding[] = [];
  for (const ticket of past.tickets) {
    const place = today.get(ticket.id.toLowerCase());
    if (place === undefined) found.push(removedTicket(ward, ticket, since));
    else found.push(...(await compare(ward, ticket, await examine(place), since)));
  }
  return found;
}

function removedTicket({ store }: Ward, { path }: CommittedTicket, since: string): Finding {
  return finding(store, join(store.root, path), {
    code: 'ticket_removed',
    message: `this ticket is in ${since} and is gone`,
    hint: `restore it from ${since}; a ticket that is not wanted is closed`,
  });
}

async function compare(ward: Ward, before: CommittedTicket, now: Examined, since: string): Promise<Finding[]> {
  const old = parseThread(before.thread ?? '').events;
  const events = now.events?.events ?? [];
  const state = before.item === null ? undefined : await stateIn(before.item);
  const news = added(old, events);
  return [
    ...lostEvents(ward, old, events, now, since),
    ...illegalNews(ward, news, now, since),
    ...(state === undefined ? [] : jump(ward, state, news, now, since)),
  ];
}

async function stateIn(item: string): Promise<State | undefined> {
  const fields = await readFields(new TextEncoder().encode(item));
  return 'problem' in fields ? undefined : stateOf(sourceOf(fields));
}

function lostEvents(
  { store }: Ward,
  old: readonly PlacedEvent[],
  events: readonly PlacedEvent[],
  { thread: { path } }: Examined,
  since: string,
): Finding[] {
  const kept = new Map(events.map((event) => [textOf(event), event]));
  const byId = new Map(events.map((event) => [headOf(event), event]));
  return old.flatMap((event) => {
    if (kept.has(textOf(event))) return [];
    const edited = byId.get(headOf(event));
    const what = `${event.kind} of ${event.at}${event.id === null ? '' : ` (${event.id})`}`;
    return [
      edited === undefined
        ? finding(store, path, {
            code: 'event_removed',
            line: lineBefore(event, old, kept),
            message: `the event ${what} is in ${since} and is gone`,
            hint: `a thread only grows: take the event over from ${since}`,
          })
        : finding(store, path, {
            code: 'event_edited',
            line: edited.line,
            message: `the event ${what} is not what it is in ${since}`,
            hint: `a thread only grows: put the event back as it is in ${since}, and comment on it`,
          }),
    ];
  });
}

/** Where it stood: after the last event before it that is still there. */
function lineBefore(event: PlacedEvent, old: readonly PlacedEvent[], kept: ReadonlyMap<string, PlacedEvent>): number {
  const before = old.slice(0, old.indexOf(event)).findLast((one) => kept.has(textOf(one)));
  return (before && kept.get(textOf(before))?.lastLine) ?? 1;
}

function added(old: readonly PlacedEvent[], events: readonly PlacedEvent[]): PlacedEvent[] {
  const known = new Set(old.map(headOf));
  return events.filter((event) => !known.has(headOf(event)));
}

function textOf({ id, kind, author, at, attributes, heading, body }: PlacedEvent): string {
  return JSON.stringify([id, kind, author, at, attributes, heading, body]);
}

/** By what an event is known, whatever has become of its text. */
function headOf({ id, kind, author, at, attributes }: PlacedEvent): string {
  return id ?? JSON.stringify([kind, author, at, attributes]);
}

/** What older tools wrote may pass; what has been written since that commit is not old. */
function illegalNews({ store }: Ward, news: readonly PlacedEvent[], now: Examined, since: string): Finding[] {
  const steps = (now.replay?.odd ?? []).filter(({ kind, isOlder }) => kind === 'illegal' && isOlder);
  return steps
    .filter((step) => news.some(({ line }) => line === step.line))
    .map(({ line, from, to }) =>
      finding(store, now.thread.path, {
        code: 'state_jump',
        line,
        message: `this event is new since ${since}, and no step leads from ${from} to ${to}`,
        hint: 'take it back, then change the state with tickets state',
      }),
    );
}

function jump({ store }: Ward, state: State, news: readonly PlacedEvent[], now: Examined, since: string): Finding[] {
  const { ticket, parsed, item } = now;
  const led = stateAfter(state, news);
  if (ticket === null || led === ticket.state) return [];
  return [
    finding(store, item.path, {
      code: 'state_jump',
      line: parsed?.lines.state ?? parsed?.lines.status,
      message: `the ticket was ${state} in ${since}, its new events lead to ${led}, and the item says ${ticket.state}`,
      hint: `set it back to ${led} by hand, then change it with tickets state`,
    }),
  ];
}
