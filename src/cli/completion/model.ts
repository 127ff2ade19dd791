import type { AnyCommand } from '../call.js';
import type { Argument, Flag } from '../command.js';
import { globalFlags } from '../global-flags.js';
import type { Registry } from '../registry.js';
import { stateWords } from '../state-word.js';

/** What may stand in one place of a command line. */
export type Kind = 'none' | 'any' | 'ticket' | 'file' | 'directory' | { words: readonly string[] };

export interface CompletedFlag {
  /** `--title`, and the letter where it has one. */
  spellings: string[];
  summary: string;
  value: Kind;
}

/** A command as completion sees it; its name may hold a space (`pod create`). */
export interface CompletedCommand {
  names: string[];
  summary: string;
  args: Array<{ value: Kind; multiple: boolean }>;
  flags: CompletedFlag[];
}

/** All that can be typed, from the registry alone: a new command is completed without a word here. */
export async function describeCommands(registry: Registry): Promise<CompletedCommand[]> {
  const commands = await Promise.all(
    registry.map(async ({ name, aliases, load }) => describe([name, ...aliases], await load())),
  );
  const help: CompletedCommand = {
    names: ['help'],
    summary: 'Show what there is, or the page of a command',
    args: [{ value: { words: [...new Set(commands.flatMap(({ names }) => names.map(firstWord)))] }, multiple: false }],
    flags: [],
  };
  return [...commands, help];
}

export function flagsOfEvery(): CompletedFlag[] {
  return Object.entries<Flag>(globalFlags).map(([name, flag]) => describeFlag(name, flag));
}

/** What may follow the words of a command's name that are typed already, with the summary where that completes it. */
export function nextWords(commands: readonly CompletedCommand[], typed: string): Map<string, string> {
  const next = new Map<string, string>();
  const before = typed === '' ? '' : `${typed} `;
  for (const { names, summary } of commands)
    for (const name of names.filter((one) => one.startsWith(before))) {
      const rest = name.slice(before.length);
      if (rest !== '' && (!next.has(firstWord(rest)) || rest === firstWord(rest)))
        next.set(firstWord(rest), rest === firstWord(rest) ? summary : `${before}${firstWord(rest)} …`);
    }
  return next;
}

/** Every name, and the beginnings of those that have several words. */
export function stepsOf(commands: readonly CompletedCommand[]): Map<string, string> {
  const steps = new Map<string, string>();
  for (const { names } of commands)
    for (const name of names) {
      const parts = name.split(' ');
      for (let n = 1; n < parts.length; n++) {
        const begun = parts.slice(0, n).join(' ');
        if (!steps.has(begun)) steps.set(begun, begun);
      }
    }
  for (const { names } of commands) for (const name of names) steps.set(name, names[0] ?? name);
  return steps;
}

function firstWord(name: string): string {
  return name.split(' ')[0] ?? name;
}

function describe(names: string[], { summary, args, flags }: AnyCommand): CompletedCommand {
  return {
    names,
    summary,
    args: args.map((arg) => ({ value: kindOfArgument(arg), multiple: arg.multiple === true })),
    flags: Object.entries(flags).map(([name, flag]) => describeFlag(name, flag)),
  };
}

function describeFlag(name: string, flag: Flag): CompletedFlag {
  const short = flag.short === undefined ? [] : [`-${flag.short}`];
  return { spellings: [`--${name}`, ...short], summary: flag.summary, value: kindOfFlag(flag) };
}

function kindOfArgument({ name, values }: Argument): Kind {
  if (values !== undefined) return { words: values };
  if (name === 'id' || name === 'other') return 'ticket';
  return name === 'file' || name === 'path' ? 'file' : 'any';
}

const kindsByPlaceholder: Record<string, Kind | undefined> = {
  ID: 'ticket',
  FILE: 'file',
  DIR: 'directory',
  STATE: { words: [...stateWords, 'all'] },
  STATUS: { words: ['open', 'pending', 'closed', 'all'] },
  P: { words: ['P0', 'P1', 'P2', 'P3', 'P4'] },
};

function kindOfFlag(flag: Flag): Kind {
  if (flag.type === 'boolean') return 'none';
  if (flag.type === 'string' && flag.values !== undefined) return { words: flag.values };
  return kindsByPlaceholder[flag.placeholder ?? ''] ?? 'any';
}
