import type { AnyCommand } from './call.js';
import type { Command, Flags } from './command.js';

export interface Entry {
  /** One word, or a topic and a word: `pod create`. */
  name: string;
  aliases: readonly string[];
  /** The heading it stands under in `tickets help`. */
  group: string;
  load: () => Promise<AnyCommand>;
}

export type Registry = readonly Entry[];

/** A command by its name: nothing of it is loaded before it is asked for. */
export function entry<F extends Flags>(
  group: string,
  name: string,
  load: () => Promise<Command<F>>,
  aliases: readonly string[] = [],
): Entry {
  // The doors build the input from the command's own flags, so what `run` gets has the type it was written with.
  return { group, name, aliases, load: async () => (await load()) as unknown as AnyCommand };
}

export function findEntry(registry: Registry, name: string | undefined): Entry | undefined {
  return registry.find((one) => one.name === name || (name !== undefined && one.aliases.includes(name)));
}

/** The first words of commands of two words. */
export function topicsOf(registry: Registry): Set<string> {
  return new Set(registry.flatMap(({ name }) => (name.includes(' ') ? name.replace(/ .*/, '') : [])));
}

/** What the commands of a topic are about, for the one line that stands for them all in `tickets help`. */
export const topics: Record<string, string> = {
  hooks: 'What happens when a ticket changes its standing',
  pod: 'Agents, and people, that hear of changes and write to each other',
};

/** Every command there is, in the order of `tickets help`. */
export const registry: Registry = [
  entry('Begin', 'init', async () => (await import('./commands/init.js')).initCommand),
  entry('Begin', 'create', async () => (await import('./commands/create.js')).createCommand, ['new']),
  entry('Begin', 'demo', async () => (await import('./commands/demo.js')).demoCommand),
  entry('Look', 'list', async () => (await import('./commands/list.js')).listCommand, ['ls']),
  entry('Look', 'next', async () => (await import('./commands/next.js')).nextCommand),
  entry('Look', 'blocked', async () => (await import('./commands/blocked.js')).blockedCommand),
  entry('Look', 'show', async () => (await import('./commands/show.js')).showCommand, ['view']),
  entry('Look', 'search', async () => (await import('./commands/search.js')).searchCommand),
  entry('Look', 'status', async () => (await import('./commands/status.js')).statusCommand),
  entry('Look', 'stats', async () => (await import('./commands/stats.js')).statsCommand),
  entry('Look', 'where', async () => (await import('./commands/where.js')).whereCommand),
  entry('Look', 'doctor', async () => (await import('./commands/doctor.js')).doctorCommand),
  entry('Change', 'edit', async () => (await import('./commands/edit.js')).editCommand, ['update']),
  entry('Change', 'comment', async () => (await import('./commands/comment.js')).commentCommand),
  entry('Change', 'review', async () => (await import('./commands/review.js')).reviewCommand),
  entry('Change', 'evidence', async () => (await import('./commands/evidence.js')).evidenceCommand),
  entry('Change', 'relate', async () => (await import('./commands/relate.js')).relateCommand, ['dep']),
  entry('Change', 'unrelate', async () => (await import('./commands/unrelate.js')).unrelateCommand),
  entry('Change', 'artifact', async () => (await import('./commands/artifact.js')).artifactCommand),
  entry('Lifecycle', 'ready', async () => (await import('./commands/ready.js')).readyCommand),
  entry('Lifecycle', 'queue', async () => (await import('./commands/queue.js')).queueCommand),
  entry('Lifecycle', 'start', async () => (await import('./commands/start.js')).startCommand),
  entry('Lifecycle', 'done', async () => (await import('./commands/done.js')).doneCommand),
  entry('Lifecycle', 'close', async () => (await import('./commands/close.js')).closeCommand),
  entry('Lifecycle', 'reopen', async () => (await import('./commands/reopen.js')).reopenCommand),
  entry('Lifecycle', 'state', async () => (await import('./commands/state.js')).stateCommand),
  entry('Store', 'migrate', async () => (await import('./commands/migrate.js')).migrateCommand),
  entry('Store', 'export', async () => (await import('./commands/export.js')).exportCommand),
  entry('Store', 'import', async () => (await import('./commands/import.js')).importCommand),
  entry('Store', 'completion', async () => (await import('./commands/completion.js')).completionCommand),
  entry('Hooks', 'hooks install', async () => (await import('./commands/hooks-install.js')).hooksInstallCommand),
  entry('Hooks', 'hooks log', async () => (await import('./commands/hooks-log.js')).hooksLogCommand),
  entry('Hooks', 'trust', async () => (await import('./commands/trust.js')).trustCommand),
  entry('Agents', 'pod create', async () => (await import('./commands/pod-create.js')).podCreateCommand),
  entry('Agents', 'pod serve', async () => (await import('./commands/pod-serve.js')).podServeCommand),
  entry('Agents', 'pod list', async () => (await import('./commands/pod-list.js')).podListCommand),
  entry('Agents', 'pod show', async () => (await import('./commands/pod-show.js')).podShowCommand),
  entry('Agents', 'pod peer', async () => (await import('./commands/pod-peer.js')).podPeerCommand),
  entry('Agents', 'pod unpeer', async () => (await import('./commands/pod-unpeer.js')).podUnpeerCommand),
  entry('Agents', 'pod role', async () => (await import('./commands/pod-role.js')).podRoleCommand),
  entry('Agents', 'pod inbox', async () => (await import('./commands/pod-inbox.js')).podInboxCommand),
  entry('Agents', 'pod stop', async () => (await import('./commands/pod-stop.js')).podStopCommand),
  entry('Agents', 'pod restore', async () => (await import('./commands/pod-restore.js')).podRestoreCommand),
  entry('Agents', 'pod send', async () => (await import('./commands/pod-send.js')).podSendCommand),
  entry('Agents', 'pod notify', async () => (await import('./commands/pod-notify.js')).podNotifyCommand),
  entry('Agents', 'notices', async () => (await import('./commands/notices.js')).noticesCommand),
];
