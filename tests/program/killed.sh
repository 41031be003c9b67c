#!/usr/bin/env bash
# A run that is killed goes on with the same command: every file of every package is as an undisturbed run makes it, and
# nothing else is left. Killed before a rename or fsync, or at any instant: a few times, or everywhere (EVERYWHERE=1).
source "$(dirname "$0")/common.sh"
strace -o /dev/null true 2> /dev/null || { echo "SKIPPED: tracing is forbidden"; exit 77; }
instants=2 calls_each=1 copies=h264 ends=0
[ -z "${EVERYWHERE-}" ] || instants=40 calls_each=all copies=h264,dcp ends=3 # so short a DCP is remarked on
seed=${SEED:-$RANDOM}
RANDOM=$seed
echo "SEED=$seed"

# Film and reel have names of their own, so that each has work of its own that may be left behind.
draw_clean_reel "$work/R1" 4 64x48
draw_clean_reel "$work/R2" 2 64x48
cat > "$work/F.toml" << 'TOML'
version = 1
film = "F"
[[reel]]
id = "R1"
scan = "R1"
TOML
export TASMA_SEGMENT_LENGTH=2
run=("$tasma" run "$work/F.toml" --as $copies --quiet --output "$work/out")
batch=("$tasma" batch "$work/R1.toml" "$work/R2.toml" --make preservation --quiet --output "$work/out")
for reel in R1 R2; do sed "s/\"F\"/\"$reel\"/; s/\"R1\"/\"$reel\"/" "$work/F.toml" > "$work/$reel.toml"; done
find "$work"/R? -exec touch -d '2 hours ago' {} +

# goes_on COMMAND...: to the same bytes, and leaves nothing of its work.
goes_on() {
  expect $ends "$@"
  diff -r -x '*batch*' "$work/golden" "$work/out" || fail "other bytes after $killed"
  [ -z "$(find "$work/out" -name '*.claim.*' -o -name '*.part')" ] || fail "left over after $killed: $(find "$work/out" -name '*.claim.*')"
  rm -r "$work/out"
}

# undisturbed COMMAND...: what it makes, and in "calls" how often it calls what.
undisturbed() {
  rm -rf "$work/golden"
  expect $ends strace -qq -e signal=none -o "$work/trace" -e trace=fsync,fdatasync,rename,renameat,renameat2 "$@"
  mv "$work/out" "$work/golden"
  sed 's/(.*//' "$work/trace" | sort | uniq -c > "$work/calls"
}

# some ALL WANTED: the numbers 1 to ALL, or WANTED of them.
some() { if [ "$2" = all ]; then seq "$1"; else for ((i = 0; i < $2; ++i)); do echo $((RANDOM % $1 + 1)); done; fi; }

# killed_at_calls WANTED COMMAND...: at each call, or at WANTED of each kind. All are made by the first thread, which
# strace counts by itself.
killed_at_calls() {
  local wanted=$1 all call which code
  shift
  while read -r all call; do
    for which in $(some "$all" "$wanted"); do
      killed="$call $which of $all" code=0
      { strace -qq -e signal=none -o "$work/trace" -e trace="$call" -e inject="$call:signal=KILL:when=$which" "$@"; } > /dev/null 2>&1 || code=$?
      [ "$code" = 137 ] && [ "$(grep -c "^$call(" "$work/trace")" = "$which" ] || fail "exit $code: $killed was not hit"
      goes_on "$@"
      hits=$((hits + 1))
    done
  done < "$work/calls"
}

hits=0
undisturbed "${run[@]}" --threads 1
[ "$(wc -l < "$work/calls")" -ge 2 ] || fail "hardly any calls: $(cat "$work/calls")"
killed_at_calls $calls_each "${run[@]}" --threads 1

# At any instant, on two threads.
began=$(date +%s%N)
expect $ends "${run[@]}" --threads 2
took_ms=$((($(date +%s%N) - began) / 1000000))
rm -r "$work/out"
while [ $instants -gt 0 ]; do
  pause=$((RANDOM % took_ms)) code=0
  killed="$pause ms of $took_ms"
  "${run[@]}" --threads 2 2> /dev/null &
  sleep "$(printf '%d.%03d' $((pause / 1000)) $((pause % 1000)))"
  kill -9 $! 2> /dev/null || true
  wait $! 2> /dev/null || code=$?
  if [ "$code" = 137 ]; then instants=$((instants - 1)) hits=$((hits + 1)); fi
  goes_on "${run[@]}" --threads 2
done

# A batch, whose films are processes of their own.
export TASMA_BATCH_PACE=3
ends=0
undisturbed "${batch[@]}"
killed_at_calls $calls_each "${batch[@]}"
echo "$hits kills"
