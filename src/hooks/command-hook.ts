import type { Diagnostic } from '../diagnostic.js';
import { TicketsError } from '../errors.js';
import { type Ran, runProgram } from '../programs/run-program.js';
import { openTail } from '../programs/tail.js';
import type { HookConfig } from '../tickets/config.js';
import type { Hook, LifecycleEvent, Refusal } from './hook.js';
import { eventJson } from './hook-event.js';
import { plainLine } from './plain-line.js';
import { type Trust, trustOf } from './trust.js';

export interface HookPrograms {
  /** The store: where config.yaml lies, and where the programs run. */
  root: string;
  hooks: readonly HookConfig[];
  env: Record<string, string | undefined>;
}

const source = 'hooks';
const keptOutput = 4096;
const longestReason = 240;

/** The programs that config.yaml names, as one hook: nothing of them runs before a person has trusted them. */
export function commandHook(programs: HookPrograms): Hook {
  const { root, hooks, env } = programs;
  const trust = () => trustOf(env, root, hooks);
  return {
    name: source,
    ask: async (event) => {
      const asked = meant(hooks, event, 'ask');
      return asked.length > 0 && trust() === 'trusted' ? askEach(asked, event, programs) : null;
    },
    tell: async (event) => {
      const all = hooks.filter(({ on }) => on.includes(event.name));
      if (all.length === 0) return { diagnostics: [], notices: [] };
      const trusted = trust();
      if (trusted !== 'trusted') return { diagnostics: [notTrusted(all.length, trusted)], notices: [] };
      return { diagnostics: await tellEach(meant(hooks, event, 'tell'), event, programs), notices: [] };
    },
  };
}

function meant(hooks: readonly HookConfig[], { name }: LifecycleEvent, when: HookConfig['when']): HookConfig[] {
  return hooks.filter((hook) => hook.when === when && hook.on.includes(name));
}

async function askEach(
  asked: readonly HookConfig[],
  event: LifecycleEvent,
  programs: HookPrograms,
): Promise<Refusal | null> {
  for (const hook of asked) {
    const failure = await runHook(hook, event, programs);
    if (failure !== null) return { hook: nameOf(hook), reason: failure };
  }
  return null;
}

async function tellEach(told: readonly HookConfig[], event: LifecycleEvent, programs: HookPrograms) {
  const diagnostics: Diagnostic[] = [];
  for (const hook of told) {
    const failure = await runHook(hook, event, programs);
    if (failure === null) continue;
    diagnostics.push({ level: 'warning', source, text: `the hook ${nameOf(hook)} failed: ${failure}` });
  }
  return diagnostics;
}

/** Runs one program to its end; null when it was content, else why not, in one line. */
async function runHook(hook: HookConfig, event: LifecycleEvent, { root, env }: HookPrograms): Promise<string | null> {
  const seconds = hook.timeout_seconds ?? 10;
  const errors = openTail(keptOutput);
  try {
    const ran = await runProgram({
      argv: hook.run,
      cwd: root,
      env: { ...env, WORK_ITEMS_DIR: root, TICKETS_IN_HOOK: '1' },
      stdin: `${JSON.stringify(eventJson(event, hook.when, root))}\n`,
      deadlineMs: seconds * 1000,
      outputCap: 0,
      onOutput: (chunk, stream) => {
        if (stream === 'stderr') errors.add(chunk);
      },
    });
    if (ran.timedOut) return `it was ended after ${seconds} s, its deadline`;
    return ran.status === 0 ? null : failureOf(ran, new TextDecoder().decode(errors.read()));
  } catch (error) {
    if (error instanceof TicketsError) return `it could not start: ${plainLine(error.message, longestReason)}`;
    throw error;
  }
}

/** What it said last on stderr; how it ended where it said nothing. */
function failureOf({ status, signal }: Ran, errors: string): string {
  const said = errors.split('\n').map((line) => plainLine(line, longestReason));
  const ended = signal === null ? `status ${status}` : `signal ${signal}`;
  return said.findLast((line) => line !== '') ?? `it ended with ${ended} and said nothing on stderr`;
}

function nameOf({ run: [program = ''] }: HookConfig): string {
  return plainLine(program, 80);
}

function notTrusted(count: number, trust: Exclude<Trust, 'trusted'>): Diagnostic {
  const hooks = count === 1 ? 'a hook of config.yaml' : `${count} hooks of config.yaml`;
  const why = trust === 'changed' ? 'the hooks have changed since they were trusted' : 'nobody has trusted them here';
  return { level: 'warning', source, text: `${hooks} did not run: ${why}; \`tickets trust\` shows what would run` };
}
