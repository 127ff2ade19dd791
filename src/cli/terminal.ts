import { fstatSync, statSync } from 'node:fs';
import { directoryNotFound } from './cli-errors.js';
import type { Host } from './command.js';
import { writeAll } from './write-all.js';

/** A host that also takes answers: commands return them, only the door writes them. */
export interface Terminal extends Host {
  stdout: Host['stdout'] & { write: (text: string | Uint8Array) => void };
}

/** node:tty loads the network modules (3 ms), so files, pipes and /dev/null are told apart without it. */
function isTerminal(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    if (!status.isCharacterDevice() || status.rdev === statSync('/dev/null').rdev) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule('node:tty').isatty(descriptor);
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** A line that a person types, and no more. */
async function readLine(): Promise<string> {
  let typed = '';
  for await (const chunk of process.stdin) {
    typed += String(chunk);
    if (typed.includes('\n')) break;
  }
  return typed;
}

const patienceMs = 50;

/** A pipe that an agent left open and empty must keep nobody waiting, and what feeds one may have begun just now. */
function holdsText(): Promise<boolean> {
  const { stdin } = process;
  return new Promise((resolve) => {
    const settle = (holds: boolean) => {
      clearTimeout(timer);
      stdin.off('readable', look).pause();
      stdin.unref?.();
      resolve(holds);
    };
    const look = () => settle(stdin.read() !== null);
    const timer = setTimeout(settle, patienceMs, false);
    stdin.once('readable', look).once('error', () => settle(false));
  });
}

/** A remark nobody can receive must not fail the command. */
function writeRemark(text: string): void {
  try {
    writeAll(2, text);
  } catch {
    // There is no third place to say it.
  }
}

const mostHeld = 1024 * 1024;
let hasPoured = false;

function pour(text: string): void {
  hasPoured = true;
  const { stdout } = process;
  // A reader that left has all it wanted.
  if (stdout.listenerCount('error') === 0) stdout.on('error', () => {});
  if (stdout.writableLength < mostHeld) stdout.write(text);
}

/** What is poured comes first; where nobody takes it, a word after it would be waited for without an end. */
function write(text: string | Uint8Array): void {
  if (hasPoured && process.stdout.writableLength > 0) throw new Error('nobody takes what was written before');
  writeAll(1, text);
}

/** What nobody reads must not keep this process for ever. */
async function drained(): Promise<void> {
  for (let looks = 0; looks < 50 && process.stdout.writableLength > 0; looks++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    throw directoryNotFound('.');
  }
}

/** This process. What costs time is looked up when a command asks for it. */
export const terminal: Terminal = {
  get cwd() {
    return workingDirectory();
  },
  env: process.env,
  now: () => new Date(),
  stdin: {
    get isTerminal() {
      return isTerminal(0);
    },
    read: readStdin,
    readLine,
    holdsText,
  },
  stdout: {
    get isTerminal() {
      return isTerminal(1);
    },
    get columns() {
      return isTerminal(1) ? process.stdout.columns || 80 : 80;
    },
    write,
    pour,
    drained,
  },
  stderr: {
    get isTerminal() {
      return isTerminal(2);
    },
    write: writeRemark,
  },
};
