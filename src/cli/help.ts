import type { Interfaces } from '@oclif/core';
import { CommandHelp, Help } from '@oclif/core/help';
import type { AnyCommand } from './call.js';
import type { Answer, Look } from './command.js';
import { globalFlags } from './global-flags.js';
import { oclifCommand } from './oclif-command.js';
import { type Entry, type Registry, topics } from './registry.js';
import { version } from './version.js';

/**
 * All that help reads of oclif's configuration. The whole of it takes as long to load as node to start, and looks for
 * plugins, shells and themes.
 */
const config = { bin: 'tickets', topicSeparator: ':' } as Interfaces.Config;

/** Our texts are no templates, and compiling each of them as one takes longer than the rest of the page. */
class PlainCommandHelp extends CommandHelp {
  override render = (text: string) => text.replaceAll('<%= command.id %>', this.command.id);
}

class TicketsHelp extends Help {
  protected override CommandHelpClass = PlainCommandHelp;
  override render = (text: string) => text;

  constructor({ columns, color }: Look) {
    super(config, { maxWidth: columns, stripAnsi: !color, flagSortOrder: 'none' });
  }

  page(command: AnyCommand, typed: string, others: readonly string[]): string {
    return `${command.summary}\n\n${this.formatCommand(oclifCommand(command, typed, others))}\n`;
  }

  overview(groups: Map<string, [string, string][]>): string {
    const flags = Object.entries(globalFlags).map(([name, { summary }]): [string, string] => [`--${name}`, summary]);
    const sections = [
      `Tickets that live in the repository (version ${version}).`,
      this.section('USAGE', '$ tickets COMMAND [ARGUMENTS] [FLAGS]'),
      ...[...groups].map(([group, lines]) => this.section(group.toUpperCase(), lines)),
      this.section('FLAGS OF EVERY COMMAND', flags),
      '`tickets help COMMAND` shows its arguments, flags and examples.',
    ];
    return `${sections.join('\n\n')}\n`;
  }

  topic(name: string, commands: [string, string][]): string {
    const sections = [
      topics[name] ?? '',
      this.section('USAGE', `$ tickets ${name} COMMAND [ARGUMENTS] [FLAGS]`),
      this.section('COMMANDS', commands),
      `\`tickets help ${name} COMMAND\` shows its arguments, flags and examples.`,
    ];
    return `${sections.join('\n\n')}\n`;
  }
}

function helpAnswer(text: (help: TicketsHelp) => string): Answer {
  const plain: Look = { terminal: false, columns: 80, color: false };
  return {
    json: { schema_version: 1, kind: 'help', text: text(new TicketsHelp(plain)) },
    text: (look) => text(new TicketsHelp(look)),
  };
}

/** The page of one command, under the name or alias that was typed. */
export async function helpPage(entry: Entry, typed: string): Promise<Answer> {
  const command = await entry.load();
  const others = [entry.name, ...entry.aliases].filter((name) => name !== typed);
  return helpAnswer((help) => help.page(command, typed, others));
}

async function linesOf(entries: Registry): Promise<[string, string][]> {
  return Promise.all(entries.map(async ({ name, load }): Promise<[string, string]> => [name, (await load()).summary]));
}

/** Every command of a topic with its summary. */
export async function helpTopic(registry: Registry, topic: string): Promise<Answer> {
  const commands = await linesOf(registry.filter(({ name }) => name.startsWith(`${topic} `)));
  return helpAnswer((help) => help.topic(topic, commands));
}

/** Every command with its summary, under the headings of the registry; a topic is one line. */
export async function helpOverview(registry: Registry): Promise<Answer> {
  const groups = new Map<string, [string, string][]>(registry.map(({ group }) => [group, []]));
  for (const entry of registry) {
    const lines = groups.get(entry.group) ?? [];
    const [topic = ''] = entry.name.split(' ');
    if (topic === entry.name) lines.push(...(await linesOf([entry])));
    else if (!lines.some(([name]) => name === topic)) lines.push([topic, topics[topic] ?? '']);
  }
  return helpAnswer((help) => help.overview(groups));
}
