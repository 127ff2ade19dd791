import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { exitCodeOf, TicketsError } from '../errors.js';
import type { Call } from './call.js';
import { directoryNotFound, internalError, outputUnwritable } from './cli-errors.js';
import type { Answer, Host, Look } from './command.js';
import { errorBody, errorText } from './error-answer.js';
import { openFastDoor } from './fast-door.js';
import { hasWord } from './global-flags.js';
import type { Registry } from './registry.js';
import { safeJson } from './render/safe-json.js';
import { hasColor } from './render/style.js';
import { visible, visibleBody } from './render/visible.js';
import type { Terminal } from './terminal.js';

/** Plain, valid lines go through the fast door; oclif explains the others, and is loaded only then. */
async function openDoor(argv: readonly string[], registry: Registry): Promise<Call> {
  const call = await openFastDoor(argv, registry);
  if (call !== undefined) return call;
  const { openOclifDoor } = await import('./oclif-door.js');
  return openOclifDoor(argv, registry);
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function hostIn(directory: string | undefined, host: Host): Host {
  if (directory === undefined) return host;
  const cwd = isAbsolute(directory) ? directory : resolve(host.cwd, directory);
  if (!isDirectory(cwd)) throw directoryNotFound(directory);
  const { env, now, stdin, stdout, stderr } = host;
  return { cwd, env, now, stdin, stdout, stderr };
}

function write(terminal: Terminal, text: string | Uint8Array): void {
  try {
    terminal.stdout.write(text);
  } catch (error) {
    throw outputUnwritable(error instanceof Error ? error.message : String(error));
  }
}

function show(answer: Answer, json: boolean, terminal: Terminal): void {
  if (answer.parts !== undefined) for (const part of answer.parts) write(terminal, part);
  else if (json) {
    write(terminal, `${safeJson(answer.json)}\n`);
    return;
  }
  const isTerminal = terminal.stdout.isTerminal;
  const look: Look = {
    terminal: isTerminal,
    columns: terminal.stdout.columns,
    color: hasColor(terminal.env, isTerminal),
  };
  if (answer.parts === undefined) write(terminal, answer.text(look));
  for (const { level, text } of answer.remarks ?? []) {
    terminal.stderr.write(`${level === 'info' ? 'note' : level}: ${visible(text)}\n`);
  }
}

function showError(error: TicketsError, json: boolean, terminal: Terminal): void {
  if (json && error.code !== 'output_unwritable') write(terminal, `${safeJson(errorBody(error))}\n`);
  else terminal.stderr.write(errorText(error));
}

/** One command line from its words to its exit code. Never throws. */
export async function runCommandLine(
  argv: readonly string[],
  registry: Registry,
  terminal: Terminal,
  open = openDoor,
): Promise<number> {
  let json = hasWord(argv, '--json');
  let verbose = hasWord(argv, '--verbose');
  try {
    const call = await open(argv, registry);
    ({ json, verbose } = call);
    const answer = await call.run(hostIn(call.directory, terminal));
    if (!answer.isPoured) show(answer, json, terminal);
    // One object is on stdout already: what goes wrong from here on is told on stderr.
    json = false;
    await answer.afterwards?.();
    return answer.exitCode ?? 0;
  } catch (error) {
    return failed(error, { json, verbose }, terminal);
  }
}

function failed(error: unknown, { json, verbose }: { json: boolean; verbose: boolean }, terminal: Terminal): number {
  const known = error instanceof TicketsError ? error : internalError(error);
  if (verbose && error instanceof Error && known.kind === 'internal') {
    terminal.stderr.write(`${visibleBody(error.stack ?? '')}\n`);
  }
  try {
    showError(known, json, terminal);
    return exitCodeOf(known.kind);
  } catch (unwritable) {
    return failed(unwritable, { json: false, verbose }, terminal);
  }
}
