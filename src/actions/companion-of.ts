import { lstatSync } from 'node:fs';
import { randomName } from '../files/staging.js';
import { noticeDiagnostics } from '../hooks/companion-words.js';
import type { Hook, Notice, Told } from '../hooks/hook.js';
import { badPodName, defaultNames, isPodName } from '../pods/pod-name.js';
import type { Pods } from '../pods/pods.js';
import type { App } from './open-app.js';
import { podsOf } from './open-pods.js';

type Opened = Omit<App, 'hooks'>;

/** The Companion hook, whose code and sockets are loaded only in repositories that have pods. */
export function companionOf(app: Opened, as: string | undefined, isVerbose: boolean): Hook {
  const acting = as || app.env.TICKETS_POD || undefined;
  return {
    name: 'companion',
    ask: async () => {
      if (acting !== undefined && !isPodName(acting)) throw badPodName(acting);
      return null;
    },
    tell: async (event) => {
      const pods = podsOf(app);
      if (!hasPods(pods)) return nobodyThere(pods, acting, isVerbose);
      const { companionHook } = await import('../hooks/companion-hook.js');
      const hook = companionHook({ pods, acting, newId: randomName, isVerbose });
      return (await hook.tell?.(event)) ?? { diagnostics: [], notices: [] };
    },
  };
}

function hasPods({ root }: Pods): boolean {
  try {
    return lstatSync(root, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** Where there are no pods at all, that is all there is to say, and nothing is written anywhere. */
function nobodyThere({ folderName }: Pods, acting: string | undefined, isVerbose: boolean): Told {
  const names = defaultNames(folderName);
  const isCompanion = acting?.toLowerCase() === 'companion' || acting === names.companion;
  const to = isCompanion ? names.orchestrator : names.companion;
  const delivery = { outcome: 'skipped', reason: 'missing', evidence: null, detail: null } as const;
  const notice: Notice = { to, id: randomName(), delivery };
  const diagnostics = noticeDiagnostics(isCompanion ? 'Orchestrator' : 'Companion', notice, isVerbose);
  return { diagnostics, notices: [notice], records: [] };
}
