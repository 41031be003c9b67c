#!/usr/bin/env bash
# Whoever stops a run gets its code and a word, whoever begins it twice is told who is at work, and the same
# command goes on to the same bytes.
source "$(dirname "$0")/common.sh"

draw_clean_reel "$work/R1" 24 64x48
out=$work/out
run=("$tasma" run "$work/R1" --as h264 --threads 1 --output "$out")
expect 0 "${run[@]}" --quiet
mv "$out" "$work/golden"
goes_on() {
  expect 0 "${run[@]}" --quiet
  diff -r "$work/golden" "$out" || fail "other bytes after $1"
  rm -r "$out"
}

# stopped CODE SIGNAL... -- COMMAND...: sends the signals, 0.2 seconds apart, while the first segment is in work.
stopped() {
  local wanted=$1 code=0 signals=()
  shift
  while [ "$1" != -- ]; do signals+=("$1") && shift; done
  shift
  "$@" > "$work/stdout" 2> "$work/err" &
  local process=$!
  until [ -d "$out/.tasma" ] || [ ! -d "/proc/$process" ]; do sleep 0.005; done
  for signal in "${signals[@]}"; do
    kill -"$signal" $process
    sleep 0.2
  done
  wait $process || code=$?
  [ "$code" = "$wanted" ] || fail "exit $code instead of $wanted after ${signals[*]}: $(cat "$work/err")"
}

for signal in INT TERM HUP; do
  stopped $([ $signal = INT ] && echo 130 || echo 143) $signal -- "${run[@]}"
  grep -q 'goes on' "$work/err" || fail "no clear word after $signal: $(cat "$work/err")"
  goes_on $signal
done

# Begun by nohup it goes on when the terminal goes; a reader that goes is no reason to stop.
stopped 0 HUP -- env nohup "${run[@]}"
goes_on "SIGHUP under nohup"
stopped 0 PIPE -- "${run[@]}"
goes_on SIGPIPE
code=0
"${run[@]}" --json 2> >(true) > >(true) || code=$?
[ $code = 0 ] || fail "exit $code where nobody reads"
goes_on "nobody read"

# A terminal that is closed: the signal comes, and nothing can be written any more.
python3 - "${run[@]}" --progress bar << 'PY' || fail "a closed terminal"
import os, pty, sys
process, terminal = pty.fork()
if process == 0:
    os.execv(sys.argv[1], sys.argv[1:])
os.read(terminal, 20)
os.close(terminal)
status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
assert status == 143, status
PY
goes_on "a closed terminal"

# Begun four times at once: who comes too late is told who works, and nothing is disturbed.
codes=''
for i in 1 2 3 4; do
  "${run[@]}" --quiet > "$work/out$i" 2>&1 &
  copies[i]=$!
done
for i in 1 2 3 4; do
  code=0
  wait "${copies[i]}" || code=$?
  codes+="$code "
  [ "$code" = 0 ] || grep -q 'process [0-9?]* is at work' "$work/out$i" || fail "exit $code: $(cat "$work/out$i")"
done
[[ $codes =~ ^((0|75) )+$ && " $codes" = *" 0 "* && $codes = *75* ]] || fail "four at once end with $codes"
goes_on "four at once"
