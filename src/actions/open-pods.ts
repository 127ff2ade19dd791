import { basename, dirname, join } from 'node:path';
import { TicketsError } from '../errors.js';
import { findCommonDir } from '../git/find-common-dir.js';
import { openPods, type Pods } from '../pods/pods.js';
import { readRoles, resolvePodName } from '../pods/roles.js';
import { findRoot } from '../store/find-root.js';
import type { App } from './open-app.js';

export type { Pods };

type Environment = Record<string, string | undefined>;

const opened = new WeakMap<App['store'], Pods>();

/** The pods of the repository that holds the store, or without git those beside its lock; looked for once. */
export function podsOf({ store, env }: Pick<App, 'store' | 'env'>): Pods {
  const pods = opened.get(store) ?? podsBeside(store.root, env);
  opened.set(store, pods);
  return pods;
}

/** The same for commands that need no store: the repository of the working directory will do. */
export function podsAt(cwd: string, env: Environment): Pods {
  try {
    return podsBeside(findRoot(cwd, env).directory, env);
  } catch (error) {
    const git = findCommonDir(cwd);
    const isElsewhere = error instanceof TicketsError && error.code === 'store_not_found' && !env.WORK_ITEMS_DIR;
    if (!isElsewhere || git === undefined) throw error;
    return podsIn(git, env);
  }
}

function podsBeside(storeRoot: string, env: Environment): Pods {
  const git = findCommonDir(storeRoot);
  if (git !== undefined) return podsIn(git, env);
  return openPods(join(storeRoot, '.state', 'pods'), { env, folderName: basename(dirname(storeRoot)) });
}

function podsIn({ path, folderName }: { path: string; folderName: string }, env: Environment): Pods {
  return openPods(join(path, 'tickets', 'pods'), { env, folderName });
}

/** Who speaks: the pod that was named, else the one this process runs as, else the Orchestrator. */
export function actingPod(pods: Pods, as: string | undefined, env: Environment): string {
  return namedPod(pods, as, env) ?? readRoles(pods).orchestrator;
}

/** The pod as which somebody acts, where one was named; a person who acts as none may look at everything. */
export function namedPod(pods: Pods, as: string | undefined, env: Environment): string | undefined {
  const named = as || env.TICKETS_POD;
  return named ? resolvePodName(pods, named) : undefined;
}

/** The words by which a command was told who speaks. */
export interface Speaker {
  as: string | undefined;
  env: Environment;
}
