import type { Hook } from '../hooks/hook.js';
import { insideHook } from '../hooks/run-hooks.js';
import type { App } from './open-app.js';

/** Who is asked and told: hooks that were handed in, then the programs of config.yaml, then the Companion. */
export function hooksOf({ store, config, env }: Omit<App, 'hooks'>, given: readonly Hook[]): Hook[] {
  if (env.TICKETS_IN_HOOK) return [insideHook];
  const { hooks } = config;
  const programs =
    hooks.length === 0
      ? []
      : [
          lazyHook('hooks', async () => {
            const { commandHook } = await import('../hooks/command-hook.js');
            return commandHook({ root: store.root, hooks, env });
          }),
        ];
  return [...given, ...programs];
}

/** A hook whose code is loaded when the first transition asks for it. */
function lazyHook(name: string, load: () => Promise<Hook>): Hook {
  return {
    name,
    ask: async (event) => (await load()).ask?.(event) ?? null,
    tell: async (event) => (await load()).tell?.(event) ?? { diagnostics: [], notices: [] },
  };
}
