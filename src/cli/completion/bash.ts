import type { CompletedCommand } from './model.js';
import { readWords, shellTables } from './shell-tables.js';

/** A script for bash 3.2 and later. Ids and titles are only ever compared and shown, never expanded. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  return `# Completion of tickets for bash. Put this into ~/.bashrc: source <(tickets completion bash)

${shellTables(commands)}
${readWords}
_tickets_offer() {
  local word
  for word in "\${reply[@]}"; do
    if [[ $word == "$current"* ]]; then COMPREPLY+=("$word"); fi
  done
}

_tickets_files() {
  local file
  if type compopt > /dev/null 2>&1; then compopt -o filenames 2> /dev/null; fi
  while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen "$1" -- "$current" 2> /dev/null)
}

# Titles stand beside the ids only in a list that is shown, not in one that the shell would type.
_tickets_tickets() {
  local id title shown=()
  while IFS=$'\\t' read -r id title; do
    COMPREPLY+=("$id")
    shown+=("$(printf '%s  %s' "$id" "\${title:0:60}")")
  done < <(command tickets \${directory:+-C "$directory"} completion --tickets "$current" 2> /dev/null < /dev/null)
  if [[ \${#COMPREPLY[@]} -gt 1 && \${COMP_TYPE:-9} != 37 && \${COMP_TYPE:-9} != 42 ]]; then COMPREPLY=("\${shown[@]}"); fi
}

_tickets_kind() {
  case "$1" in
    words) _tickets_offer ;;
    ticket) _tickets_tickets ;;
    file) _tickets_files -f ;;
    directory) _tickets_files -d ;;
  esac
}

_tickets() {
  local REPLY reply=() details=() before=() waiting_words=() name number waiting ended directory
  local current=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  if [[ $current == '=' ]]; then current=''; fi
  if [[ $COMP_CWORD -gt 1 ]]; then before=("\${COMP_WORDS[@]:1:COMP_CWORD-1}"); fi
  _tickets_read
  if [[ -n $waiting ]]; then
    reply=("\${waiting_words[@]}")
    _tickets_kind "$waiting"
  elif [[ $current == -* && -z $ended ]]; then
    _tickets_flags "$name"
    _tickets_offer
    _tickets_flags_of_every
    _tickets_offer
  else
    if [[ $number == 1 ]]; then
      _tickets_next "$name"
      _tickets_offer
    fi
    _tickets_arg "$name $number"
    _tickets_kind "$REPLY"
  fi
}

complete -F _tickets tickets git-tickets tickets.sh
`;
}
