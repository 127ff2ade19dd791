import { TicketsError } from '../errors.js';

const longest = 768;

function bounded(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

export function invalidUsage(message: string, hints: string[]): TicketsError {
  return new TicketsError({ kind: 'usage', code: 'invalid_usage', message: bounded(message), hints });
}

export function unknownCommand(name: string, near: readonly string[]): TicketsError {
  const topic = name.includes(' ') ? ` ${name.replace(/ .*/s, '')}` : '';
  const guess = near.length > 0 ? [`did you mean ${near.map((one) => `\`tickets ${one}\``).join(' or ')}?`] : [];
  return new TicketsError({
    kind: 'usage',
    code: 'unknown_command',
    message: bounded(`there is no command \`${name}\``),
    hints: [...guess, `\`tickets help${topic}\` lists the commands`],
    data: { name: bounded(name), nearest: near },
  });
}

export function directoryNotFound(path: string): TicketsError {
  return new TicketsError({
    kind: 'not_found',
    code: 'directory_not_found',
    message: bounded(`there is no directory ${path} to work in`),
    hints: ['name an existing directory with -C, or change to one'],
    data: { path },
  });
}

export function outputUnwritable(reason: string): TicketsError {
  return new TicketsError({
    kind: 'unwritable',
    code: 'output_unwritable',
    message: `the answer could not be written: ${reason}`,
    hints: ['what the command did is done; `tickets show` tells where things stand'],
  });
}

/** Whatever no one foresaw: our bug, said in one line. */
export function internalError(error: unknown): TicketsError {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new TicketsError({
    kind: 'internal',
    code: 'internal',
    message: bounded(`this is a bug in tickets: ${text}`),
    hints: ['run it again with --verbose to see where it happened, and report that'],
  });
}
