import { TicketsError } from '../../errors.js';
import { type Ran, runProgram } from '../../programs/run-program.js';
import { openTail } from '../../programs/tail.js';
import { plainText, withoutControls } from '../plain-text.js';
import type { Agent, RunningTurn, TurnEnd } from './agent.js';

export interface ExecOptions {
  argv: readonly string[];
  cwd: string;
  env: Record<string, string | undefined>;
  /** How long a program may take to end by itself once it is told to. */
  graceMs?: number;
  /** How much a turn may say. */
  longestText?: number;
}

interface Turn {
  signal: (name: NodeJS.Signals) => void;
  state: 'running' | 'cancelled' | 'flooding';
  kill: NodeJS.Timeout | undefined;
}

/** A program per turn: the prompt on its standard input, what it writes is what the pod says, its exit ends the turn. */
export function execAgent(options: ExecOptions): Agent {
  const { argv, cwd } = options;
  return {
    manifest: { agent: 'exec', argv: [...argv], cwd },
    startTurn: (prompt, say) => startProgram(options, prompt, say),
  };
}

function startProgram(options: ExecOptions, prompt: string, say: (text: string) => void): RunningTurn {
  const turn: Turn = { signal: () => {}, state: 'running', kill: undefined };
  const remarks = openTail(2048);
  const listen = listener(turn, options.longestText ?? 4 * 1024 * 1024, say);
  const ended = runProgram({
    argv: options.argv,
    cwd: options.cwd,
    env: options.env,
    stdin: prompt,
    outputCap: 0,
    onStart: (signal) => {
      turn.signal = signal;
    },
    onOutput: (chunk, stream) => (stream === 'stdout' ? listen(chunk) : remarks.add(chunk)),
  });
  return {
    ended: ended.then(
      (ran) => endOf(turn, ran, new TextDecoder().decode(remarks.read())),
      (error: unknown) => notStarted(error),
    ),
    cancel: () => cancel(turn, options.graceMs ?? 2000),
    pause: () => turn.signal('SIGSTOP'),
    resume: () => turn.signal('SIGCONT'),
  };
}

/** Passes text on as it comes, in whole characters; a program that never stops writing is ended. */
function listener(turn: Turn, longest: number, say: (text: string) => void): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder();
  let length = 0;
  return (chunk) => {
    if (turn.state === 'flooding') return;
    length += chunk.length;
    const text = withoutControls(decoder.decode(chunk, { stream: true }));
    if (length <= longest) {
      if (text !== '') say(text);
      return;
    }
    turn.state = 'flooding';
    turn.signal('SIGKILL');
  };
}

/**
 * A stopped program hears nothing but what cannot be ignored, so it is let go on first. Who asks a second time does not
 * want to wait.
 */
function cancel(turn: Turn, graceMs: number): void {
  if (turn.state === 'cancelled') turn.signal('SIGKILL');
  if (turn.state !== 'running') return;
  turn.state = 'cancelled';
  turn.signal('SIGCONT');
  turn.signal('SIGTERM');
  turn.kill = setTimeout(() => turn.signal('SIGKILL'), graceMs);
}

function endOf(turn: Turn, { status, signal }: Ran, remarks: string): TurnEnd {
  clearTimeout(turn.kill);
  // Its children may live on, and hear as little of a polite word as it did.
  if (turn.state !== 'running') turn.signal('SIGKILL');
  if (turn.state === 'cancelled') return { result: 'cancelled', error: null, wasHanded: true };
  if (turn.state === 'flooding') return failed('the program wrote more than a turn may say, and was ended');
  if (status === 0) return { result: 'finished', error: null, wasHanded: true };
  const how = status === null ? `by ${signal}` : `with status ${status}`;
  const last = plainText(remarks).trim();
  return failed(`the program ended ${how}${last === '' ? '' : `: ${last}`}`);
}

function failed(error: string): TurnEnd {
  return { result: 'failed', error, wasHanded: true };
}

function notStarted(error: unknown): TurnEnd {
  if (!(error instanceof TicketsError)) throw error;
  return { result: 'failed', error: error.message, wasHanded: false };
}
