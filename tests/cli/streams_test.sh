#!/bin/bash
# What tasma does when its standard streams are closed, full or no longer read. Usage: streams_test.sh TASMA
tasma=$1
failed=0

expect() {  # what, wanted, found
  if [ "$2" != "$3" ]; then
    echo "$1: $3 instead of $2"
    failed=1
  fi
}

"$tasma" --version > /dev/full 2> /dev/null
expect "a full disk" 74 $?
"$tasma" --version >&- 2> /dev/null
expect "a closed standard output" 74 $?
"$tasma" frobnicate 2>&-
expect "a closed standard error" 2 $?
"$tasma" --version <&- > /dev/null
expect "a closed standard input" 0 $?
code=$(mktemp)
(sleep 0.2; "$tasma" --help 2>&1; echo $? > "$code") | true
expect "a reader that has gone" 0 "$(cat "$code")"
rm "$code"
exit $failed
