#!/usr/bin/env bash
# The main job: three sealed packages that hold, play, and are recognised; damage is named.
source "$(dirname "$0")/common.sh"

draw_reel "$work/R1" 30
find "$work/R1" -type f -exec sha256sum {} + | sort > "$work/before"
expect 0 "$tasma" run "$work/R1" --output "$work/out" --json
for package in R1/preservation R1/restored-1 R1/screening-1; do
  (cd "$work/out/$package" && sha256sum --quiet -c manifest-sha256.txt && sha256sum --quiet -c tagmanifest-sha256.txt) || fail "$package does not hold"
  expect 0 "$tasma" verify "$work/out/$package"
  expect 0 "$tasma" verify "$work/out/$package" --level full
done
find "$work/R1" -type f -exec sha256sum {} + | sort | diff "$work/before" - || fail "the scan was changed"
[ ! -e "$work/out/.tasma" ] || fail "work was left behind"

# ffmpeg, the independent reader, sees the same frames as the list beside the master.
ffmpeg -v error -i "$work/out/R1/preservation/data/R1.mkv" -map 0:v:0 -f framemd5 - | grep -v '^#' > "$work/ffmpeg.md5"
grep -v '^#' "$work/out/R1/preservation/data/metadata/R1.framemd5" | diff - "$work/ffmpeg.md5" || fail "ffmpeg decodes other frames"
for master in R1/preservation/data/R1.mkv R1/restored-1/data/R1.mkv R1/screening-1/data/R1.h264.mp4 R1/screening-1/data/R1.prores.mov; do
  frames=$(ffprobe -v error -select_streams v:0 -count_frames -show_entries stream=nb_read_frames -of csv=p=0 "$work/out/$master")
  [ "${frames%%,*}" = 30 ] || fail "$master has $frames frames"
  [ -z "$(ffmpeg -v error -i "$work/out/$master" -f null - 2>&1)" ] || fail "$master does not play cleanly"
done

# The same scan again: nothing is done.
digests "$work/out" > "$work/first.txt"
expect 0 "$tasma" run "$work/R1" --output "$work/out"
digests "$work/out" | diff "$work/first.txt" - || fail "a second run changed something"
[ ! -e "$work/out/R1/restored-2" ] || fail "a second run restored again"

# What is to become of gaps is no other fact of a reel that has none.
for gaps in fail hold close; do
  expect 0 "$tasma" run "$work/R1" --output "$work/out" --gaps $gaps --make preservation --quiet
  expect 0 "$tasma" preserve "$work/R1" --output "$work/gapless.mkv" --gaps $gaps --quiet
done

# A flipped byte, a file too many, a file too few: each is named.
copy() { rm -rf "$work/copy" && cp -r "$work/out/R1/preservation" "$work/copy"; }
copy && printf '\x55' | dd of="$work/copy/data/R1.mkv" bs=1 seek=100000 conv=notrunc status=none
expect 65 "$tasma" verify "$work/copy"
grep -q R1.mkv "$work/stdout" || fail "the damaged file is not named"
copy && touch "$work/copy/data/extra" && expect 65 "$tasma" verify "$work/copy"
copy && rm "$work/copy/data/metadata/reel.json" && expect 65 "$tasma" verify "$work/copy" --level structure
expect 66 "$tasma" verify "$work/nowhere"
