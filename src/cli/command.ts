import type { Diagnostic } from '../diagnostic.js';

export interface StringFlag {
  type: 'string';
  short?: string;
  summary: string;
  /** Fixed values; anything else is a usage error, and --help lists them. */
  values?: readonly string[];
  /** May be given more than once; the value is then a list. */
  multiple?: boolean;
  /** What --help shows in place of the value, in capitals: TEXT, FILE, N. */
  placeholder?: string;
}

export interface BooleanFlag {
  type: 'boolean';
  short?: string;
  summary: string;
}

export interface IntegerFlag {
  type: 'integer';
  short?: string;
  summary: string;
  placeholder?: string;
}

export type Flag = StringFlag | BooleanFlag | IntegerFlag;
export type Flags = Record<string, Flag>;

export interface Argument {
  name: string;
  summary: string;
  required?: boolean;
  /** The words that may stand here, for the shell to complete; the command itself says what is wrong with another. */
  values?: readonly string[];
  /** Only the last argument: takes all that is left. */
  multiple?: boolean;
  /** Any words, of which some may begin as a flag does. */
  isText?: boolean;
}

type ValueOf<F extends Flag> = F extends { type: 'boolean' }
  ? boolean
  : F extends { type: 'integer' }
    ? number | undefined
    : F extends { multiple: true }
      ? string[]
      : string | undefined;

export type FlagValues<F extends Flags> = { [K in keyof F]: ValueOf<F[K]> };

/** What every command understands besides its own flags. */
export interface GlobalValues {
  json: boolean;
  verbose: boolean;
  as: string | undefined;
}

export interface Input<F extends Flags = Flags> {
  /** The positional arguments, in order; all required ones are there. */
  args: string[];
  /** What followed a bare `--`, for commands with `takesRest`; else those words are in `args`. */
  rest: string[];
  flags: FlagValues<F>;
  global: GlobalValues;
}

/** The process as a command sees it: handed in, so that a test can be the process. */
export interface Host {
  /** The working directory after -C, absolute. */
  cwd: string;
  env: Record<string, string | undefined>;
  now: () => Date;
  stdin: {
    isTerminal: boolean;
    read: () => Promise<Uint8Array>;
    /** For an answer that a person types. */
    readLine: () => Promise<string>;
    /** Whether something to read is there now. It may be taken by the question: for who refuses then. */
    holdsText: () => Promise<boolean>;
  };
  stdout: {
    isTerminal: boolean;
    columns: number;
    /** For a command that lasts, which must not wait for who reads: far more than a pipe holds is kept, the rest dropped. */
    pour: (text: string) => void;
    /** Resolves once all that was poured has been taken, or nobody takes it. */
    drained: () => Promise<void>;
  };
  stderr: { isTerminal: boolean; write: (text: string) => void };
}

/** How an answer will be looked at. */
export interface Look {
  terminal: boolean;
  columns: number;
  color: boolean;
}

/** What a command answers: one JSON object for --json, a text for everybody else, remarks for stderr. */
export interface Answer {
  /** Empty where the command was not asked for it, and holding all of it would be dear. */
  json: Record<string, unknown>;
  /** Already safe for a terminal: file content went through `visible`. Ends with a line feed unless empty or a file's bytes. */
  text: (look: Look) => string | Uint8Array;
  remarks?: Diagnostic[];
  exitCode?: number;
  /** In place of both, for what is too big to be held: written part by part, with --json and without. */
  parts?: Iterable<string>;
  /** A command that lasts has poured all of it out by itself. */
  isPoured?: boolean;
  /** Done once all of it is written, for what must not happen before. */
  afterwards?: () => Promise<void>;
}

export interface Command<F extends Flags = Flags> {
  name: string;
  summary: string;
  description?: string;
  args: readonly Argument[];
  flags: F;
  takesRest?: boolean;
  examples: readonly string[];
  run: (input: Input<F>, host: Host) => Promise<Answer>;
}

/** Gives `run` the types of the flags written beside it. */
export function command<const F extends Flags>(definition: Command<F>): Command<F> {
  return definition;
}
