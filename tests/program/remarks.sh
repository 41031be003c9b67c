#!/usr/bin/env bash
# What a person must see is said whenever a package of it is touched again: when it is made, when it is recognised, when
# it is verified, and with the frames of a gap under the sequence's own names.
source "$(dirname "$0")/common.sh"

draw_reel "$work/R1" 8
rm "$work/R1/frame_0000003.dpx"
printf 'no picture' > "$work/R1/frame_0000006.dpx"
expect 65 "$tasma" run "$work/R1" --output "$work/out" --quiet
expect 3 "$tasma" run "$work/R1" --output "$work/out" --gaps hold --quiet
cp "$work/stdout" "$work/first"
expect 3 "$tasma" run "$work/R1" --output "$work/out" --gaps hold --quiet
diff <(grep '^remark' "$work/first") <(grep '^remark' "$work/stdout") || fail "recognised packages say other remarks"
grep -q 'made before' "$work/stdout" || fail "the packages are not recognised"

expect 3 "$tasma" verify "$work/out/R1/preservation" --level full --quiet
grep -q 'sound, with remarks (full:' "$work/stdout" || fail "no verdict: $(cat "$work/stdout")"
grep -q 'missing_frame, frame 3' "$work/stdout" || fail "the gap is not named"
expect 3 "$tasma" verify "$work/out/R1/preservation" "$work/out/R1/restored-1" --level structure --json --quiet
for word in '"schema": *"tasma.verification/1"' '"level": *"structure"' 'R1/preservation"' 'R1/restored-1"' '"verdict": *"sound, with remarks"'; do
  grep -q "$word" "$work/stdout" || fail "no $word in the document"
done

expect 3 "$tasma" restore "$work/R1" --gaps hold --output "$work/frames" --frames-as dpx --repair none --quiet
[ -e "$work/frames/frame_0000003.dpx" ] || fail "the stand-in has another name: $(ls "$work/frames")"

# Sound: a restored master has none, and a copy made of it says so; with the sound named all is well.
draw_reel "$work/R2" 6
expect 0 "$tasma" restore "$work/R2" --output "$work/R2.mkv" --repair none --quiet
expect 3 "$tasma" screen "$work/R2.mkv" --output "$work/silent" --as h264 --quiet
grep -q 'missing_sound' "$work/stdout" || fail "the missing sound is not named"
expect 0 "$tasma" screen "$work/R2.mkv" --sound "$work/R2/sound.wav" --output "$work/sounding" --as h264 --quiet

# Several scans are one film: nothing appears before all is done, a name that is taken stops all before any work.
draw_reel "$work/R3" 40
mkdir "$work/copies"
echo mine > "$work/copies/R2.h264.mp4"
expect 73 "$tasma" screen "$work/R2" "$work/R3" --output "$work/copies" --as h264 --quiet
[ "$(cat "$work/copies/R2.h264.mp4")" = mine ] || fail "what stood there is gone"
[ ! -e "$work/copies/.tasma" ] || fail "work began although a name is taken"
rm "$work/copies/R2.h264.mp4"
"$tasma" screen "$work/R2" "$work/R3" --output "$work/copies" --as h264 --progress plain 2> "$work/progress" &
screening=$!
until grep -q 'screen R3' "$work/progress" 2> /dev/null || ! kill -0 $screening 2> /dev/null; do sleep 0.02; done
kill -9 $screening 2> /dev/null || true
wait $screening || true
expect 0 "$tasma" screen "$work/R2" "$work/R3" --output "$work/copies" --as h264 --quiet
[ "$(ls -A "$work/copies")" = R2.h264.mp4 ] || fail "left in the folder: $(ls -A "$work/copies")"
