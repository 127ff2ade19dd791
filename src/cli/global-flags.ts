import type { Flags } from './command.js';

/** Understood by every command, before and after its name. */
export const globalFlags = {
  json: { type: 'boolean', summary: 'Answer with one JSON object, errors too' },
  as: {
    type: 'string',
    placeholder: 'POD',
    summary: 'Act as this pod (default: TICKETS_POD, else the Orchestrator)',
  },
  directory: { type: 'string', short: 'C', placeholder: 'DIR', summary: 'Work as if started in this directory' },
  verbose: { type: 'boolean', summary: 'Say more on stderr' },
  help: { type: 'boolean', short: 'h', summary: 'Show this help' },
} as const satisfies Flags;

const takesNextWord = new Set(['--as', '--directory', '-C']);
const standsAlone = /^(--json|--verbose|--help|-h|--as=.*|--directory=.*|-C.+)$/s;

export interface SplitLine {
  name: string | undefined;
  words: string[];
  /** Where there is no name: the word that stands in its place and is none. */
  stopped: string | undefined;
}

/** Finds the command's name behind the global flags that may stand before it; the other words keep their order. */
export function splitCommandName(argv: readonly string[]): SplitLine {
  let index = 0;
  while (index < argv.length) {
    const word = argv[index] ?? '';
    if (takesNextWord.has(word)) index += 2;
    else if (standsAlone.test(word)) index += 1;
    else if (word.startsWith('-')) break;
    else return { name: word, words: argv.toSpliced(index, 1), stopped: undefined };
  }
  return { name: undefined, words: [...argv], stopped: argv[index] };
}

/** Whether a flag was typed, for answers that are needed before anything is parsed, or when nothing could be. */
export function hasWord(argv: readonly string[], ...wanted: string[]): boolean {
  const end = argv.indexOf('--');
  return (end === -1 ? argv : argv.slice(0, end)).some((word) => wanted.includes(word));
}
