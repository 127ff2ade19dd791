import { priorities } from '../tickets/priority.js';
import type { Query } from '../tickets/query.js';
import { relationKinds } from '../tickets/relations.js';
import { isState, type State, type Status, states, statuses } from '../tickets/ticket.js';
import { invalidUsage } from './cli-errors.js';
import type { Host } from './command.js';

/** What narrows a list or a search. */
export const queryFlags = {
  state: {
    type: 'string',
    multiple: true,
    placeholder: 'STATE',
    summary: `${states.join(', ')}, or all; may be repeated or joined by commas`,
  },
  status: {
    type: 'string',
    values: [...statuses, 'all'],
    placeholder: 'STATUS',
    summary: 'as older scripts say it: open is neither pending nor closed',
  },
  kind: { type: 'string', multiple: true, placeholder: 'KIND', summary: 'of this kind' },
  priority: {
    type: 'string',
    multiple: true,
    placeholder: 'P',
    summary: `${priorities.join(', ')}; none counts as P2`,
  },
  label: { type: 'string', multiple: true, placeholder: 'LABEL', summary: 'with this label; -LABEL: without it' },
  assignee: {
    type: 'string',
    multiple: true,
    placeholder: 'NAME',
    summary: 'of this person or agent; none: of nobody',
  },
  text: { type: 'string', placeholder: 'WORDS', summary: 'with these words in id or title' },
  relation: {
    type: 'string',
    placeholder: '[KIND:]ID',
    summary: `that has a relation to this ticket; KIND is ${relationKinds.join(', ')}`,
  },
  created: { type: 'string', placeholder: 'AGE', summary: 'created within AGE (7d, 12h, a date), or before it: +7d' },
  updated: { type: 'string', placeholder: 'AGE', summary: 'changed within AGE, or not since: +7d' },
  limit: { type: 'integer', placeholder: 'N', summary: 'at most N (default 50); 0 for all' },
} as const;

interface QueryWords {
  state: string[];
  status: string | undefined;
  kind: string[];
  priority: string[];
  label: string[];
  assignee: string[];
  text: string | undefined;
  relation: string | undefined;
  created: string | undefined;
  updated: string | undefined;
}

/** A query from its flags; `otherwise` is what a list holds where neither --state nor --status is given. */
export function queryOf(words: QueryWords, host: Host, otherwise: 'unclosed' | 'open' | 'all'): Query {
  return {
    ...stateQuery(words, otherwise),
    ...listed('kinds', words.kind),
    ...listed('priorities', words.priority),
    ...listed('labels', words.label),
    ...listed('assignees', words.assignee),
    ...(words.text === undefined ? {} : { text: words.text }),
    ...(words.relation === undefined ? {} : { relation: relationOf(words.relation) }),
    ...timeQuery('created', words.created, host.now()),
    ...timeQuery('updated', words.updated, host.now()),
  };
}

function stateQuery({ state, status }: QueryWords, otherwise: 'unclosed' | 'open' | 'all'): Query {
  const wanted = state.flatMap((word) => word.split(',')).filter((word) => word !== '');
  const unknown = wanted.find((word) => word !== 'all' && !isState(word));
  if (unknown !== undefined)
    throw invalidUsage(`${unknown.slice(0, 40)} is no state`, [`one of ${states.join(', ')}, all`]);
  const isStatus = (word: string): word is Status => statuses.some((one) => one === word);
  if (status !== undefined && isStatus(status)) return { status, ...(wanted.length > 0 ? statesIn(wanted) : {}) };
  if (wanted.length > 0 || status === 'all' || otherwise === 'all') return statesIn(wanted);
  return otherwise === 'open' ? { status: 'open' } : { states: states.filter((one) => one !== 'closed') };
}

function statesIn(words: readonly string[]): { states?: State[] } {
  return words.length === 0 || words.includes('all') ? {} : { states: words.filter(isState) };
}

function listed(name: 'kinds' | 'priorities' | 'labels' | 'assignees', words: readonly string[]): Query {
  const all = words.flatMap((word) => word.split(',')).filter((word) => word !== '');
  return all.length === 0 ? {} : { [name]: all };
}

function relationOf(text: string): NonNullable<Query['relation']> {
  const [, word, target = text] = /^([a-z_-]+):(.*)$/.exec(text) ?? [];
  if (word === undefined) return { kind: null, target };
  const kind = relationKinds.find((one) => one === word.replaceAll('-', '_'));
  if (kind === undefined) throw invalidUsage(`${word} is no relation`, [`one of ${relationKinds.join(', ')}`]);
  return { kind, target };
}

function timeQuery(name: 'created' | 'updated', text: string | undefined, now: Date): Query {
  if (text === undefined) return {};
  const isBefore = text.startsWith('+');
  const time = momentOf(isBefore ? text.slice(1) : text, now);
  return { [`${name}${isBefore ? 'Before' : 'After'}`]: time };
}

const units: Record<string, number> = { min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function momentOf(text: string, now: Date): number {
  const [, count = '', unit = ''] = /^(\d{1,6})(min|h|d|w)$/.exec(text) ?? [];
  const length = units[unit];
  const time = length === undefined ? Date.parse(text) : now.getTime() - Number(count) * length;
  if (Number.isNaN(time))
    throw invalidUsage(`${JSON.stringify(text.slice(0, 40))} is no age`, [
      'like 30min, 12h, 7d, 2w, or a date: 2026-06-01',
    ]);
  return time;
}
