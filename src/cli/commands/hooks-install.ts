import { installHooks } from '../../actions/install-hooks.js';
import { hooksToTrust } from '../../actions/trust-hooks.js';
import { appOf } from '../app-of.js';
import { command } from '../command.js';
import { companionLine } from '../companion-line.js';

export const hooksInstallCommand = command({
  name: 'hooks install',
  summary: 'Make Orchestrator and Companion peers, so that the Companion hears of transitions',
  description:
    'Every transition does so again; nothing is written into the repository. Programs that config.yaml names as hooks are ' +
    'another matter: `tickets trust` lets them run.',
  args: [],
  flags: {},
  examples: ['tickets hooks install'],
  run: async (_, host) => {
    const app = await appOf(host);
    const hook = await installHooks(app);
    const { hooks, trust } = hooksToTrust(app);
    return {
      json: {
        schema_version: 1,
        kind: 'hooks-install',
        companion_hook: hook,
        command_hooks: { count: hooks.length, trust },
      },
      text: () => `${companionLine(hook)}\n${hooks.length === 0 || trust === 'trusted' ? '' : untrusted}`,
    };
  },
});

const untrusted = 'The hooks of config.yaml do not run yet: `tickets trust` shows them\n';
