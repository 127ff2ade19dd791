import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Finding, Fix } from '../../src/actions/check-store.js';
import type { Graph } from '../../src/actions/graph-tickets.js';
import type { TicketList } from '../../src/actions/list-tickets.js';
import type { ShownTicket } from '../../src/actions/show-ticket.js';
import type { StoreStats } from '../../src/actions/store-stats.js';
import type { StoreStatus } from '../../src/actions/store-status.js';
import type { Where } from '../../src/actions/where.js';
import { runCommandLine } from '../../src/cli/door.js';
import { registry } from '../../src/cli/registry.js';

import type { Diagnostic } from '../../src/diagnostic.js';
import type { Notice } from '../../src/hooks/hook.js';
import type { ThreadEvent } from '../../src/tickets/event.js';

export interface Said {
  status: number;
  stdout: string;
  stderr: string;
}

export interface Surface {
  env?: Record<string, string>;
  stdin?: string;
  /** Columns of a terminal; a pipe where absent. */
  terminal?: number;
  at?: string;
}

/** One command line in this process: the whole CLI, without the cost of starting it. */
export function tickets(cwd: string, words: readonly string[], surface: Surface = {}): Promise<Said> {
  return say({ runCommandLine, registry }, cwd, words, surface);
}

/** The two that make a command line. */
export interface CommandLine {
  runCommandLine: typeof runCommandLine;
  registry: typeof registry;
}

/** The same with a command line from elsewhere. */
export async function say(
  { runCommandLine, registry }: CommandLine,
  cwd: string,
  words: readonly string[],
  surface: Surface,
): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const write = (text: string | Uint8Array) => {
    said.stdout += Buffer.from(text).toString();
  };
  const isTerminal = surface.terminal !== undefined;
  const env = { TICKETS_AUTHOR: 'hare', TICKETS_NOW: surface.at ?? '2026-06-18T14:33:50Z', ...surface.env };
  const status = await runCommandLine(words, registry, {
    cwd,
    env,
    now: () => new Date(env.TICKETS_NOW),
    stdin: {
      isTerminal,
      read: async () => new TextEncoder().encode(surface.stdin ?? ''),
      readLine: async () => surface.stdin ?? '',
      holdsText: async () => (surface.stdin ?? '') !== '',
    },
    stdout: { isTerminal, columns: surface.terminal ?? 80, write, pour: write, drained: async () => {} },
    stderr: {
      isTerminal,
      write: (text) => {
        said.stderr += text;
      },
    },
  });
  return { status, ...said };
}

export const binary = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** One command line as a process of its own, from the build. */
export function run(cwd: string, words: readonly string[], { env = {}, stdin = '' }: Surface = {}): Said {
  const { NODE_EXTRA_CA_CERTS: _, ...own } = process.env;
  const ran = spawnSync(process.execPath, [binary, ...words], {
    cwd,
    input: stdin,
    encoding: 'utf8',
    env: { ...own, TICKETS_AUTHOR: 'hare', ...env },
    maxBuffer: 1 << 28,
  });
  return { status: ran.status ?? -1, stdout: ran.stdout, stderr: ran.stderr };
}

/** Every key that some answer of --json has; a test looks at those of its own. */
export interface Answered extends TicketList, StoreStatus, Omit<StoreStats, keyof TicketList>, Where, Graph {
  schema_version: number;
  kind: string;
  changed: boolean;
  ticket: ShownTicket;
  event: ThreadEvent | null;
  events: ThreadEvent[];
  diagnostics: Diagnostic[];
  notices: Notice[];
  changes: Answered[];
  unblocked: Array<{ id: string; title: string | null }>;
  artifacts: string[];
  error: { kind: string; code: string; message: string; hints: string[]; data: Record<string, unknown> };
  ok: boolean;
  checked: number;
  findings: Finding[];
  fixes: Array<Fix & { done: boolean }>;
  value: unknown;
}

/** The one object that --json answers. */
export function json(said: Said): Answered {
  return JSON.parse(said.stdout);
}
