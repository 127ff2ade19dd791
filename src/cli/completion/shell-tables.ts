import { type CompletedCommand, flagsOfEvery, type Kind, nextWords, stepsOf } from './model.js';

export type Quote = (text: string) => string;

/** For bash and zsh, between single quotes. */
export const shellQuote: Quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** What may stand where, as functions that bash and zsh read alike; each answers in REPLY, reply and details. */
export function shellTables(commands: readonly CompletedCommand[]): string {
  const cases = (name: string, rows: readonly string[]) =>
    `${name}() {\n  REPLY='' reply=() details=()\n  case "$1" in\n${rows.map((row) => `    ${row} ;;\n`).join('')}  esac\n}\n`;
  const steps = stepsOf(commands);
  return [
    '# The name of the command that these words begin or are.',
    cases(
      '_tickets_step',
      [...steps].map(([typed, name]) => `${shellQuote(typed)}) REPLY=${shellQuote(name)}`),
    ),
    '# The words that may follow those of a command that are typed.',
    cases(
      '_tickets_next',
      ['', ...new Set(steps.values())].flatMap((typed) => nextRow(commands, typed)),
    ),
    '# What the value of a flag is: "COMMAND FLAG".',
    cases('_tickets_flag', flagRows(commands)),
    '# What an argument is: "COMMAND NUMBER".',
    cases('_tickets_arg', argumentRows(commands)),
    '# The flags of a command.',
    cases('_tickets_flags', commands.map(flagsRow)),
    cases('_tickets_flags_of_every', [
      `*) ${listOf(flagsOfEvery().map(({ spellings, summary }) => [spellings[0] ?? '', summary]))}`,
    ]),
  ].join('\n');
}

function nextRow(commands: readonly CompletedCommand[], typed: string): string[] {
  const next = nextWords(commands, typed);
  return next.size === 0 ? [] : [`${shellQuote(typed)}) ${listOf([...next])}`];
}

function flagRows(commands: readonly CompletedCommand[]): string[] {
  const rows = (name: string, flags: CompletedCommand['flags']) =>
    flags.flatMap(({ spellings, value }) =>
      value === 'none' ? [] : [`${spellings.map((one) => name + shellQuote(` ${one}`)).join('|')}) ${kindOf(value)}`],
    );
  return [
    ...commands.flatMap(({ names, flags }) => rows(shellQuote(names[0] ?? ''), flags)),
    ...rows('*', flagsOfEvery()),
  ];
}

function argumentRows(commands: readonly CompletedCommand[]): string[] {
  return commands.flatMap(({ names, args }) =>
    args.map(({ value, multiple }, n) => {
      const numbers = multiple ? `[${n + 1}-9]*` : `${n + 1}`;
      return `${shellQuote(`${names[0]} `)}${numbers}) ${kindOf(value)}`;
    }),
  );
}

function flagsRow({ names, flags }: CompletedCommand): string {
  return `${shellQuote(names[0] ?? '')}) ${listOf(flags.map(({ spellings, summary }) => [spellings[0] ?? '', summary]))}`;
}

function kindOf(value: Kind): string {
  if (typeof value === 'string') return `REPLY=${value}`;
  return `REPLY=words ${listOf(value.words.map((word) => [word, '']))}`;
}

function listOf(pairs: ReadonlyArray<readonly [string, string]>): string {
  const list = (texts: readonly string[]) => `(${texts.map(shellQuote).join(' ')})`;
  return `reply=${list(pairs.map(([word]) => word))} details=${list(pairs.map(([, detail]) => detail))}`;
}

/**
 * Reads the words before the one that is typed: which command they are, how many arguments it has, whether a flag waits
 * for its value, and where -C leads. `before` holds them.
 */
export const readWords = `_tickets_read() {
  local word typed
  name='' number=1 waiting='' ended='' directory=''
  for word in "\${before[@]}"; do
    if [[ -n $waiting ]]; then
      [[ $word == '=' ]] && continue
      [[ $waiting == directory ]] && directory=$word
      waiting='' waiting_words=()
      continue
    fi
    if [[ -z $ended && $word == -* ]]; then
      case "$word" in
        --) ended=1 ;;
        -C?*) directory=\${word#-C} ;;
        --directory=*) directory=\${word#--directory=} ;;
        --*=*) ;;
        *) _tickets_flag "$name $word"; waiting=$REPLY waiting_words=("\${reply[@]}") ;;
      esac
      continue
    fi
    typed=\${name:+$name }$word
    _tickets_step "$typed"
    if [[ $number == 1 && -n $REPLY ]]; then name=$REPLY; else number=$((number + 1)); fi
  done
}
`;
