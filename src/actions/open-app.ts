import { TicketsError } from '../errors.js';
import { readUserName } from '../git/read-user-name.js';
import type { Hook } from '../hooks/hook.js';
import { findRoot } from '../store/find-root.js';
import { readConfig } from '../store/read-config.js';
import { openStore, type TicketStore } from '../store/ticket-store.js';
import { type Config, defaultConfig } from '../tickets/config.js';
import { type Acting, hooksOf } from './hooks-of.js';

export interface Surroundings extends Acting {
  /** Absolute; where the search for the store begins. */
  cwd: string;
  env: Record<string, string | undefined>;
  now?: () => Date;
  /** Asked before and told after every transition, in this order, before those of the store. */
  hooks?: readonly Hook[];
  /** Go on with the defaults where config.yaml is wrong; `configProblem` then says how. */
  toleratesConfig?: boolean;
}

export interface App {
  store: TicketStore;
  config: Config;
  configProblem: TicketsError | null;
  cwd: string;
  env: Record<string, string | undefined>;
  now: () => Date;
  /** Git's `user.name`, looked up when somebody must be named. */
  userName: () => string | undefined;
  hooks: readonly Hook[];
}

/**
 * Opens the store that is found from `cwd` (or named by WORK_ITEMS_DIR); everything else takes the result. Reads
 * config.yaml, creates nothing. Throws `store_not_found`, `invalid_config`.
 */
export async function openApp(surroundings: Surroundings): Promise<App> {
  const { cwd, env, now = clockOf(env), hooks = [], toleratesConfig = false } = surroundings;
  const store = openStore(findRoot(cwd, env));
  const userName = once(() => readUserName(cwd, env));
  const app = { store, cwd, env, now, userName, ...(await configOf(store, toleratesConfig)) };
  return { ...app, hooks: hooksOf(app, hooks, surroundings) };
}

async function configOf(store: TicketStore, isTolerant: boolean): Promise<Pick<App, 'config' | 'configProblem'>> {
  try {
    return { config: await readConfig(store), configProblem: null };
  } catch (error) {
    if (!isTolerant || !(error instanceof TicketsError)) throw error;
    return { config: defaultConfig, configProblem: error };
  }
}

function once<T>(look: () => T): () => T {
  let found: { value: T } | undefined;
  return () => {
    found ??= { value: look() };
    return found.value;
  };
}

/** TICKETS_NOW, an ISO 8601 time, stops the clock: for tests and reproducible demonstrations. */
function clockOf(env: Surroundings['env']): () => Date {
  const fixed = env.TICKETS_NOW;
  const time = fixed === undefined ? Number.NaN : Date.parse(fixed);
  return Number.isNaN(time) ? () => new Date() : () => new Date(time);
}

/** Seconds are all that tickets keep. */
export function timestamp(app: Pick<App, 'now'>): string {
  return `${app.now().toISOString().slice(0, 19)}Z`;
}

/** In whose name an event is written; older stores' scripts counted on `$USER`. */
export function authorOf(app: App, given: string | undefined, isOlderStore: boolean): string {
  const { env } = app;
  const explicit = given || env.TICKETS_AUTHOR;
  const older = isOlderStore ? env.USER : undefined;
  return explicit || older || env.GIT_AUTHOR_NAME || app.userName() || env.USER || 'unknown';
}
