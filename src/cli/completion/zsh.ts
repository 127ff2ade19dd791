import type { CompletedCommand } from './model.js';
import { readWords, shellTables } from './shell-tables.js';

/** A script for zsh, to be sourced or to lie as `_tickets` in the function path. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef tickets git-tickets tickets.sh
# Completion of tickets for zsh. Put this into ~/.zshrc, after compinit: source <(tickets completion zsh)

${shellTables(commands)}
${readWords}
# Each candidate with what it is, a line each.
_tickets_offer() {
  local -a shown
  local n
  [[ \${#reply} == 0 ]] && return 1
  for ((n = 1; n <= \${#reply}; n++)); do
    if [[ -n \${details[n]} ]]; then shown+=("\${reply[n]}  -- \${details[n]}"); else shown+=("\${reply[n]}"); fi
  done
  compadd "$@" -l -d shown -a reply
}

_tickets_tickets() {
  local id title
  local -a options
  [[ -n $directory ]] && options=(-C "$directory")
  reply=() details=()
  while IFS=$'\\t' read -r id title; do
    reply+=("$id") details+=("$title")
  done < <(command tickets "\${options[@]}" completion --tickets "$PREFIX" 2> /dev/null < /dev/null)
  # An id stands for a slug that was typed, and then begins otherwise: -U.
  _tickets_offer -U
}

_tickets_kind() {
  case "$1" in
    words) _tickets_offer ;;
    ticket) _tickets_tickets ;;
    file) _files ;;
    directory) _files -/ ;;
  esac
}

_tickets() {
  setopt localoptions no_ksh_arrays no_sh_word_split no_glob_subst no_nomatch
  local REPLY name number waiting ended directory
  local -a reply details waiting_words before
  before=("\${(@Q)words[2,CURRENT-1]}")
  if [[ $PREFIX == --*=* ]]; then
    before+=("\${PREFIX%%=*}")
    compset -P '*='
  fi
  _tickets_read
  if [[ -n $waiting ]]; then
    reply=("\${waiting_words[@]}") details=()
    _tickets_kind "$waiting"
  elif [[ $PREFIX == -* && -z $ended ]]; then
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

if [[ \${funcstack[1]} == _tickets ]]; then _tickets "$@"; else compdef _tickets tickets git-tickets tickets.sh; fi
`;
}
