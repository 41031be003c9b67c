#!/usr/bin/env bash
# A veto sets what is repaired and what is kept, changes the frames it names and no other, and is refused when it is
# not understood or speaks of nothing.
source "$(dirname "$0")/common.sh"

draw_reel "$work/R1" 30
restore() { expect 0 "$tasma" restore "$work/R1" --quiet "$@"; }
# veto ENTRY...: written to $work/veto.json
veto() {
  local IFS=,
  echo '{"schema":"tasma.veto/1","entries":['"$*"']}' > "$work/veto.json"
}
# differs A B: the names of the frames that differ.
differs() { diff -rq "$1" "$2" | sed -n 's|^Files .*/\(.*\) and .*|\1|p' | tr '\n' ' '; }
# records FILE: number and count of repairs of every frame of a plan that has two or more
records() {
  python3 - "$1" << 'PY'
import json, sys
for line in list(open(sys.argv[1]))[1:]:
    frame = json.loads(line)
    if len(frame.get("repairs", [])) > 1:
        print(frame["number"], len(frame["repairs"]))
PY
}

restore --output "$work/scan" --frames-as dpx --repair none
restore --output "$work/dust" --frames-as dpx --repair dust
read -r frame blobs <<< "$(records "$work/dust.plan.jsonl" | sed -n 3p)"
[ -n "$frame" ] || fail "no frame with two repairs in this reel"
name=$(printf 'frame_%07d.dpx' "$frame")
cmp -s "$work/scan/$name" "$work/dust/$name" && fail "nothing was repaired in $name"

# A frame is kept: it is the scan's, all others are as before; with the plan given, and without it.
veto '{"frames":'"$frame"',"action":"keep","who":"A.","why":"a bird"}'
restore --output "$work/kept" --frames-as dpx --repair dust --veto "$work/veto.json"
[ "$(differs "$work/dust" "$work/kept")" = "$name " ] || fail "changed: $(differs "$work/dust" "$work/kept")"
cmp "$work/scan/$name" "$work/kept/$name" || fail "a kept frame is not the scan's"
restore --output "$work/again" --frames-as dpx --plan "$work/dust.plan.jsonl" --veto "$work/veto.json"
diff -r "$work/kept" "$work/again" || fail "a veto of the plan that was given gives other frames"
cmp "$work/kept.plan.jsonl" "$work/again.plan.jsonl" || fail "a veto of the plan that was given gives another plan"
restore --output "$work/there" --frames-as dpx --plan "$work/kept.plan.jsonl"
diff -r "$work/kept" "$work/there" || fail "the plan beside the result is not the one that was executed"

# One blob; all of them one by one; a region; and back again.
veto '{"frames":'"$frame"',"blob":0,"action":"keep"}'
restore --output "$work/blob" --frames-as dpx --plan "$work/dust.plan.jsonl" --veto "$work/veto.json"
[ "$(differs "$work/dust" "$work/blob")" = "$name " ] || fail "changed by one blob: $(differs "$work/dust" "$work/blob")"
cmp -s "$work/scan/$name" "$work/blob/$name" && fail "one blob stood for all"
entries=()
for ((i = 0; i < blobs; i++)); do entries+=('{"frames":"'"$frame-$frame"'","blob":'"$i"',"kind":"dust","action":"keep"}'); done
veto "${entries[@]}"
restore --output "$work/blobs" --frames-as dpx --plan "$work/dust.plan.jsonl" --veto "$work/veto.json"
diff -r "$work/kept" "$work/blobs" || fail "all blobs are not the frame"
veto '{"frames":"1-30","region":[0,0,256,192],"action":"keep"}' '{"frames":"1-30","action":"repair"}'
restore --output "$work/back" --frames-as dpx --plan "$work/dust.plan.jsonl" --veto "$work/veto.json"
diff -r "$work/dust" "$work/back" && cmp "$work/dust.plan.jsonl" "$work/back.plan.jsonl" || fail "there and back is not where it began"

# All that is done to a frame taken back: the scan's.
veto '{"frames":"5-7","kind":"flicker","action":"keep"}' '{"frames":"5-7","kind":"stabilization","action":"keep"}' \
  '{"frames":"1-7","action":"keep"}'
restore --output "$work/all" --frames-as dpx
restore --output "$work/none" --frames-as dpx --plan "$work/all.plan.jsonl" --veto "$work/veto.json"
for i in 5 6 7; do cmp "$work/scan/frame_000000$i.dpx" "$work/none/frame_000000$i.dpx" || fail "frame $i is not the scan's"; done
diff "$work/all/frame_0000008.dpx" "$work/none/frame_0000008.dpx" || fail "a frame beside it changed"

# Segments that a veto does not touch are not rendered again.
if strace -o /dev/null true 2> /dev/null; then
  veto '{"frames":'"$frame"',"action":"keep"}'
  segments() { (cd "$work/o/.tasma/R1/restore" && stat -c '%n %Y %i' render-*.seg | sort); }
  export TASMA_SEGMENT_LENGTH=5
  again=("$tasma" restore "$work/R1" --output "$work/o/x.mkv" --plan "$work/all.plan.jsonl" --quiet)
  killed_at "$work/o/.tasma/R1/restore/render-1-5.seg" "${again[@]}"
  segments > "$work/before"
  killed_at "$work/o/.tasma/R1/restore/render-1-5.seg" "${again[@]}" --veto "$work/veto.json"
  changed=$(segments | comm -13 "$work/before" - | wc -l)
  [ "$changed" = 1 ] || fail "$changed segments were rendered again instead of one"
  unset TASMA_SEGMENT_LENGTH
fi

# What is not understood, and what speaks of nothing.
refuse() {
  local wanted=$1
  shift
  veto "$@"
  expect 2 "$tasma" restore "$work/R1" --output "$work/refused" --frames-as dpx --plan "$work/dust.plan.jsonl" --veto "$work/veto.json"
  grep -q "veto.json: $wanted" "$work/err" || fail "not said: $wanted; but: $(cat "$work/err")"
  [ ! -e "$work/refused" ] || fail "made all the same: $wanted"
}
keep='"action":"keep"'
refuse 'entry 2: there is no key "frame"' '{"frames":3,'$keep'}' '{"frame":3,'$keep'}'
refuse 'entry 1: it needs' '{"frames":3}'
refuse 'entry 1: "action" must' '{"frames":3,"action":"burn"}'
refuse 'entry 1: "kind" must' '{"frames":3,"kind":"dirt",'$keep'}'
refuse 'entry 1: "frames" must be a number, or two' '{"frames":"9-3",'$keep'}'
refuse 'entry 1: "frames"' '{"frames":-3,'$keep'}'
refuse 'entry 1: "region"' '{"frames":3,"region":[1,2,3],'$keep'}'
refuse 'entry 1: "region" is empty' '{"frames":3,"region":[1,2,0,3],'$keep'}'
refuse 'entry 1: each number' '{"frames":3,"region":[1,2,3.5,3],'$keep'}'
refuse 'entry 1: a "blob" is one' '{"frames":"3-4","blob":0,'$keep'}'
refuse 'entry 1: "who" must be a text' '{"frames":3,"who":1,'$keep'}'
refuse 'entry 1: flicker and stabilization are of whole' '{"frames":3,"kind":"flicker","blob":0,'$keep'}'
refuse 'entry 1: flicker and stabilization can be kept' '{"frames":3,"kind":"flicker","action":"repair"}'
refuse 'entry 2: nothing in the plan' '{"frames":'"$frame"','$keep'}' '{"frames":"900-901",'$keep'}'
refuse 'entry 1: nothing in the plan' '{"frames":"1-30","kind":"flicker",'$keep'}'
refuse 'it has no entry'
echo '{"schema":"tasma.veto/2","entries":[]}' > "$work/v2.json"
expect 2 "$tasma" restore "$work/R1" --output "$work/refused" --veto "$work/v2.json"
grep -q 'tasma.veto/2' "$work/err" || fail "the schema is not named"
expect 66 "$tasma" restore "$work/R1" --output "$work/refused" --veto "$work/nowhere.json"

# A package more: restored-2 has the frame kept, tells why, and is recognised.
pictures() { ffmpeg -v error -i "$1" -map 0:v:0 -f framemd5 - | grep -v '^#'; }
veto '{"frames":'"$frame"',"action":"keep","why":"a bird"}'
expect 0 "$tasma" run "$work/R1" --output "$work/out" --make restored --quiet --repair dust
expect 0 "$tasma" run "$work/R1" --output "$work/out" --make restored --quiet --repair dust --veto "$work/veto.json"
expect 0 "$tasma" run "$work/R1" --output "$work/out" --make restored --quiet --repair dust --veto "$work/veto.json"
[ "$(ls "$work/out/R1" | tr '\n' ' ')" = "restored-1 restored-2 " ] || fail "not two packages: $(ls "$work/out/R1")"
expect 0 "$tasma" verify "$work/out/R1/restored-2" --level full
cmp "$work/veto.json" "$work/out/R1/restored-2/data/metadata/veto.json" || fail "the veto is not in the package"
cmp "$work/kept.plan.jsonl" "$work/out/R1/restored-2/data/metadata/plan.jsonl" || fail "the package has another plan"
[ "$(diff <(pictures "$work/out/R1/restored-1/data/R1.mkv") <(pictures "$work/out/R1/restored-2/data/R1.mkv") | grep -c '^>')" = 1 ] \
  || fail "not one picture changed"
# The same by itself, measured anew.
expect 0 "$tasma" run "$work/R1" --output "$work/alone" --make restored --quiet --repair dust --veto "$work/veto.json"
cmp "$work/out/R1/restored-2/data/R1.mkv" "$work/alone/R1/restored-1/data/R1.mkv" || fail "restored-2 hangs on restored-1"

# What the veto does not touch is taken from restored-1, and nothing from one that is not as it was sealed.
veto '{"frames":'"$frame"',"action":"keep"}'
again() { TASMA_SEGMENT_LENGTH=5 "$tasma" run "$work/R1" --output "$work/out" --make restored --repair dust --veto "$work/veto.json"; }
expect 0 again
grep -q '25 of 30 frames are as in restored-1' "$work/err" || fail "not said what was taken over: $(cat "$work/err")"
cmp "$work/out/R1/restored-2/data/R1.mkv" "$work/out/R1/restored-3/data/R1.mkv" || fail "taken over, it is another master"
cmp "$work"/out/R1/restored-{2,3}/data/metadata/R1.framemd5 || fail "taken over, the pictures have other digests"
rm -r "$work/out/R1/restored-3"
chmod -R u+w "$work/out/R1/restored-1"
printf '\377' | dd of="$work/out/R1/restored-1/data/R1.mkv" bs=1 seek=60000 conv=notrunc status=none
expect 65 again
grep -q 'restored-1: data/R1.mkv is not as it was sealed' "$work/err" || fail "damage not told: $(cat "$work/err")"
[ ! -e "$work/out/R1/restored-3" ] || fail "made out of a damaged package"
