#!/usr/bin/env bash
# The plan is the ledger: what it says is what is rendered, all of it or a part, and nothing else decides.
source "$(dirname "$0")/common.sh"

draw_reel "$work/R1" 40
restore() { expect 0 "$tasma" restore "$work/R1" --quiet "$@"; }
restore --output "$work/full.mkv"
restore --output "$work/full" --frames-as dpx
plan=$work/full.plan.jsonl

# By the plan alone: the same master, the same plan beside it.
restore --output "$work/again.mkv" --plan "$plan"
cmp "$work/full.mkv" "$work/again.mkv" || fail "the plan gives another master than the run that made it"
cmp "$plan" "$work/again.plan.jsonl" || fail "the plan beside the result is not the one that was executed"

# A part: the pictures of the full run, whatever the threads and segments; its plan is that part's, and serves again.
for variant in "1 48" "2 4"; do
  read -r threads length <<< "$variant"
  TASMA_SEGMENT_LENGTH=$length restore --output "$work/part" --frames-as dpx --plan "$plan" --frames 20-30 \
    --threads "$threads"
  [ "$(find "$work/part" -type f | wc -l)" = 11 ] || fail "not eleven frames"
  for frame in "$work"/part/*; do cmp "$frame" "$work/full/${frame##*/}" || fail "frame ${frame##*/} by itself differs"; done
  rm -r "$work/part"
done
[ "$(wc -l < "$work/part.plan.jsonl")" = 12 ] || fail "the plan beside a part is not that of the part"
restore --output "$work/part" --frames-as dpx --plan "$work/part.plan.jsonl" --frames 22-23
cmp "$work/part/frame_0000023.dpx" "$work/full/frame_0000023.dpx" || fail "the part's own plan gives other pictures"

# What cannot be this scan's plan is refused, naming file and line.
refuse() {
  local code=$1 wanted=$2
  shift 2
  expect "$code" "$tasma" restore "$work/R1" --output "$work/refused.mkv" --plan "$@"
  grep -q "$wanted" "$work/err" || fail "not said: $wanted; but: $(cat "$work/err")"
  [ ! -e "$work/refused.mkv" ] && [ ! -e "$work/refused.plan.jsonl" ] || fail "made all the same: $wanted"
}
refuse 66 nowhere "$work/nowhere.jsonl"
refuse 66 "no plan" "$work"
head -c -50 "$plan" > "$work/bad.jsonl" && refuse 65 "bad.jsonl: line 41 is damaged" "$work/bad.jsonl"
sed 's|tasma.plan/1|tasma.plan/2|' "$plan" > "$work/bad.jsonl" && refuse 65 'tasma.plan/2.*reads tasma.plan/1' "$work/bad.jsonl"
sed '1s/"width":256/"width":258/' "$plan" > "$work/bad.jsonl" && refuse 65 "other pictures" "$work/bad.jsonl"
sed '6s/"number":5/"number":99/' "$plan" > "$work/bad.jsonl" && refuse 65 "bad.jsonl: line 6: the scan has no frame 99 at position 4" "$work/bad.jsonl"
sed '1s/"frames":40/"frames":39/;$d' "$plan" > "$work/bad.jsonl" && refuse 65 "no record of frame 40" "$work/bad.jsonl"
refuse 65 "no record of frame 1;" "$work/part.plan.jsonl"
refuse 2 "goes not with --plan" "$plan" --repair dust
