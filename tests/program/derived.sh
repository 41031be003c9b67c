#!/usr/bin/env bash
# A graded file that comes back from elsewhere enters with the package it came out of: compared, and on record.
source "$(dirname "$0")/common.sh"

draw_reel "$work/R1" 12
expect 0 "$tasma" run "$work/R1" --output "$work/out" --make preservation --quiet
package=$work/out/R1/preservation
grade() {  # FRAMES FILE: what a grading house might send
  ffmpeg -v error -i "$package/data/R1.mkv" -map 0:v:0 -frames:v "$1" -vf "scale=out_color_matrix=bt709,format=yuv422p10le" -c:v prores_ks -an "$2" < /dev/null
}
grade 12 "$work/graded.mov"
grade 10 "$work/cut.mov"

expect 0 "$tasma" run "$work/graded.mov" --derived-from "$package" --output "$work/back" --make preservation,screening --as h264 --quiet
for kind in preservation screening-1; do
  python3 - "$work/back/graded/$kind/data/metadata/process.json" "$package/data/R1.mkv" << 'END' || fail "the relation is not in $kind"
import hashlib, json, sys
digest = hashlib.sha256(open(sys.argv[2], "rb").read()).hexdigest()
assert json.load(open(sys.argv[1]))["derived_from"] == [
    {"reel": "graded", "kind": "preservation", "id": "R1", "master_sha256": digest}]
END
  expect 0 "$tasma" verify "$work/back/graded/$kind"
done
expect 0 "$tasma" run "$work/graded.mov" --derived-from "$package" --output "$work/back" --make preservation,screening --as h264 --quiet
[ ! -e "$work/back/graded/screening-2" ] || fail "made again"
expect 73 "$tasma" run "$work/graded.mov" --derived-from "$work/back/graded/preservation" --output "$work/back" --make preservation --quiet

# What differs is a remark that names both; what is no package of ours is refused before any work.
for command in "screen --as h264 --output $work/copies" "preserve --output $work/cut.preserved.mov"; do
  # shellcheck disable=SC2086  # the words of a command
  expect 3 "$tasma" $command "$work/cut.mov" --rate 25 --derived-from "$package" --json --quiet
  grep -q "cut has 10 frames, $package, which it is derived from, has 12" "$work/stdout" || fail "the lost frames are not named"
  grep -q "cut runs at 25 frames a second, $package, which it is derived from, at 24" "$work/stdout" || fail "the rate is not named"
done
for other in "$work/R1" "$work/back/graded/screening-1" "$work/none"; do
  expect 65 "$tasma" run "$work/cut.mov" --derived-from "$other" --output "$work/no" --quiet
done
[ ! -e "$work/no" ] || fail "work began"
