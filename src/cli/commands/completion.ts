import { completeTickets } from '../../actions/complete-tickets.js';
import { appOf } from '../app-of.js';
import { invalidUsage } from '../cli-errors.js';
import { type Answer, command, type Host } from '../command.js';
import { visible } from '../render/visible.js';

const shells = ['bash', 'zsh', 'fish'] as const;

export const completionCommand = command({
  name: 'completion',
  summary: 'Print a script that completes commands, flags, ids and slugs in your shell',
  description:
    'bash: source <(tickets completion bash) in ~/.bashrc. zsh: source <(tickets completion zsh) in ~/.zshrc, after compinit. fish: tickets completion fish > ~/.config/fish/completions/tickets.fish',
  args: [{ name: 'shell', summary: 'bash, zsh or fish', values: shells }],
  flags: {
    tickets: { type: 'string', placeholder: 'WORD', summary: 'what the scripts ask: the tickets that WORD begins' },
  },
  examples: ['tickets completion bash', 'tickets completion fish', 'tickets completion --tickets peer'],
  run: async ({ args: [name], flags }, host) => {
    if (flags.tickets !== undefined && name === undefined) return candidates(host, flags.tickets);
    const shell = shells.find((one) => one === name);
    if (shell === undefined || flags.tickets !== undefined)
      throw invalidUsage(
        'completion takes the name of a shell',
        shells.map((one) => `tickets completion ${one}`),
      );
    const script = await scriptFor(shell);
    return { json: { schema_version: 1, kind: 'completion', shell, script }, text: () => script };
  },
});

async function scriptFor(shell: (typeof shells)[number]): Promise<string> {
  const { registry } = await import('../registry.js');
  const { describeCommands } = await import('../completion/model.js');
  const commands = await describeCommands(registry);
  if (shell === 'bash') return (await import('../completion/bash.js')).bashScript(commands);
  if (shell === 'zsh') return (await import('../completion/zsh.js')).zshScript(commands);
  return (await import('../completion/fish.js')).fishScript(commands);
}

/** Somebody is typing: whatever is wrong here, now is not the time to say so. */
async function candidates(host: Host, begun: string): Promise<Answer> {
  let found: Awaited<ReturnType<typeof completeTickets>> = [];
  try {
    found = await completeTickets(await appOf(host, { toleratesConfig: true }), begun);
  } catch {
    // A shell that completes has no place for a message.
  }
  return {
    json: { schema_version: 1, kind: 'candidates', candidates: found },
    text: () => found.map(({ word, title }) => `${word}\t${visible(title)}\n`).join(''),
  };
}
