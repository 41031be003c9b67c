#!/usr/bin/env bash
# A run that is killed, or stopped by Ctrl-C, goes on with the same command and gives the same bytes.
source "$(dirname "$0")/common.sh"

draw_reel "$work/R1" 60
expect 0 "$tasma" run "$work/R1" --output "$work/golden" --quiet
digests "$work/golden" > "$work/golden.txt"

export TASMA_SEGMENT_LENGTH=7
for pause in 0.7 1.5 2.5; do
  "$tasma" run "$work/R1" --output "$work/killed" --quiet 2> /dev/null &
  run=$!
  sleep "$pause"
  kill -9 $run 2> /dev/null || true
  wait $run 2> /dev/null || true
  while IFS= read -r package; do
    expect 0 "$tasma" verify "$package" --quiet # what is visible is complete
  done < <(find "$work/killed" -path '*/.tasma' -prune -o -name bagit.txt -printf '%h\n')
done
[ -n "$(ls -A "$work/killed/.tasma" 2> /dev/null)" ] || [ -d "$work/killed/R1/screening-1" ] || fail "the kills hit nothing"
expect 0 "$tasma" run "$work/R1" --output "$work/killed" --quiet
digests "$work/killed" | diff "$work/golden.txt" - || fail "other bytes after three kills"
[ ! -e "$work/killed/.tasma" ] || fail "work was left behind: $(find "$work/killed/.tasma")"

"$tasma" run "$work/R1" --output "$work/stopped" 2> "$work/err" &
run=$!
sleep 1
began=$(date +%s%N)
kill -INT $run
code=0
wait $run || code=$?
ended=$(date +%s%N)
[ $code = 130 ] || fail "Ctrl-C ended with $code: $(cat "$work/err")"
grep -q 'goes on' "$work/err" || fail "no clear word: $(cat "$work/err")"
echo "stopped after $(((ended - began) / 1000000)) ms"
[ -z "$(find "$work/stopped" -path '*/.tasma' -prune -o -name '*.part' -print)" ] || fail "something half is visible"
expect 0 "$tasma" run "$work/R1" --output "$work/stopped" --quiet
digests "$work/stopped" | diff "$work/golden.txt" - || fail "other bytes after Ctrl-C"
