#!/usr/bin/env bash
# Masters do not depend on threads, on the length of scheduling segments, or on the run.
source "$(dirname "$0")/common.sh"

draw_reel "$work/R1" 60
expect 0 "$tasma" run "$work/R1" --output "$work/golden" --threads 2 --quiet
digests "$work/golden" > "$work/golden.txt"
[ "$(wc -l < "$work/golden.txt")" = 4 ] || fail "not four masters: $(cat "$work/golden.txt")"

for variant in "1 48" "5 48" "2 7" "2 24" "2 48"; do
  read -r threads length <<< "$variant"
  TASMA_SEGMENT_LENGTH=$length expect 0 "$tasma" run "$work/R1" --output "$work/again" --threads "$threads" --quiet
  digests "$work/again" | diff "$work/golden.txt" - || fail "other bytes with $threads threads, segments of $length"
  rm -rf "$work/again"
done
