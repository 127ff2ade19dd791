import { servePod, type WireEvent } from '../../actions/serve-pod.js';
import { invalidUsage } from '../cli-errors.js';
import { command } from '../command.js';
import { podsOf } from '../pods-of.js';
import { podEventText } from '../render/pod-event.js';
import { safeJson } from '../render/safe-json.js';
import { visible } from '../render/visible.js';
import { keepMemorySmall } from '../small-memory.js';
import { thisCommand } from '../this-command.js';
import { untilEnded } from '../until-ended.js';

export const podServeCommand = command({
  name: 'pod serve',
  summary: 'Be a pod until stopped: take its notices, and with a program let that do its turns',
  description: `Makes the pod where it does not exist yet, writes each notice to its inbox before accepting it, and prints what arrives, a line each. Ctrl-C or \`tickets pod stop\` ends it; a notice that was accepted is not lost by any end.

Without a program the pod is a mailbox: what arrives waits for \`tickets pod inbox\`. With one, each turn runs it once: the prompt is on its standard input, what it writes is what the pod says, its exit ends the turn. What waits in the inbox is given to the next turn, fenced as data. \`tickets pod send\` begins one; a weak notice begins none and goes with the next.

With --json each event is a line of JSON, as on the wire (docs/wire.md), and the last line is the answer.`,
  args: [{ name: 'name', summary: 'the pod, or the role it has', required: true }],
  flags: {
    agent: { type: 'string', values: ['none', 'exec'], summary: 'who acts (default: exec with a program, else none)' },
    quiet: { type: 'boolean', short: 'q', summary: 'print no events, only the beginning and the end' },
  },
  takesRest: true,
  examples: ['tickets pod serve companion', 'tickets pod serve hare --agent exec -- ./review.sh --fast'],
  run: async ({ args: [name = ''], rest, flags, global }, host) => {
    keepMemorySmall();
    const agent = agentOf(flags.agent, rest);
    const { pods } = podsOf(host, global);
    const pour = (value: object, text: string) => host.stdout.pour(global.json ? `${safeJson(value)}\n` : text);
    const textOf = podEventText(host.now);
    const tell = (event: WireEvent) => pour(event, textOf(event));
    const events = holdBack(flags.quiet ? () => {} : tell);
    const { live, diagnostics } = await servePod(pods, name, {
      ...(agent === 'exec' ? { program: rest } : {}),
      cwd: host.cwd,
      env: host.env,
      tickets: thisCommand(),
      onEvent: events.add,
      now: host.now,
    });
    const { name: pod_name, socket } = live;
    const does = agent === 'exec' ? `each turn runs ${rest.join(' ')}` : 'a mailbox';
    for (const { text } of diagnostics) host.stderr.write(`warning: ${visible(text)}\n`);
    pour(
      { event: 'serving', data: { pod_name, socket, agent, pid: process.pid } },
      `serving ${visible(`${pod_name} (${does})`)}; Ctrl-C ends it\nlistening at ${visible(socket)}\n`,
    );
    events.letGo();
    const json = { schema_version: 1, kind: 'pod-served', pod_name, socket, agent, diagnostics };
    const text = `${pod_name} is not served any more\n`;
    try {
      await untilEnded(live.ended, () => void live.stop());
      // The answer is not to be among what a slow reader never gets.
      await host.stdout.drained();
      pour(json, text);
    } finally {
      await host.stdout.drained();
    }
    return { json, text: () => text, isPoured: true };
  },
});

function agentOf(wanted: string | undefined, program: readonly string[]): 'none' | 'exec' {
  const agent = wanted ?? (program.length > 0 ? 'exec' : 'none');
  if (agent === 'exec' && program.length === 0)
    throw invalidUsage('--agent exec needs a program', ['tickets pod serve NAME --agent exec -- PROGRAM ARGUMENTS']);
  if (agent === 'none' && program.length > 0)
    throw invalidUsage('--agent none runs no program', ['leave the program out, or give --agent exec']);
  return agent === 'exec' ? agent : 'none';
}

/** What happens while a pod starts is told after its first line. */
function holdBack(tell: (event: WireEvent) => void) {
  let held: WireEvent[] | undefined = [];
  return {
    add: (event: WireEvent) => {
      if (held === undefined) tell(event);
      else held.push(event);
    },
    letGo: () => {
      held?.forEach(tell);
      held = undefined;
    },
  };
}
