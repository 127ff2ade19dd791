import type { ThreadEvent } from '../src/tickets/event.js';
import { randomWord, slugify, timestampId } from '../src/tickets/new-id.js';
import type { State } from '../src/tickets/ticket.js';
import { pick, type Random, seededRandom } from './random.js';

/** One ticket as every tool's format will hold it. */
export interface SampleTicket {
  number: number;
  id: string;
  slug: string;
  title: string;
  state: State;
  kind: string;
  priority: string;
  labels: string[];
  assignee: string;
  createdAt: string;
  updatedAt: string;
  /** Numbers of earlier tickets. */
  dependsOn: number[];
  related: number[];
  body: string;
  events: ThreadEvent[];
  resolution: string | null;
}

/** Stands in about one ticket of a hundred, and in no other word. */
export const rareWord = 'quokka';

const bodyBytes = 2040;
const threadBytes = 4280;
const firstCreation = Date.UTC(2025, 0, 6, 9);
const secondsBetweenCreations = 397;

/** Ticket `number` of the store that `seed` stands for; it needs no other ticket to be made. */
export function sampleTicket(number: number, seed = 1): SampleTicket {
  const random = seededRandom(seed * 1_000_003 + number);
  const state = stateAt(number);
  const title = titleAt(number, random);
  const created = firstCreation + number * secondsBetweenCreations * 1000;
  const events = eventsUpTo(state, created, random);
  const resolution = events.find(({ kind }) => kind === 'close')?.body ?? null;
  return {
    number,
    id: idAt(number, title),
    slug: slugify(title),
    title,
    state,
    kind: pick(random, ['task', 'bug', 'feature', 'chore']),
    priority: pick(random, ['P0', 'P1', 'P2', 'P2', 'P3', 'P4']),
    labels: [pick(random, ['cli', 'store', 'docs']), pick(random, ['speed', 'safety', 'release'])],
    assignee: pick(random, people),
    createdAt: timeText(created),
    updatedAt: events.at(-1)?.at ?? timeText(created),
    dependsOn: dependenciesAt(number, state, random),
    related: number > 0 && random(2) === 0 ? [random(number)] : [],
    body: bodyAt(number, random),
    events,
    resolution,
  };
}

/** The id of a ticket, for the relations that name it. */
export function sampleId(number: number, seed = 1): string {
  return idAt(number, titleAt(number, seededRandom(seed * 1_000_003 + number)));
}

const openStates = [
  'ready',
  'planning',
  'inprogress',
  'planning',
  'ready',
  'queued',
  'planning',
  'pending',
  'ready',
  'done',
] as const;

/** One ticket in ten is not closed; a hundred tickets show every state. */
export function stateAt(number: number): State {
  return number % 10 === 7 ? (openStates[Math.floor(number / 10) % openStates.length] ?? 'planning') : 'closed';
}

/** Up to two; whatever has been queued or started depends on closed tickets only, as its gate asked. */
function dependenciesAt(number: number, state: State, random: Random): number[] {
  if (state === 'closed') return [];
  const mayWait = state === 'planning' || state === 'ready' || state === 'pending';
  const chosen = new Set<number>();
  for (let left = random(3); left > 0; left--) {
    const earlier = random(number);
    const isClosed = stateAt(earlier) === 'closed';
    const waits = mayWait && number > 10 && random(2) === 0;
    chosen.add(waits ? 10 * random(Math.floor(number / 10)) + 7 : isClosed ? earlier : earlier - 1);
  }
  return [...chosen];
}

function idAt(number: number, title: string): string {
  return timestampId(new Date(firstCreation + number * secondsBetweenCreations * 1000), slugify(title));
}

function titleAt(number: number, random: Random): string {
  if (number % 6 === 5) return `${pick(random, japaneseTitles)} (${number})`;
  const colon = random(4) === 0 ? `${pick(random, things)}: ` : '';
  return `${colon}${pick(random, verbs)} ${pick(random, adjectives)} ${pick(random, things)} ${number}`;
}

function bodyAt(number: number, random: Random): string {
  const background = `## Background\n\n${number % 97 === 13 ? `The ${rareWord} was here. ` : ''}${prose(random, 700)}`;
  const requirements = Array.from({ length: 6 }, () => `- ${prose(random, 90)}`).join('\n');
  const head = `${background}\n\n## Requirements\n\n${requirements}\n\n## Acceptance criteria\n\n`;
  return `${head}${prose(random, bodyBytes - head.length)}\n`;
}

const spoken: Record<string, string> = {
  comment: 'Comment',
  plan: 'Plan',
  decision: 'Decision',
  implementation_report: 'Implementation report',
  review: 'Review: approve',
};

const untilReady = ['create', 'comment', 'plan', 'decision', 'ready'];
const untilStarted = [...untilReady, 'queued', 'inprogress'];
const untilDone = [...untilStarted, 'implementation_report', 'review', 'done'];

const stories: Record<State, readonly string[]> = {
  planning: ['create', 'comment', 'plan', 'decision', 'comment'],
  ready: untilReady,
  queued: [...untilReady, 'queued'],
  inprogress: untilStarted,
  pending: ['create', 'comment', 'plan', 'decision', 'pending'],
  done: untilDone,
  closed: [...untilDone, 'close'],
};

/** What happened to a ticket until it came to `state`, an hour a step, with text enough for a thread of usual size. */
function eventsUpTo(state: State, created: number, random: Random): ThreadEvent[] {
  const story = stories[state];
  const texts = story.filter((step) => step in spoken || step === 'close').length;
  const textBytes = Math.floor((threadBytes - 150 * story.length) / texts);
  let from = 'planning';
  return story.map((step, hour) => {
    const event = {
      id: randomWord(Uint8Array.from({ length: 8 }, () => random(256))),
      author: step === 'review' ? 'mole' : pick(random, ['hare', 'tortoise']),
      at: timeText(created + hour * 3_600_000),
    };
    if (step === 'create') return { ...event, kind: step, attributes: {}, heading: 'Created', body: '' };
    const heading = spoken[step];
    if (heading !== undefined) {
      const attributes: Record<string, string> = step === 'review' ? { status: 'approve' } : {};
      return { ...event, kind: step, attributes, heading, body: prose(random, textBytes) };
    }
    if (step === 'close') {
      const attributes = { from, to: 'closed', status: 'closed' };
      return { ...event, kind: 'close', attributes, heading: 'Closed', body: prose(random, textBytes) };
    }
    const attributes = { from, to: step, reason: step, field: 'state' };
    from = step;
    return { ...event, kind: 'state_changed', attributes, heading: 'State changed', body: '' };
  });
}

function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** Three sentences a line. */
function prose(random: Random, bytes: number): string {
  let text = '';
  for (let sentence = 1; text.length < bytes; sentence++) {
    const subject = `${pick(random, adjectives)} ${pick(random, things)}`;
    const end = sentence % 3 === 0 ? '.\n' : '. ';
    text += `The ${subject} must ${pick(random, verbs).toLowerCase()} every ${pick(random, things)} in time${end}`;
  }
  return text.trimEnd();
}

const people = ['hare', 'tortoise', 'mole', 'badger'] as const;
const verbs = ['Read', 'Write', 'Check', 'Guard', 'Measure', 'Explain', 'Repair', 'Rename'] as const;
const adjectives = ['older', 'shared', 'broken', 'quiet', 'second', 'missing', 'slow', 'careful'] as const;
const things = ['lock', 'thread', 'journal', 'reader', 'socket', 'parser', 'table', 'merge', 'notice'] as const;
const japaneseTitles = [
  '認証トークンの更新が失敗する',
  '一覧の表示を速くする',
  'スレッドの日本語を正しく数える',
] as const;
