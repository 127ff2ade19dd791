import { parseArgs } from 'node:util';
import { CLIError } from '@oclif/core/errors';
import { parse } from '@oclif/core/parser';
import { type AnyCommand, type Call, callOf, type Parsed, parsedFrom } from './call.js';
import { invalidUsage, unknownCommand } from './cli-errors.js';
import type { Answer } from './command.js';
import { nearestCommands, readCommandName, type TypedName } from './command-name.js';
import { flagsOf } from './fast-door.js';
import { hasWord, splitCommandName } from './global-flags.js';
import { helpOverview, helpPage, helpTopic } from './help.js';
import { nearest } from './nearest.js';
import { oclifCommand } from './oclif-command.js';
import { type Registry, topicsOf } from './registry.js';
import { version } from './version.js';

/** oclif takes `--label=-b` for two flags where -b is one; no word from a shell can hold this character. */
const guard = '\0';

function guarded(word: string): string {
  return /^--[^=]+=-/s.test(word) ? word.replace('=', `=${guard}`) : word;
}

function unguarded<T>(value: T): T | string | string[] {
  if (typeof value === 'string') return value.replaceAll(guard, '');
  return Array.isArray(value) ? value.map((one) => String(one).replaceAll(guard, '')) : value;
}

/** Each typed word as node's own parser sees it, which never fails at this. */
function readTokens(command: AnyCommand, words: readonly string[]) {
  const options = Object.fromEntries(
    flagsOf(command).map(([name, { type, short }]) => [
      name,
      { type: type === 'boolean' ? type : ('string' as const), ...(short === undefined ? {} : { short }) },
    ]),
  );
  return parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/** Where a command's own words end and those it takes unread begin. */
function splitRest(command: AnyCommand, words: readonly string[]): { own: readonly string[]; rest: string[] } {
  const end = readTokens(command, words).find(({ kind }) => kind === 'option-terminator')?.index;
  if (!command.takesRest || end === undefined) return { own: words, rest: [] };
  return { own: words.slice(0, end), rest: words.slice(end + 1) };
}

/** oclif would drop the value of `--force=no` among the arguments, and take `--constructor` for a flag that exists. */
function refuseMisread(command: AnyCommand, name: string, words: readonly string[]): void {
  for (const token of readTokens(command, words)) {
    if (token.kind !== 'option') continue;
    if (token.name in Object.prototype) throw invalidUsage(`Nonexistent flag: ${token.rawName}`, [helpHint(name)]);
    if (!token.inlineValue) continue;
    const isSwitch = flagsOf(command).some(([flagName, flag]) => flagName === token.name && flag.type === 'boolean');
    if (isSwitch) throw invalidUsage(`${token.rawName} takes no value`, [helpHint(name)]);
  }
}

function helpHint(name: string): string {
  return `\`tickets ${name} --help\` shows its arguments, flags and examples`;
}

/** oclif's message without its layout: the first part, on one line. */
function messageOf(error: CLIError): string {
  const [first = ''] = error.message.replaceAll(guard, '').split(/\s*\n\nNote: |\s*See more help/);
  return first
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/ {2,}/g, ': ');
}

function hintsOf(error: CLIError, command: AnyCommand, name: string): string[] {
  const unknown = 'flags' in error && Array.isArray(error.flags) ? error.flags.map(String) : [];
  const names = flagsOf(command).map(([flag]) => `--${flag}`);
  const near = unknown.flatMap((flag) => nearest(flag.replace(/=.*/s, ''), names));
  const guess = near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : [];
  const dash = error.message.includes('expects a value') ? ['a value that starts with - is written --flag=-value'] : [];
  return [...guess, ...dash, ...textHint(command, name, unknown), helpHint(name)];
}

/** A text that begins with a dash was taken for a flag. */
function textHint(command: AnyCommand, name: string, [flag]: readonly string[]): string[] {
  if (flag === undefined || !command.args.some(({ isText }) => isText)) return [];
  return [`words behind -- are taken as they are: tickets ${name} -- ${/^[\w=-]+$/.test(flag) ? flag : 'TEXT'}`];
}

/** Reads any list of words as oclif does, and says in a usage error what is wrong with it. */
export async function parseWithOclif(command: AnyCommand, name: string, words: readonly string[]): Promise<Parsed> {
  const { own, rest } = splitRest(command, words);
  refuseMisread(command, name, own);
  const { args, flags } = oclifCommand(command, name, []);
  try {
    const read = await parse(own.map(guarded), { args, flags });
    const values = Object.entries(read.flags).map(([flag, value]) => [flag, unguarded(value)]);
    const texts = command.args.flatMap((argument) => unguarded(read.args[argument.name] ?? []));
    return parsedFrom(command, Object.fromEntries(values), { args: texts, rest });
  } catch (error) {
    if (!(error instanceof CLIError)) throw error;
    throw invalidUsage(messageOf(error), hintsOf(error, command, name));
  }
}

function saying(argv: readonly string[], run: () => Promise<Answer>): Call {
  return { json: hasWord(argv, '--json'), verbose: false, directory: undefined, run };
}

/** Where a command should stand and none does: help is meant, or else a mistake was made. */
function openWithoutCommand(argv: readonly string[], help: () => Promise<Answer>): Call {
  const { stopped } = splitCommandName(argv);
  if (stopped === undefined || hasWord(argv, '--help', '-h')) return saying(argv, help);
  throw invalidUsage(`${stopped} stands where the command is expected`, ['flags of a command follow its name']);
}

function openVersion(argv: readonly string[]): Call {
  const answer = { json: { schema_version: 1, kind: 'version', version }, text: () => `tickets ${version}\n` };
  return saying(argv, async () => answer);
}

/** The help that a name stands for: of everything, of a topic, or of one command. */
function helpOf({ name, entry }: TypedName, registry: Registry): () => Promise<Answer> {
  if (name === undefined) return () => helpOverview(registry);
  if (entry !== undefined) return () => helpPage(entry, name);
  if (topicsOf(registry).has(name)) return () => helpTopic(registry, name);
  throw unknownCommand(name, nearestCommands(registry, name));
}

/** The door of everything else: help, and every line that needs a message. */
export async function openOclifDoor(argv: readonly string[], registry: Registry): Promise<Call> {
  const typed = readCommandName(argv, registry);
  const { name, words, entry } = typed;
  if (name === undefined && hasWord(argv, '--version')) return openVersion(argv);
  if (name === 'help') {
    const subject = words.filter((word) => !word.startsWith('-'));
    return saying(argv, helpOf(readCommandName(subject, registry), registry));
  }
  const help = helpOf(typed, registry);
  if (name === undefined || entry === undefined) return openWithoutCommand(words, help);
  if (hasWord(words, '--help', '-h')) return saying(argv, help);
  const command = await entry.load();
  const parsed = await parseWithOclif(command, name, words);
  return parsed.help ? saying(argv, help) : callOf(command, parsed);
}
