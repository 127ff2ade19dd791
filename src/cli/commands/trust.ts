import {
  distrustHooks,
  type HooksToTrust,
  hooksToTrust,
  type TrustedStore,
  trustedStores,
  trustHooks,
} from '../../actions/trust-hooks.js';
import { TicketsError } from '../../errors.js';
import { appOf } from '../app-of.js';
import { invalidUsage } from '../cli-errors.js';
import { type Answer, command, type Host } from '../command.js';
import { table } from '../render/table.js';
import { tsv } from '../render/tsv.js';
import { visible } from '../render/visible.js';

export const trustCommand = command({
  name: 'trust',
  summary: 'Let the programs run that config.yaml names as hooks, once you have looked at them',
  description:
    'Shows what would run, asks, and records the store and a hash of its hooks and of each file they name, outside the ' +
    'repository. Any change of these takes the trust back. What those programs load by themselves is not looked at.',
  args: [],
  flags: {
    yes: { type: 'boolean', summary: 'do not ask: the hooks have been looked at' },
    list: { type: 'boolean', summary: 'list the stores whose hooks are trusted' },
    revoke: { type: 'boolean', summary: 'take the trust in this store back' },
  },
  examples: ['tickets trust', 'tickets trust --yes', 'tickets trust --list', 'tickets trust --revoke'],
  run: async ({ flags }, host) => {
    if ([flags.yes, flags.list, flags.revoke].filter(Boolean).length > 1)
      throw invalidUsage('--yes, --list and --revoke do not go together', ['give one of them, or none']);
    if (flags.list) return listAnswer(await trustedStores(host.env));
    const app = await appOf(host, { toleratesConfig: flags.revoke });
    if (flags.revoke) return revokedAnswer(app.store.root, distrustHooks(app));
    const wanted = hooksToTrust(app);
    if (wanted.hooks.length === 0 || wanted.trust === 'trusted') return trustAnswer(wanted, false);
    if (!flags.yes) await confirm(wanted, host);
    trustHooks(app, wanted);
    return trustAnswer({ ...wanted, trust: 'trusted' }, true);
  },
});

async function confirm(wanted: HooksToTrust, host: Host): Promise<void> {
  host.stderr.write(`${programsText(wanted)}\n`);
  if (!host.stdin.isTerminal) throw notConfirmed(wanted.root);
  host.stderr.write(
    'These programs will run on your machine, as you, on transitions of this store. Trust them? [y/N] ',
  );
  if (!/^\s*y(es)?\s*$/i.test(await host.stdin.readLine())) throw notConfirmed(wanted.root);
}

function trustAnswer(wanted: HooksToTrust, recorded: boolean): Answer {
  const { root, hooks, files, trust } = wanted;
  const said = recorded ? `These hooks of ${root} run from now on.` : `These hooks of ${root} are trusted already.`;
  return {
    json: { schema_version: 1, kind: 'trust', root, trust, recorded, hooks: hooks.map(hookJson), files },
    text: () =>
      hooks.length === 0
        ? `The config.yaml of ${visible(root)} names no hooks.\n`
        : `${programsText(wanted)}\n${visible(said)}\n`,
  };
}

function hookJson({ on, when, run, timeout_seconds = 10 }: HooksToTrust['hooks'][number]) {
  return { on, when, run, timeout_seconds };
}

/** What would run, when and where, and the bytes that stand behind each name. */
function programsText({ root, hooks, files, trust }: HooksToTrust): string {
  const lines = hooks.map(({ on, when, run, timeout_seconds = 10 }) => {
    return `  ${when} on ${on.join(', ')}: ${run.map(word).join(' ')}  (${timeout_seconds} s at most)`;
  });
  const found = files.filter(({ digest }) => /^[0-9a-f]{64}$/.test(digest));
  const named = found.map(({ path, digest }) => `  ${visible(path)}  sha256 ${digest.slice(0, 16)}…`);
  const changed = trust === 'changed' ? ['They have changed since they were trusted.'] : [];
  return [
    `Hooks of ${visible(root)}, which run in that directory:`,
    ...lines,
    ...(named.length === 0 ? [] : ['Files that they name:', ...named]),
    ...changed,
    '',
  ].join('\n');
}

function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : visible(JSON.stringify(text));
}

function revokedAnswer(root: string, revoked: boolean): Answer {
  return {
    json: { schema_version: 1, kind: 'trust-revoked', root, revoked },
    text: () => `${visible(root)} ${revoked ? 'is trusted no more' : 'was not trusted'}\n`,
  };
}

function listAnswer(stores: TrustedStore[]): Answer {
  return {
    json: { schema_version: 1, kind: 'trust-list', stores },
    text: (look) => {
      const rows = stores.map(({ root, at, trust }) => [root, trust, at]);
      if (!look.terminal) return tsv(['root', 'trust', 'at'], rows);
      const columns = [{ title: 'STORE', flexible: true }, { title: 'TRUST' }, { title: 'SINCE' }];
      return stores.length === 0 ? 'No store is trusted.\n' : table(columns, rows, look);
    },
  };
}

function notConfirmed(root: string): TicketsError {
  return new TicketsError({
    kind: 'refused',
    code: 'trust_declined',
    message: `nothing was recorded: the hooks of ${root} do not run`,
    hints: ['look at the programs above; `tickets trust` asks at a terminal, `tickets trust --yes` does not ask'],
    data: { root },
  });
}
