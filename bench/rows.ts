import { rareWord } from './sample-ticket.js';
import type { ToolName } from './tools.js';

/** What a command is given: the id of a ticket that can be started, and a part of it. */
interface Subject {
  id: string;
  part: string;
}

type Words = readonly string[] | { args: readonly string[]; input: string };
type ByTool = Partial<Record<ToolName, (subject: Subject) => Words>>;

/** By opponent (`node`: an empty program), the most our time may be of its time. */
type Targets = Partial<Record<'node' | ToolName, readonly (number | null)[]>>;

export interface Row {
  name: string;
  /** `none` needs no store and is measured once. */
  use: 'none' | 'read' | 'change';
  commands: ByTool & { ours: (subject: Subject) => Words };
  /** For 100, 1,000 and 10,000 tickets; `none` has one. */
  targets: Targets;
  /** The most that our time may grow from 10,000 to 50,000 tickets. */
  growth?: number;
  /** The most memory at 100, 1,000 and 10,000 tickets, as a multiple of an empty node's. */
  memory?: readonly number[];
}

export const sizesWithTargets: readonly number[] = [100, 1_000, 10_000];

/** "Not at all", with room for noise. */
const noGrowth = 1.1;
const text = 'The lock of the second writer holds.';
const all: Targets = {
  node: [1.6, 2.3, 8],
  tk: [2.9, 1.4, 0.65],
  backlog: [0.11, 0.04, 0.015],
};
const oneTicket = { node: [1.5, 1.5, 1.5], backlog: [0.1, 0.03, 0.005] };
const aChange: Targets = { ...oneTicket, tk: [2.5, 2.5, 2.5] };
const usualMemory = [1.3, 1.6, 2.7];

/** The rows of the targets. Lists are printed whole, as the others print theirs. */
export const rows: readonly Row[] = [
  {
    name: '--version',
    use: 'none',
    commands: { ours: () => ['--version'], tk: () => ['help'], backlog: () => ['--version'] },
    targets: { node: [1.3], tk: [0.9], backlog: [0.2] },
  },
  {
    name: '--help',
    use: 'none',
    commands: { ours: () => ['--help'], tk: () => ['help'], backlog: () => ['--help'], older: () => ['help'] },
    targets: { node: [4.5] },
  },
  {
    name: 'show ID',
    use: 'read',
    commands: {
      ours: ({ id }) => ['show', id],
      tk: ({ id }) => ['show', id],
      backlog: ({ id }) => ['task', id, '--plain'],
      older: ({ id }) => ['show', id],
    },
    targets: { ...oneTicket, tk: [2.5, 1, 0.14] },
    growth: noGrowth,
    memory: usualMemory,
  },
  {
    name: 'show PART',
    use: 'read',
    commands: { ours: ({ part }) => ['show', part], tk: ({ part }) => ['show', part] },
    targets: { node: [1.5, 1.6, 2.1], tk: [1.7, 0.9, 0.2] },
  },
  {
    name: 'comment ID',
    use: 'change',
    commands: {
      ours: ({ id }) => ['comment', id, '-m', text],
      tk: ({ id }) => ['add-note', id, text],
      backlog: ({ id }) => ['task', 'edit', id, '--comment', text, '--plain'],
      older: ({ id }) => ({ args: ['comment', id], input: `${text}\n` }),
    },
    targets: aChange,
    growth: noGrowth,
  },
  {
    name: 'start ID',
    use: 'change',
    commands: {
      ours: ({ id }) => ['start', id],
      tk: ({ id }) => ['start', id],
      backlog: ({ id }) => ['task', 'edit', id, '--status', 'In Progress', '--plain'],
      older: ({ id }) => ['status', id, 'pending'],
    },
    targets: aChange,
    growth: noGrowth,
  },
  {
    name: 'close ID',
    use: 'change',
    commands: {
      ours: ({ id }) => ['close', id, '-m', text],
      tk: ({ id }) => ['close', id],
      backlog: ({ id }) => ['task', 'edit', id, '--status', 'Done', '--plain'],
      older: ({ id }) => ['close', id, '--resolution', text],
    },
    targets: aChange,
    growth: noGrowth,
    memory: usualMemory,
  },
  {
    name: 'list',
    use: 'read',
    commands: {
      ours: () => ['list', '--limit', '0'],
      tk: () => ['ls', '--status=open'],
      backlog: () => ['task', 'list', '--exclude-status', 'Done', '--plain'],
      older: () => ['list', '--status', 'open'],
    },
    targets: { node: [1.5, 2.1, 6], tk: [2.2, 1.2, 0.5], backlog: [0.1, 0.04, 0.01] },
    growth: 6,
    memory: usualMemory,
  },
  {
    name: 'list --state all',
    use: 'read',
    commands: {
      ours: () => ['list', '--state', 'all', '--limit', '0'],
      tk: () => ['ls'],
      backlog: () => ['task', 'list', '--plain'],
      older: () => ['list', '--status', 'all'],
    },
    targets: all,
    growth: 6,
    memory: usualMemory,
  },
  {
    name: 'next',
    use: 'read',
    commands: {
      ours: () => ['next', '--limit', '0'],
      tk: () => ['ready'],
      backlog: () => ['task', 'list', '--ready', '--plain'],
    },
    targets: all,
    growth: 6,
    memory: usualMemory,
  },
  {
    name: 'blocked',
    use: 'read',
    commands: { ours: () => ['blocked', '--limit', '0'], tk: () => ['blocked'] },
    targets: all,
    growth: 6,
  },
  {
    name: 'search WORD',
    use: 'read',
    commands: {
      ours: () => ['search', rareWord, '--limit', '0'],
      backlog: () => ['search', rareWord, '--plain'],
      rg: () => ['-l', rareWord, 'work-items'],
    },
    targets: { node: [null, null, 10], rg: [null, null, 1.5], backlog: [0.08, 0.03, 0.012] },
    growth: 6,
    memory: usualMemory,
  },
  {
    name: 'doctor',
    use: 'read',
    commands: { ours: () => ['doctor'], backlog: () => ['doctor'], older: () => ['doctor'] },
    targets: { node: [2, 4, 25], backlog: [0.15, 0.05, 0.006] },
    growth: 6,
    memory: [1.3, 1.6, 4.5],
  },
];
