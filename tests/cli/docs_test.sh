#!/bin/bash
# The manual page and the completions that are made of the tables. Usage: docs_test.sh TASMA FOLDER
set -eo pipefail
tasma=$1 folder=$2
fail() {
  echo "FAILED: $*" >&2
  exit 1
}
commands=$("$tasma" --help | sed -n '/^Commands/,/^$/s/^  \([a-z]\{1,\}\) .*/\1/p' | grep -vx help)
[ "$(wc -w <<< "$commands")" -gt 8 ] || fail "few commands: $commands"

# The page has nothing that groff warns of, and tells of every command, option and exit code that help tells of.
warnings=$(groff -man -Tutf8 -ww -z "$folder/tasma.1" 2>&1)
[ -z "$warnings" ] || fail "$warnings"
page=$(groff -man -Tascii -P-cbou "$folder/tasma.1")
for command in $commands; do
  grep -q "^       tasma $command\b" <<< "$page" || fail "the page lacks $command"
  for option in $("$tasma" help "$command" | grep -o '^  --[a-z-]*'); do
    grep -q -- "^       $option\b" <<< "$page" || fail "the page lacks $option of $command"
  done
done
for code in 0 2 3 4 65 66 70 73 74 75 77 '130, 143'; do
  grep -q "^       $code\b" <<< "$page" || fail "the page lacks exit code $code"
done

# completed WORD...: what bash offers for the last of the words.
source "$folder/tasma.bash"
compopt() { :; }  # works within a completion alone
completed() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
  _tasma
  echo "${COMPREPLY[*]}"
}
offers() {
  local wanted=$1 offered
  shift
  offered=$(completed "$@")
  [ "$offered" = "$wanted" ] || fail "completion of '$*' offers '$offered' instead of '$wanted'"
}
offers "restore revert" tasma re
offers "restore revert" tasma help re
offers "--element --encoding" tasma run --e
offers "--element" tasma restore --e
offers "light normal strong" tasma restore --dust ""
offers "structure" tasma verify --level = s
offers "structure fixity full" tasma verify --level =
offers "" tasma restore --plan ""
offers "" tasma restore --rate ""
offers "" tasma restore R1
for command in $commands; do
  told=$("$tasma" help "$command" | grep -o '^  --[a-z-]*' | tr -d ' ' | sort)
  [ "$(completed tasma "$command" -- | tr ' ' '\n' | sort)" = "$told" ] || fail "other options of $command"
done

if command -v zsh > /dev/null; then zsh -n "$folder/_tasma"; fi
