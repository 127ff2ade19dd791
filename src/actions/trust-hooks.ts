import { TicketsError } from '../errors.js';
import { digestOfHooks, type HookFile, hookFiles } from '../hooks/hook-programs.js';
import { listTrust, recordTrust, revokeTrust, type Trust, trustOf } from '../hooks/trust.js';
import { isDirectory } from '../store/find-root.js';
import { readConfig } from '../store/read-config.js';
import { openStore } from '../store/ticket-store.js';
import type { HookConfig } from '../tickets/config.js';
import { type App, timestamp } from './open-app.js';

/** What a person is to look at before programs of a repository may run. */
export interface HooksToTrust {
  root: string;
  hooks: HookConfig[];
  /** The files that the hooks name, each with the SHA-256 of its bytes, or `absent`, `no file`, `unreadable`. */
  files: HookFile[];
  trust: Trust;
  digest: string;
}

export function hooksToTrust({ store: { root }, config: { hooks }, env }: App): HooksToTrust {
  const files = hookFiles(root, hooks);
  return { root, hooks, files, trust: trustOf(env, root, hooks), digest: digestOfHooks(root, hooks) };
}

/** Lets the hooks run as they were looked at; refused where they are others by now. */
export function trustHooks(app: App, { root, hooks, digest }: HooksToTrust): void {
  if (digestOfHooks(root, hooks) !== digest) throw hooksChanged(root);
  recordTrust(app.env, { root, digest, at: timestamp(app) });
}

export function distrustHooks({ store, env }: Pick<App, 'store' | 'env'>): boolean {
  return revokeTrust(env, store.root);
}

/** A store whose hooks somebody trusted, and whether they still are what they were; `gone` where it is no directory. */
export interface TrustedStore {
  root: string;
  at: string;
  trust: Trust | 'gone' | 'unreadable';
}

export async function trustedStores(env: App['env']): Promise<TrustedStore[]> {
  return Promise.all(listTrust(env).map(async ({ root, at }) => ({ root, at, trust: await trustNow(env, root) })));
}

async function trustNow(env: App['env'], root: string): Promise<TrustedStore['trust']> {
  if (!isDirectory(root)) return 'gone';
  try {
    const { hooks } = await readConfig(openStore({ directory: root, shown: root }));
    return trustOf(env, root, hooks);
  } catch (error) {
    if (error instanceof TicketsError) return 'unreadable';
    throw error;
  }
}

function hooksChanged(root: string): TicketsError {
  return new TicketsError({
    kind: 'busy',
    code: 'hooks_changed',
    message: `the hooks of ${root} changed while they were looked at: nothing was recorded`,
    hints: ['look again: tickets trust'],
    data: { root },
  });
}
