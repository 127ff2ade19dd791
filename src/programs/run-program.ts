import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { TicketsError } from '../errors.js';
import { openTail, type Tail } from './tail.js';

export interface Program {
  /** The program and its arguments, handed over word by word: no shell reads them. */
  argv: readonly string[];
  cwd: string;
  env: Record<string, string | undefined>;
  stdin?: string | Uint8Array;
  deadlineMs?: number;
  /** How many bytes of output to keep: the last ones. */
  outputCap: number;
  /** Sees all output as it comes. */
  onOutput?: (chunk: Uint8Array, stream: 'stdout' | 'stderr') => void;
  /** Is told once it runs, and by what its whole process group is signalled, also after its own end. */
  onStart?: (signal: (name: NodeJS.Signals) => void) => void;
}

export interface Ran {
  /** Null when a signal ended it. */
  status: number | null;
  signal: string | null;
  durationMs: number;
  /** The end of what it wrote to stdout and stderr, in the order in which it came. */
  output: Uint8Array;
  timedOut: boolean;
}

/**
 * Runs a program to its end, in a process group of its own, so that the deadline ends its children as well. A signal
 * that is to end this process is passed on to them, and followed when they have ended; a second one is obeyed at once.
 */
export async function runProgram(program: Program): Promise<Ran> {
  const begun = performance.now();
  const tail = openTail(program.outputCap);
  let child: ChildProcess | undefined;
  let timedOut = false;
  const follow = passSignalsOn((signal) => signalGroup(child, signal));
  const deadline = startDeadline(program.deadlineMs, () => {
    timedOut = true;
    signalGroup(child, 'SIGKILL');
  });
  try {
    const started = start(program);
    child = started;
    program.onStart?.((signal) => signalGroup(started, signal));
    listen(child, tail, program.onOutput);
    const { status, signal } = await ended(child, program);
    return { status, signal, durationMs: performance.now() - begun, output: tail.read(), timedOut };
  } finally {
    clearTimeout(deadline);
    follow();
  }
}

function start({ argv, cwd, env, stdin }: Program): ChildProcess {
  const [name = '', ...args] = argv;
  try {
    const input = stdin === undefined ? 'ignore' : 'pipe';
    const child = spawn(name, args, { cwd, env, detached: true, shell: false, stdio: [input, 'pipe', 'pipe'] });
    // A program may end without having read what it was told.
    child.stdin?.on('error', () => {}).end(stdin);
    return child;
  } catch (error) {
    throw startRefused(argv, cwd, error);
  }
}

/** A child of the program that lives on may keep its output open: a moment after the program's end nobody listens. */
function ended(child: ChildProcess, { argv, cwd }: Program): Promise<Pick<Ran, 'status' | 'signal'>> {
  return new Promise((resolve, reject) => {
    let lastMoment: NodeJS.Timeout | undefined;
    child.once('error', (error) => reject(startRefused(argv, cwd, error)));
    child.once('exit', () => {
      lastMoment = setTimeout(() => [child.stdout, child.stderr].map((stream) => stream?.destroy()), 500);
    });
    child.once('close', (status, signal) => {
      clearTimeout(lastMoment);
      resolve({ status, signal });
    });
  });
}

/** A piece at a time: between two of them others have their turn, who may have to be sent what the last one said. */
function listen(child: ChildProcess, tail: Tail, onOutput: Program['onOutput']): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = child[name];
    stream?.on('data', (chunk: Uint8Array) => {
      stream.pause();
      setImmediate(() => stream.resume());
      tail.add(chunk);
      onOutput?.(chunk, name);
    });
  }
}

function startDeadline(deadlineMs: number | undefined, end: () => void): NodeJS.Timeout | undefined {
  return deadlineMs === undefined ? undefined : setTimeout(end, deadlineMs);
}

/** The terminal interrupts this process alone, since the program is in a group of its own. */
function passSignalsOn(pass: (signal: NodeJS.Signals) => void): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let received: NodeJS.Signals | undefined;
  const passOn = (signal: NodeJS.Signals) => {
    received = signal;
    unlisten();
    pass(signal);
  };
  const unlisten = () => {
    for (const signal of signals) process.off(signal, passOn);
  };
  for (const signal of signals) process.on(signal, passOn);
  return () => {
    unlisten();
    if (received !== undefined && process.listenerCount(received) === 0) process.kill(process.pid, received);
  };
}

function signalGroup(child: ChildProcess | undefined, signal: NodeJS.Signals): void {
  const pid = child?.pid;
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The whole group has ended already.
  }
}

function startRefused(argv: readonly string[], cwd: string, error: unknown): unknown {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (reason === undefined) return error;
  const name = argv[0] ?? '';
  return reason === 'ENOENT' && existsSync(cwd) ? programNotFound(name) : programNotStarted(name, cwd, reason);
}

export function programNotFound(name: string): TicketsError {
  return new TicketsError({
    kind: 'not_found',
    code: 'program_not_found',
    message: `there is no program ${JSON.stringify(name)}`,
    hints: ['check its spelling and PATH; a shell line needs its shell: sh -c "..."'],
    data: { program: name },
  });
}

export function programNotStarted(name: string, cwd: string, reason: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'program_not_started',
    message: `${JSON.stringify(name)} could not be started in ${cwd} (${reason})`,
    hints: ['check that it is executable, and that the directory exists'],
    data: { program: name, cwd, reason },
  });
}
