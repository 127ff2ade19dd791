import { randomName } from '../files/staging.js';
import type { Hook } from '../hooks/hook.js';
import { tellNobody } from '../hooks/tell-nobody.js';
import { badPodName, isPodName } from '../pods/pod-name.js';
import type { App } from './open-app.js';
import { podsOf } from './open-pods.js';

type Opened = Omit<App, 'hooks'>;

/** The Companion hook, whose code and sockets are loaded only where there is somebody to be told. */
export function companionOf(app: Opened, as: string | undefined, isVerbose: boolean): Hook {
  const acting = as || app.env.TICKETS_POD || undefined;
  return {
    name: 'companion',
    ask: async () => {
      if (acting !== undefined && !isPodName(acting)) throw badPodName(acting);
      return null;
    },
    tell: async (event) => {
      const announcing = { pods: podsOf(app), acting, newId: randomName, now: app.now, isVerbose };
      const told = await tellNobody(event, announcing);
      if (told !== undefined) return told;
      const { companionHook } = await import('../hooks/companion-hook.js');
      return (await companionHook(announcing).tell?.(event)) ?? { diagnostics: [], notices: [] };
    },
  };
}
