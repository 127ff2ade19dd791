import { rmSync } from 'node:fs';
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
}

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
    const directory = makeScratchDirectory('tickets-demo-');
    const ran: Ran[] = [];
    for (const step of steps) ran.push(await runStep(step, directory, host));
    if (!flags.keep) rmSync(directory, { recursive: true, force: true });
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

/** The real command, on real files, as if typed at a terminal; what it prints is kept. */
async function runStep({ words }: Step, directory: string, host: Host): Promise<Ran> {
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  const { WORK_ITEMS_DIR: _, ...env } = host.env;
  const status = await runCommandLine(words, registry, {
    ...host,
    cwd: directory,
    env: { TICKETS_AUTHOR: 'you', ...env, ...(host.stdout.isTerminal ? {} : { NO_COLOR: '1' }) },
    stdout: {
      isTerminal: true,
      columns: Math.min(host.stdout.columns, 100),
      write,
      pour: write,
      drained: async () => {},
    },
    stderr: { isTerminal: true, write },
  });
  return { command: ['tickets', ...words.map(shellWord)].join(' '), status, output };
}

function shellWord(word: string): string {
  if (word === process.execPath) return 'node';
  return /^[\w./,+:-]+$/.test(word) ? word : `"${word}"`;
}
