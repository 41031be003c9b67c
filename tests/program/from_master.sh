#!/usr/bin/env bash
# A master is a scan: restoring and screening give the same bytes from the frames, from the preservation master and from
# its package; frames come out under the scan's own names.
source "$(dirname "$0")/common.sh"

draw_reel "$work/R1" 20
expect 0 "$tasma" preserve "$work/R1" --output "$work/M.mkv" --quiet
expect 0 "$tasma" run "$work/R1" --output "$work/out" --make preservation --quiet
cmp "$work/M.mkv" "$work/out/R1/preservation/data/R1.mkv" || fail "preserve and run make different masters"
conforms "$work/M.mkv"

sources=("$work/R1" "$work/M.mkv" "$work/out/R1/preservation")
for i in 0 1 2; do
  expect 0 "$tasma" restore "${sources[$i]}" --reel R1 --output "$work/restored-$i.mkv" --quiet
  expect 0 "$tasma" restore "${sources[$i]}" --reel R1 --output "$work/frames-$i" --frames-as tiff --frames 5-9 --quiet
  expect 0 "$tasma" restore "${sources[$i]}" --reel R1 --output "$work/dpx-$i" --frames-as dpx --frames 5-9 --quiet
  expect 0 "$tasma" screen "${sources[$i]}" --reel R1 --output "$work/screen-$i" --as h264 --quiet
done
for i in 1 2; do
  cmp "$work/restored-0.mkv" "$work/restored-$i.mkv" || fail "restoring ${sources[$i]} gives other bytes"
  diff -r "$work/frames-0" "$work/frames-$i" || fail "frames of ${sources[$i]} differ"
  diff -r "$work/dpx-0" "$work/dpx-$i" || fail "DPX frames of ${sources[$i]} differ"
  cmp "$work/screen-0/R1.h264.mp4" "$work/screen-$i/R1.h264.mp4" || fail "screening ${sources[$i]} gives other bytes"
done
[ "$(ls "$work/frames-0" | tr '\n' ' ')" = "frame_0000005.tif frame_0000006.tif frame_0000007.tif frame_0000008.tif frame_0000009.tif " ] \
  || fail "other names: $(ls "$work/frames-0")"
conforms "$work/restored-0.mkv"

# DPX frames carry the source's header; ffmpeg reads in them what it reads in the restored master.
expect 0 "$tasma" restore "$work/R1" --output "$work/dpx" --frames-as dpx --quiet
cmp -n 2048 "$work/R1/frame_0000003.dpx" "$work/dpx/frame_0000003.dpx" || fail "the header is not the source's"
ffmpeg -v error -start_number 1 -i "$work/dpx/frame_%07d.dpx" -f framemd5 - | grep -v '^#' | cut -d, -f6 > "$work/dpx.md5"
ffmpeg -v error -i "$work/restored-0.mkv" -map 0:v:0 -f framemd5 - | grep -v '^#' | cut -d, -f6 | diff "$work/dpx.md5" - \
  || fail "DPX frames and restored master differ"
