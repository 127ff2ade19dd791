import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bashScript } from '../../../src/cli/completion/bash.js';
import { fishScript } from '../../../src/cli/completion/fish.js';
import { type CompletedCommand, describeCommands } from '../../../src/cli/completion/model.js';
import { zshScript } from '../../../src/cli/completion/zsh.js';
import { registry } from '../../../src/cli/registry.js';
import { tickets } from '../../helpers/command-line.js';
import { item, ticket, workspace } from '../../helpers/workspace.js';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
type Shell = keyof typeof scripts;

const binary = join(import.meta.dirname, '../../../bin/run.js');
const own = await describeCommands(registry);
const hostile = `Evil $(touch pwned) \`touch pwned\` "x'; touch pwned; %n \\e[2J`;

function has(shell: string): boolean {
  return spawnSync(shell, ['-c', 'true']).status === 0;
}

/** A store, the script of a shell, and a `tickets` in the path that is the one of this build. */
function world(shell: Shell, commands: readonly CompletedCommand[] = own): string {
  const { directory } = workspace({
    ...ticket('20260601-000000-peer-handshake', item('Peer handshake')),
    ...ticket('20260602-000000-peer-other', item(hostile)),
    'work-items/$(touch pwned)/item.md': item('x'),
    'bin/tickets': `#!/bin/sh\nexec '${process.execPath}' '${binary}' "$@"\n`,
    script: scripts[shell](commands),
  });
  chmodSync(join(directory, 'bin/tickets'), 0o755);
  return directory;
}

// What the shells themselves would do with candidates is not asked here: only what they are given.
const drivers: Record<Shell, (words: readonly string[]) => string> = {
  bash: () => `
    source ./script
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_TYPE=37
    _tickets 2>&1
    printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: () => `
    compdef() { :; }
    source ./script
    compadd() {
      local -a found
      while (( $# )); do
        case $1 in -a) found=("\${(P@)2}"); shift;; -d) shift;; esac
        shift
      done
      print -rl -- $found
    }
    compset() { PREFIX=\${PREFIX#*=} }
    _files() { print -rl -- *(N) }
    words=("$@") CURRENT=$# PREFIX=\${@[-1]}
    _tickets`,
  fish: (words) => `
    source ./script
    complete -C ${JSON.stringify(words.join(' ')).replaceAll('$', '\\$')} | string replace -r '\\t.*' ''`,
};

function complete(shell: Shell, directory: string, ...words: string[]): string[] {
  const script = drivers[shell](words);
  const before = {
    bash: ['--norc', '-c', script, 'bash'],
    zsh: ['-f', '-c', script, 'zsh'],
    fish: ['--no-config', '-c', script],
  };
  const { PATH = '' } = process.env;
  const env = { PATH: `${join(directory, 'bin')}:${PATH}`, HOME: directory };
  const args = shell === 'fish' ? before.fish : [...before[shell], ...words];
  const ran = spawnSync(shell, args, { cwd: directory, env, encoding: 'utf8' });
  expect(ran.stderr).toBe('');
  return ran.stdout.split('\n').filter((line) => line !== '');
}

/** Bash takes `--sort=cr` for three words, and fish wants the flag before each candidate. */
function flagWords(shell: Shell): { words: string[]; wanted: string } {
  if (shell === 'bash') return { words: ['--sort', '=', 'cr'], wanted: 'created' };
  return { words: ['--sort=cr'], wanted: shell === 'fish' ? '--sort=created' : 'created' };
}

describe.each(['bash', 'zsh', 'fish'] as const)('in %s', (shell) => {
  const isHere = has(shell);

  it.skipIf(!isHere)('commands, flags, fixed values, files, ids and slugs are completed', () => {
    const directory = world(shell);
    const ids = ['20260601-000000-peer-handshake', '20260602-000000-peer-other'];
    expect(complete(shell, directory, 'tickets', 'migr')).toContain('migrate');
    expect(complete(shell, directory, 'tickets', 'help', 'migr')).toContain('migrate');
    expect(complete(shell, directory, 'tickets', 'show', '')).toEqual(ids);
    expect(complete(shell, directory, 'tickets', 'show', 'peer-o')).toEqual(['peer-other']);
    expect(complete(shell, directory, 'tickets', 'view', '202606').sort()).toEqual(ids);
    expect(complete(shell, directory, 'tickets', 'close', 'a', 'b', 'peer-h')).toEqual(['peer-handshake']);
    expect(complete(shell, directory, 'tickets', 'create', 'T', '--parent', 'peer-h')).toEqual(['peer-handshake']);
    expect(complete(shell, directory, 'tickets', 'artifact', '')).toEqual(['add', 'list']);
    expect(complete(shell, directory, 'tickets', 'state', 'x', 'pl')).toContain('planning');
    expect(complete(shell, directory, 'tickets', 'migrate', '--from', '')).toEqual(
      expect.arrayContaining(['tk', 'backlog', 'beads']),
    );
    expect(complete(shell, directory, 'tickets', 'migrate', '--')).toEqual(
      expect.arrayContaining(['--from', '--dry-run', '--json']),
    );
    expect(complete(shell, directory, 'tickets', 'import', 'scr')).toContain('script');
    expect(complete(shell, directory, 'tickets', '-C', directory, 'show', 'peer-o')).toEqual(['peer-other']);
    const { words, wanted } = flagWords(shell);
    expect(complete(shell, directory, 'tickets', 'list', ...words)).toContain(wanted);
  });

  it.skipIf(!isHere)('nothing that is typed, or that stands in a ticket, is run', () => {
    const directory = world(shell);
    const words = ['', '$(touch pwned)', '`touch pwned`', ';touch pwned', '-C$(touch pwned)', '*', '../'];
    for (const word of words) complete(shell, directory, 'tickets', 'show', word);
    for (const word of words.slice(1)) complete(shell, directory, 'tickets', '-C', word, 'show', '');
    // What begins with a dot is what fish keeps of its own in a home.
    const left = readdirSync(directory).filter((name) => !name.startsWith('.'));
    expect(left.sort()).toEqual(['bin', 'script', 'work-items']);
  });

  it.skipIf(!isHere)('where there is no store, or no tickets at all, the shell stays silent', () => {
    const directory = world(shell);
    writeFileSync(join(directory, 'work-items/config.yaml'), 'broken: [\n');
    expect(complete(shell, directory, 'tickets', 'show', 'peer-o')).toEqual(['peer-other']);
    expect(complete(shell, directory, 'tickets', '-C', '/', 'show', '')).toEqual([]);
    writeFileSync(join(directory, 'bin/tickets'), '#!/bin/sh\necho oops >&2\nexit 70\n');
    expect(complete(shell, directory, 'tickets', 'show', '')).toEqual([]);
  });

  it.skipIf(!isHere)('commands of two words are completed word by word', () => {
    const pod = (name: string): CompletedCommand => ({
      names: [`troop ${name}`],
      summary: `It's to ${name} a pod`,
      args: [{ value: name === 'peer' ? 'ticket' : { words: ['one', 'two'] }, multiple: true }],
      flags: [{ spellings: ['--as-child', '-k'], summary: 'so', value: { words: ['yes', 'no'] } }],
    });
    const directory = world(shell, [...own, pod('create'), pod('peer')]);
    expect(complete(shell, directory, 'tickets', 'pod', 'unp')).toContain('unpeer');
    expect(complete(shell, directory, 'tickets', 'tro')).toContain('troop');
    expect(complete(shell, directory, 'tickets', 'troop', '')).toEqual(['create', 'peer']);
    expect(complete(shell, directory, 'tickets', 'troop', 'create', 't')).toContain('two');
    expect(complete(shell, directory, 'tickets', 'troop', 'create', '-k', 'y')).toContain('yes');
    expect(complete(shell, directory, 'tickets', 'troop', 'create', '--as')).toContain('--as-child');
    expect(complete(shell, directory, 'tickets', 'troop', 'peer', 'x', 'peer-o')).toEqual(['peer-other']);
    expect(complete(shell, directory, 'tickets', 'troop', 'create', 'x', 't')).toContain('two');
  });
});

it('every command, alias and flag of the registry is in every script', async () => {
  const { directory } = workspace({});
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { status, stdout } = await tickets(directory, ['completion', shell]);
    expect(status).toBe(0);
    for (const { name, aliases, load } of registry) {
      for (const one of [name, ...aliases]) expect(stdout).toContain(`'${one}'`);
      for (const flag of Object.keys((await load()).flags)) expect(stdout).toContain(`'--${flag}'`);
    }
  }
});

it('the scripts ask for tickets in a way that never fails and never writes', async () => {
  const { directory, snapshot } = workspace({
    ...ticket('20260601-000000-a', item('One\ttwo')),
    'work-items/config.yaml': 'hooks: 1\n',
  });
  const before = snapshot();
  const ask = (word: string, cwd = directory) => tickets(cwd, ['completion', '--tickets', word]);
  expect(await ask('')).toEqual({ status: 0, stdout: '20260601-000000-a\tOne\\ttwo\n', stderr: '' });
  expect(await ask('../')).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(await ask('', '/')).toEqual({ status: 0, stdout: '', stderr: '' });
  expect((await tickets(directory, ['completion'])).status).toBe(2);
  expect((await tickets(directory, ['completion', 'tcsh'])).status).toBe(2);
  expect(snapshot()).toEqual(before);
  expect(existsSync(join(directory, 'work-items/.state'))).toBe(false);
});

it('a slug that two tickets share is offered as their ids, one that a single ticket has as itself', async () => {
  const { directory } = workspace({
    ...ticket('20260601-000000-dup', item('First')),
    ...ticket('20260602-000000-Dup', item('Second')),
    ...ticket('20260603-000000-duplex', item('Third')),
  });
  const { stdout } = await tickets(directory, ['completion', '--tickets', 'dup']);
  expect(stdout.split('\n')).toEqual([
    '20260601-000000-dup\tFirst',
    '20260602-000000-Dup\tSecond',
    'duplex\tThird',
    '',
  ]);
});
