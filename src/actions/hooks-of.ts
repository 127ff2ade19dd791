import type { Hook } from '../hooks/hook.js';
import type { App } from './open-app.js';

export interface Acting {
  /** The pod as which changes are made. */
  as?: string | undefined;
  /** Whether hooks say what went well, too. */
  verbose?: boolean;
}

/**
 * Who is asked and told: hooks that were handed in, then the programs of config.yaml, then the Companion. Their code is
 * loaded when the first transition asks for it.
 */
export function hooksOf(app: Omit<App, 'hooks'>, given: readonly Hook[], { as, verbose = false }: Acting): Hook[] {
  const { store, config, env } = app;
  if (env.TICKETS_IN_HOOK) return [lazyHook('hooks', async () => (await import('../hooks/run-hooks.js')).insideHook)];
  const programs = lazyHook('hooks', async () => {
    const { commandHook } = await import('../hooks/command-hook.js');
    return commandHook({ root: store.root, hooks: config.hooks, env });
  });
  const companion = lazyHook('companion', async () => {
    const { companionOf } = await import('./companion-of.js');
    return companionOf(app, as, verbose);
  });
  return [...given, ...(config.hooks.length === 0 ? [] : [programs]), companion];
}

function lazyHook(name: string, load: () => Promise<Hook>): Hook {
  return {
    name,
    ask: async (event) => (await (await load()).ask?.(event)) ?? null,
    tell: async (event) => (await (await load()).tell?.(event)) ?? { diagnostics: [], notices: [] },
  };
}
