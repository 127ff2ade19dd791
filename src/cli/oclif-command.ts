import type { Command, Interfaces } from '@oclif/core';
import { string as stringArgument } from '@oclif/core/args';
import { CLIError } from '@oclif/core/errors';
import { boolean, custom, string } from '@oclif/core/flags';
import { type AnyCommand, wholeNumber } from './call.js';
import type { Argument, Flag } from './command.js';
import { globalFlags } from './global-flags.js';

const integer = custom<number>({
  parse: async (text) => {
    const value = wholeNumber(text);
    if (value === undefined) throw new CLIError(`expected a whole number but received: ${text}`);
    return value;
  },
});

function oclifArgument({ name, summary, required = false, multiple = false }: Argument) {
  // Without `ignoreStdin` oclif takes a missing argument from a pipe.
  return stringArgument({ name, description: summary, required, multiple, ignoreStdin: true });
}

function oclifFlag(flag: Flag, helpGroup?: string) {
  const shared = {
    summary: flag.summary,
    ...(helpGroup === undefined ? {} : { helpGroup }),
    // oclif's type lists the 52 letters; a house test holds every command to them.
    ...(flag.short === undefined ? {} : { char: flag.short as Interfaces.AlphabetLowercase }),
  };
  if (flag.type === 'boolean') return boolean(shared);
  const helpValue = flag.placeholder ?? (flag.type === 'integer' ? 'N' : 'TEXT');
  if (flag.type === 'integer') return integer({ ...shared, helpValue });
  const values = flag.values ? { options: flag.values } : { helpValue };
  return flag.multiple
    ? string({ ...shared, ...values, multiple: true, multipleNonGreedy: true })
    : string({ ...shared, ...values });
}

/** oclif aligns a list of flags only when the first has a letter. */
function lettersFirst(flags: Record<string, Flag>): [string, Flag][] {
  return Object.entries(flags).sort(([, a], [, b]) => Number(b.short !== undefined) - Number(a.short !== undefined));
}

/** A command as oclif describes one, under the name or alias that was typed. */
export function oclifCommand(command: AnyCommand, id: string, aliases: readonly string[]) {
  const own = lettersFirst(command.flags).map(([name, flag]) => [name, oclifFlag(flag)]);
  const global = lettersFirst(globalFlags).map(([name, flag]) => [name, oclifFlag(flag, 'global')]);
  return {
    id,
    aliases: [...aliases],
    hiddenAliases: [],
    hidden: false,
    args: Object.fromEntries(command.args.map((argument) => [argument.name, oclifArgument(argument)])),
    flags: Object.fromEntries([...own, ...global]),
    examples: [...command.examples],
    usage: usageOf(command),
    ...(command.description === undefined ? {} : { description: command.description }),
    load: () => Promise.reject(new Error(`oclif only parses and explains ${id}`)),
  } satisfies Command.Loadable;
}

function usageOf({ args, takesRest }: AnyCommand): string {
  const words = args.map(({ name, required, multiple }) => {
    const shown = name.toUpperCase() + (multiple ? '...' : '');
    return required ? shown : `[${shown}]`;
  });
  return ['<%= command.id %>', ...words, '[FLAGS]', ...(takesRest ? ['-- WORD...'] : [])].join(' ');
}
