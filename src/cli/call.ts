import type { Answer, Command, Flag, GlobalValues, Host } from './command.js';

export type AnyValue = string | string[] | number | boolean | undefined;

/** An `Input` whose flags are known only by name: what a door makes, before a command gives them types again. */
export interface AnyInput {
  args: string[];
  rest: string[];
  flags: Record<string, AnyValue>;
  global: GlobalValues;
}

/** A command as the doors see it, whatever flags it has. */
export interface AnyCommand extends Omit<Command, 'run'> {
  run: (input: AnyInput, host: Host) => Promise<Answer>;
}

/** What a door understood. */
export interface Parsed {
  input: AnyInput;
  directory: string | undefined;
  help: boolean;
}

/** What both doors hand on: something to run, and how its answer is wanted. */
export interface Call {
  json: boolean;
  verbose: boolean;
  directory: string | undefined;
  run: (host: Host) => Promise<Answer>;
}

/** The values a parser read, sorted into those of the command and those of every command. */
export function parsedFrom(
  command: AnyCommand,
  values: Record<string, AnyValue>,
  words: { args: string[]; rest: string[] },
): Parsed {
  const flags = Object.fromEntries(
    Object.entries(command.flags).map(([name, flag]) => [name, values[name] ?? absent(flag)]),
  );
  const text = (value: AnyValue) => (typeof value === 'string' ? value : undefined);
  const global = { json: values.json === true, verbose: values.verbose === true, as: text(values.as) };
  return { input: { ...words, flags, global }, directory: text(values.directory), help: values.help === true };
}

function absent(flag: Flag): AnyValue {
  if (flag.type === 'boolean') return false;
  return flag.type === 'string' && flag.multiple ? [] : undefined;
}

/** Counts and limits: a whole number from 0 on; anything else is undefined. */
export function wholeNumber(text: string): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
}

export function callOf(command: AnyCommand, { input, directory }: Parsed): Call {
  return { json: input.global.json, verbose: input.global.verbose, directory, run: (host) => command.run(input, host) };
}
