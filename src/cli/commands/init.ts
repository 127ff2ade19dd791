import { initStore } from '../../actions/init-store.js';
import { type CompanionHook, tryInstallHooks } from '../../actions/install-hooks.js';
import type { Diagnostic } from '../../diagnostic.js';
import { appOf } from '../app-of.js';
import { command } from '../command.js';
import { companionLine } from '../companion-line.js';
import { visible } from '../render/visible.js';

export const initCommand = command({
  name: 'init',
  summary: 'Make an empty store here, at the top of the git repository if there is one',
  args: [],
  flags: {
    ids: {
      type: 'string',
      values: ['timestamp-slug', 'base32'],
      placeholder: 'FORM',
      summary: 'what new ids look like',
    },
  },
  examples: ['tickets init', 'tickets init --ids base32'],
  run: async ({ flags }, host) => {
    const ids = flags.ids === 'base32' || flags.ids === 'timestamp-slug' ? flags.ids : undefined;
    const { root, created } = initStore({ cwd: host.cwd, env: host.env, ids });
    const shown = visible(root);
    const hook = await tryInstallHooks(await appOf(host, { toleratesConfig: true }));
    return {
      json: { schema_version: 1, kind: 'init', root, created, companion_hook: hook },
      text: ({ terminal }) => {
        if (!terminal) return `${shown}\n`;
        return created ? `Made ${shown}\nNext: tickets create "What is wanted"\n` : `${shown} is there already\n`;
      },
      remarks: remarksOf(hook),
    };
  },
});

/** A store without a Companion is the usual case, and no remark. */
function remarksOf(hook: CompanionHook): Diagnostic[] {
  if (hook.outcome === 'missing') return [];
  return [{ level: hook.outcome === 'failed' ? 'warning' : 'info', source: 'companion', text: companionLine(hook) }];
}
