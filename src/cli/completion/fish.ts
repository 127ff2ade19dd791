import { type CompletedCommand, flagsOfEvery, type Kind, nextWords, stepsOf } from './model.js';

function fishQuote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** A script for fish 3 and later. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const steps = stepsOf(commands);
  return `# Completion of tickets for fish. Put this into ~/.config/fish/completions/tickets.fish: tickets completion fish

${cases(
  '__tickets_step',
  [...steps].map(([typed, name]) => [[typed], [`echo ${fishQuote(name)}`]]),
)}
${cases(
  '__tickets_next',
  ['', ...new Set(steps.values())].map((typed) => [[typed], candidates([...nextWords(commands, typed)])]),
)}
${cases('__tickets_flag', flagRows(commands))}
${cases('__tickets_arg', argumentRows(commands))}
${cases(
  '__tickets_flags',
  commands.map(({ names, flags }) => [[names[0] ?? ''], candidates(spelled(flags))]),
)}
${cases(
  '__tickets_flags_of_every',
  [['*', candidates(spelled(flagsOfEvery()))]].map(([, lines]) => [['*'], lines as string[]]),
)}
function __tickets_kind
    switch "$argv[1]"
        case ticket
            type -q tickets; or return
            set -l options
            test -n "$argv[2]"; and set options -C $argv[2]
            command tickets $options completion --tickets (commandline -ct) 2>/dev/null </dev/null
        case file
            __fish_complete_path (commandline -ct)
        case directory
            __fish_complete_directories (commandline -ct)
        case 'words *'
            string split ' ' -- (string replace 'words ' '' -- $argv[1])
    end
end

function __tickets_complete
    set -l name ''
    set -l number 1
    set -l waiting ''
    set -l ended ''
    set -l directory ''
    set -l tokens (commandline -opc)
    set -l current (commandline -ct)
    for word in $tokens[2..-1]
        if test -n "$waiting"
            test "$waiting" = directory; and set directory $word
            set waiting ''
            continue
        end
        if test -z "$ended"; and string match -q -- '-*' $word
            switch $word
                case --
                    set ended 1
                case '-C?*'
                    set directory (string sub -s 3 -- $word)
                case '--*=*'
                case '*'
                    set waiting (__tickets_flag "$name $word")
            end
            continue
        end
        set -l typed (string trim -- "$name $word")
        set -l step (__tickets_step "$typed")
        if test $number = 1; and test -n "$step"
            set name $step
        else
            set number (math $number + 1)
        end
    end
    if test -n "$waiting"
        __tickets_kind "$waiting" "$directory"
    else if test -z "$ended"; and string match -q -- '--*=*' "$current"
        set -l flag (string split -m 1 = -- $current)[1]
        for candidate in (__tickets_kind (__tickets_flag "$name $flag") "$directory")
            echo "$flag=$candidate"
        end
    else if test -z "$ended"; and string match -q -- '-*' "$current"
        __tickets_flags "$name"
        __tickets_flags_of_every any
    else
        test $number = 1; and __tickets_next "$name"
        __tickets_kind (__tickets_arg "$name $number") "$directory"
    end
end

for program in tickets git-tickets tickets.sh
    complete -c $program -f -a '(__tickets_complete)'
end
`;
}

type Row = [patterns: string[], lines: string[]];

function cases(name: string, rows: readonly Row[]): string {
  const body = rows
    .filter(([, lines]) => lines.length > 0)
    .map(([patterns, lines]) => {
      const shown = patterns.map((pattern) => (pattern === '*' ? "'*'" : fishQuote(pattern))).join(' ');
      return `        case ${shown}\n${lines.map((line) => `            ${line}\n`).join('')}`;
    });
  return `function ${name}\n    switch "$argv[1]"\n${body.join('')}    end\nend\n`;
}

function candidates(pairs: ReadonlyArray<readonly [string, string]>): string[] {
  return pairs.map(([word, detail]) => `printf '%s\\t%s\\n' ${fishQuote(word)} ${fishQuote(detail)}`);
}

function spelled(flags: CompletedCommand['flags']): Array<[string, string]> {
  return flags.map(({ spellings, summary }) => [spellings[0] ?? '', summary]);
}

function flagRows(commands: readonly CompletedCommand[]): Row[] {
  const rows = (name: string, flags: CompletedCommand['flags']) =>
    flags.flatMap(({ spellings, value }): Row[] =>
      value === 'none' ? [] : [[spellings.map((one) => `${name} ${one}`), [`echo ${kindOf(value)}`]]],
    );
  return [...commands.flatMap(({ names, flags }) => rows(names[0] ?? '', flags)), ...rows('*', flagsOfEvery())];
}

function argumentRows(commands: readonly CompletedCommand[]): Row[] {
  return commands.flatMap(({ names, args }) =>
    args.map(({ value, multiple }, n): Row => {
      const numbers = multiple
        ? [...'123456789'].slice(n).map((digit) => `${names[0]} ${digit}*`)
        : [`${names[0]} ${n + 1}`];
      return [numbers, [`echo ${kindOf(value)}`]];
    }),
  );
}

function kindOf(value: Kind): string {
  return fishQuote(typeof value === 'string' ? value : `words ${value.words.join(' ')}`);
}
