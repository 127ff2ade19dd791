import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratchDirectory } from '../../actions/scratch-directory.js';
import { command, type Host } from '../command.js';
import { runCommandLine } from '../door.js';
import { registry } from '../registry.js';
import { paint } from '../render/style.js';
import { visible } from '../render/visible.js';

interface Step {
  says: string;
  words: readonly string[];
  /** What the command is to end with, where that is not 0. */
  status?: number;
  /** Runs on while the next ones run, as in another terminal, until one of them ends it. */
  runsOn?: boolean;
}

const heard = ['reopen', 'make-peers-of-two-pods', '--require-delivery'] as const;

const steps: readonly Step[] = [
  { says: 'A store is a directory of markdown; git does the rest.', words: ['init'] },
  {
    says: 'Two tickets, one of which needs the other.',
    words: ['create', 'Store pod metadata', '--kind', 'task', '--priority', 'P1'],
  },
  { says: '', words: ['create', 'Make peers of two pods', '--kind', 'feature', '--label', 'pod,ux'] },
  { says: '', words: ['relate', 'make-peers-of-two-pods', 'depends_on', 'store-pod-metadata'] },
  { says: 'What can be started, what cannot, and why.', words: ['next'] },
  { says: '', words: ['blocked'] },
  {
    says: 'A gate says what is in the way, and what would open it.',
    words: ['start', 'make-peers-of-two-pods'],
    status: 5,
  },
  { says: 'The work itself: each step is an event in the thread.', words: ['start', 'store-pod-metadata'] },
  {
    says: '',
    words: ['comment', 'store-pod-metadata', '--role', 'plan', '-m', 'One file for each pod; unknown fields are kept.'],
  },
  { says: '', words: ['evidence', 'store-pod-metadata', '--run', '--', process.execPath, '--version'] },
  { says: '', words: ['done', 'store-pod-metadata'] },
  { says: '', words: ['close', 'store-pod-metadata', '-m', 'Written and tried by hand.', '--suggest-next'] },
  { says: 'How it came to be, from the files alone.', words: ['show', 'store-pod-metadata'] },
  {
    says: 'A change is announced to the Companion. There is none yet: that is no remark, but for --verbose.',
    words: ['comment', 'make-peers-of-two-pods', '-m', 'Both sides in one change.', '--verbose'],
  },
  {
    says: 'In another terminal somebody is the Companion; this is all that it prints until it is stopped.',
    words: ['pod', 'serve', 'companion'],
    runsOn: true,
  },
  { says: 'Told means told: the notice is on its disk.', words: ['start', 'make-peers-of-two-pods', '--verbose'] },
  { says: '', words: ['pod', 'inbox', 'companion'] },
  { says: 'A relation that was undone is whole again with the next change.', words: ['pod', 'unpeer', 'companion'] },
  { says: '', words: ['done', 'make-peers-of-two-pods', '--verbose'] },
  { says: 'With nobody there, the change is made all the same, and says so.', words: ['pod', 'stop', 'companion'] },
  { says: '', words: ['close', 'make-peers-of-two-pods', '-m', 'Both sides, one journal.'] },
  { says: 'Who must be heard can ask for it: exit 8.', words: [...heard], status: 8 },
  { says: 'What became of each notice is kept.', words: ['hooks', 'log'] },
  { says: '', words: ['status'] },
  { says: 'And nothing is wrong with any of it.', words: ['doctor'] },
];

interface Ran {
  command: string;
  status: number;
  output: string;
}

export const demoCommand = command({
  name: 'demo',
  summary: 'Run the main job on real files in a scratch store, and show each command with what it prints',
  args: [],
  flags: { keep: { type: 'boolean', summary: 'leave the scratch store, to go on by hand' } },
  examples: ['tickets demo', 'tickets demo --keep'],
  run: async ({ flags }, host) => {
    const scratch = makeScratchDirectory('tickets-demo-');
    const directory = join(scratch, 'shop');
    mkdirSync(directory);
    const ran = await runSteps(directory, host);
    if (!flags.keep) rmSync(scratch, { recursive: true, force: true });
    const end = flags.keep
      ? `The scratch store is in ${visible(directory)}`
      : 'The scratch store is removed again; --keep leaves it.';
    return {
      json: { schema_version: 1, kind: 'demo', steps: ran, directory: flags.keep ? directory : null },
      text: (look) => {
        const parts = ran.map(({ command: typed, output }, i) => {
          const says = steps[i]?.says ?? '';
          return `${says === '' ? '' : `${paint(`# ${says}`, 'dim', look)}\n`}${paint(`$ ${typed}`, 'bold', look)}\n${output}\n`;
        });
        return `${parts.join('')}${end}\n`;
      },
      exitCode: ran.every(({ status }, i) => status === (steps[i]?.status ?? 0)) ? 0 : 1,
    };
  },
});

/** In turn; one that runs on is waited for at the end, when another has ended it. */
async function runSteps(directory: string, host: Host): Promise<Ran[]> {
  const running: Promise<Ran>[] = [];
  for (const step of steps) {
    const { begun, ended } = runStep(step, directory, host);
    running.push(ended);
    await (step.runsOn ? Promise.race([begun, ended]) : ended);
  }
  return Promise.all(running);
}

/** The real command, on real files, as if typed at a terminal; what it prints is kept. `begun`: it has printed something. */
function runStep({ words }: Step, directory: string, host: Host): { begun: Promise<void>; ended: Promise<Ran> } {
  let output = '';
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const write = (text: string | Uint8Array) => {
    output += Buffer.from(text).toString();
    begin();
  };
  const status = runCommandLine(words, registry, {
    ...host,
    cwd: directory,
    env: environment(directory, host),
    stdout: {
      isTerminal: true,
      columns: Math.min(host.stdout.columns, 100),
      write,
      pour: write,
      drained: async () => {},
    },
    stderr: { isTerminal: true, write },
  });
  const command = ['tickets', ...words.map(shellWord)].join(' ');
  return { begun, ended: status.then((ended) => ({ command, status: ended, output })) };
}

/** Nothing of who runs the demo gets into it, nor of it into their own pods. */
function environment(directory: string, { env, stdout }: Host): Host['env'] {
  const { WORK_ITEMS_DIR: _, TICKETS_POD: __, TICKETS_IN_HOOK: ___, ...own } = env;
  const runtime = join(directory, '.run');
  // A socket's path has to be short, and a scratch directory may be anywhere.
  const sockets = runtime.length < 80 ? { TICKETS_RUNTIME_DIR: runtime } : {};
  return { TICKETS_AUTHOR: 'you', ...own, ...sockets, ...(stdout.isTerminal ? {} : { NO_COLOR: '1' }) };
}

function shellWord(word: string): string {
  if (word === process.execPath) return 'node';
  return /^[\w./,+:-]+$/.test(word) ? word : `"${word}"`;
}
