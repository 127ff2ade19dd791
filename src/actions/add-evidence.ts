import { stripVTControlCharacters } from 'node:util';
import { runProgram } from '../programs/run-program.js';
import type { StoredTicket } from '../store/ticket-store.js';
import type { Draft } from '../tickets/draft.js';
import type { App } from './open-app.js';
import { answer, type Change, type ChangeOptions, type Facts, read, write } from './steps.js';
import { givenText } from './texts.js';

export interface Evidence extends ChangeOptions {
  /** A program to run and its arguments; its outcome is the evidence. */
  run?: readonly string[];
  /** What was found, in words. */
  text?: string | undefined;
  deadlineSeconds?: number | undefined;
  onOutput?: (chunk: Uint8Array) => void;
}

const keptOutput = 4096;

/** Records that something was checked: a text, or a command with its exit status, duration and the tail of its output. */
export async function addEvidence(
  app: App,
  reference: string,
  evidence: Evidence,
): Promise<Change & { status: number | null }> {
  const before = await read(app, reference, evidence);
  const { run, text } = evidence;
  const ran = run === undefined ? null : await runCommand(app, run, evidence);
  const words = text === undefined ? '' : givenText(text);
  const body = givenText([words, ran?.report ?? ''].filter((part) => part !== '').join('\n\n'));
  const decide = async (_: StoredTicket, { at, author }: Facts): Promise<Draft> => ({
    fields: {},
    events: [{ id: null, kind: 'evidence', author, at, attributes: ran?.attributes ?? {}, heading: 'Evidence', body }],
  });
  return { ...answer(app, await write(app, before, decide, evidence)), status: ran?.status ?? null };
}

async function runCommand(app: App, argv: readonly string[], { deadlineSeconds, onOutput }: Evidence) {
  const result = await runProgram({
    argv,
    cwd: app.cwd,
    env: app.env,
    outputCap: keptOutput,
    ...(deadlineSeconds === undefined ? {} : { deadlineMs: deadlineSeconds * 1000 }),
    ...(onOutput === undefined ? {} : { onOutput }),
  });
  const command = argv.map(quoteWord).join(' ');
  const ended = result.timedOut ? 'deadline' : (result.signal ?? String(result.status));
  const seconds = (result.durationMs / 1000).toFixed(1);
  return {
    status: result.status,
    attributes: { command: oneLine(command), exit_status: ended, duration_seconds: seconds },
    report: fenced(new TextDecoder().decode(result.output)),
  };
}

function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function oneLine(command: string): string {
  const line = command.replace(/\s+/g, ' ');
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

/** Output in a fence that it cannot close, without the control characters that terminals obey. */
function fenced(output: string): string {
  const plain = stripVTControlCharacters(output).replace(/\r\n?/g, '\n');
  const text = plain.replace(/(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '').trimEnd();
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text === '' ? '(no output)' : text}\n${fence}`;
}
