#!/usr/bin/env bash
# What was repaired can be taken back: the scan's pixels come again, and all else stays as it was restored.
source "$(dirname "$0")/common.sh"

draw_reel "$work/R1" 30
quietly() { expect 0 "$tasma" "$@" --quiet; }
pictures() { ffmpeg -v error -i "$1" -map 0:v:0 -f framemd5 - | grep -v '^#' | cut -d, -f6; }
quietly preserve "$work/R1" --output "$work/P.mkv"
quietly restore "$work/R1" --output "$work/scan.mkv" --repair none
quietly restore "$work/R1" --output "$work/M.mkv" --repair dust --date 2020-01-02
pictures "$work/scan.mkv" > "$work/scan.txt"
pictures "$work/M.mkv" > "$work/M.txt"
diff -q "$work/scan.txt" "$work/M.txt" > "$work/stdout" && fail "nothing was repaired"

# All of it; of some frames; from the scan or from its master; of a named kind.
quietly revert "$work/M.mkv" --from "$work/R1" --output "$work/all.mkv"
pictures "$work/all.mkv" | diff "$work/scan.txt" - || fail "all repairs taken back are not the scan"
quietly revert "$work/M.mkv" --from "$work/P.mkv" --output "$work/master.mkv" --repair dust
cmp "$work/all.mkv" "$work/master.mkv" || fail "the scan and its master give other bytes"
quietly revert "$work/M.mkv" --from "$work/R1" --output "$work/some.mkv" --frames 11-20
sed -n 11,20p "$work/scan.txt" | diff - <(pictures "$work/some.mkv" | sed -n 11,20p) || fail "frames 11-20 are not the scan's"
for lines in 1,10p 21,30p; do
  sed -n $lines "$work/M.txt" | diff - <(pictures "$work/some.mkv" | sed -n $lines) || fail "other frames changed"
done

# There and back again is the very same file: reel, date and facts are the master's.
echo '{"schema":"tasma.veto/1","entries":[{"frames":"1-30","action":"repair"}]}' > "$work/veto.json"
quietly revert "$work/all.mkv" --from "$work/R1" --output "$work/back.mkv" --veto "$work/veto.json"
cmp "$work/M.mkv" "$work/back.mkv" || fail "there and back again is another master"
expect 0 "$tasma" verify "$work/back.mkv" --level full

# What is not named stays: flicker and stabilization are done as before.
quietly restore "$work/R1" --output "$work/whole.mkv"
quietly revert "$work/whole.mkv" --from "$work/R1" --output "$work/steady.mkv"
quietly restore "$work/R1" --output "$work/tones.mkv" --repair flicker,stabilization
pictures "$work/steady.mkv" | diff <(pictures "$work/tones.mkv") - || fail "more than local repairs was taken back"
quietly revert "$work/whole.mkv" --from "$work/R1" --output "$work/again.mkv" --repair dust,flicker,stabilization
pictures "$work/again.mkv" | diff "$work/scan.txt" - || fail "everything taken back is not the scan"

# A part of a reel, and a package.
quietly restore "$work/R1" --output "$work/part.mkv" --repair dust --frames 5-14
quietly revert "$work/part.mkv" --from "$work/R1" --output "$work/unpart.mkv"
sed -n 5,14p "$work/scan.txt" | diff - <(pictures "$work/unpart.mkv") || fail "a part taken back is not the scan's"
quietly run "$work/R1" --output "$work/out" --make preservation,restored --repair dust
quietly revert "$work/out/R1/restored-1" --from "$work/out/R1/preservation" --output "$work/packed.mkv"
pictures "$work/packed.mkv" | diff "$work/scan.txt" - || fail "a package taken back is not the scan"

# What cannot be taken back is refused.
refuse() {
  local code=$1 wanted=$2
  shift 2
  expect "$code" "$tasma" revert --output "$work/refused.mkv" "$@"
  grep -q -- "$wanted" "$work/err" || fail "not said: $wanted; but: $(cat "$work/err")"
  [ ! -e "$work/refused.mkv" ] || fail "made all the same: $wanted"
}
refuse 2 "needs --from" "$work/M.mkv"
refuse 2 "takes nothing back" "$work/M.mkv" --from "$work/R1" --repair none
refuse 2 "nothing in the plan" "$work/M.mkv" --from "$work/R1" --repair flicker
refuse 2 "neither --repair" "$work/M.mkv" --from "$work/R1" --repair dust --veto "$work/veto.json"
refuse 65 "rendered by this plan already" "$work/M.mkv" --from "$work/M.mkv"
refuse 65 "no restored master" "$work/P.mkv" --from "$work/R1"
cp "$work/M.mkv" "$work/lone.mkv"
refuse 66 "its plan is not beside it" "$work/lone.mkv" --from "$work/R1"
sed 's/"shot":0/"shot":1/' "$work/M.plan.jsonl" > "$work/lone.plan.jsonl"
refuse 65 "is not the plan" "$work/lone.mkv" --from "$work/R1"
