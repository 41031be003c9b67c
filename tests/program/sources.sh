#!/usr/bin/env bash
# The scan is sacred: it may lie on a disk that cannot be written to; nothing of it changes; and what stands where a file is
# expected, in the scan or in the output, is not waited for, not followed, not written through.
source "$(dirname "$0")/common.sh"

draw_clean_reel "$work/pristine" 6 64x48
touch -d '2020-01-01' "$work/pristine/frame_0000005.dpx"
export TASMA_SEGMENT_LENGTH=2
fresh() { rm -rf "$work/R1" "$work/out" && cp -a "$work/pristine" "$work/R1"; }
run=("$tasma" run "$work/R1" --as h264 --quiet --output "$work/out")
fresh
expect 0 "${run[@]}"
mv "$work/out" "$work/golden"

# Read-only for everybody, and as it was in every respect, when it was changed last (ctime) among them.
state() { find "$work/R1" -printf '%p %i %m %n %u %s %T@ %C@\n' | sort; }
state > "$work/before"
mounted=(unshare --user --map-root-user --mount)
[ "$(id -u)" -ne 0 ] || mounted=(unshare --mount)
if "${mounted[@]}" true 2> /dev/null; then
  "${mounted[@]}" bash -c 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && ! touch "$1/x" 2> /dev/null && shift && exec "$@"' \
    - "$work/R1" "${run[@]}" || fail "exit $? where the scan cannot be written to"
else
  echo "nothing can be mounted here"
  expect 0 "${run[@]}"
fi
diff -r "$work/golden" "$work/out" || fail "other bytes from a read-only disk"
expect 0 "$tasma" inspect "$work/R1" --quiet
expect 0 "$tasma" survey "$work/R1" --quiet
expect 0 "$tasma" verify "$work/out/R1/preservation" --level full --against "$work/R1" --min-copies 1 --quiet
state | diff "$work/before" - || fail "the scan was touched"

# What stands where a frame should: never waited for, and told.
stand=$work/R1/frame_0000003.dpx
as_fifo() { mkfifo "$stand"; }
as_folder() { mkdir "$stand"; }
as_device() { ln -s /dev/zero "$stand"; }
as_loop() { ln -s "$(basename "$stand")" "$stand"; }
as_nothing() { ln -s nowhere "$stand"; }
as_socket() { python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$stand"; }
for kind in fifo folder device loop nothing socket; do
  fresh
  rm "$stand"
  as_$kind
  expect 65 timeout 20 "${run[@]}"
  grep -q 'missing_frame.*frame 3\|frame 3.*missing_frame' "$work/stdout" || fail "frame 3 as $kind: $(cat "$work/stdout")"
  grep -q 'frame_0000003.dpx' "$work/stdout" || fail "the $kind is not named: $(cat "$work/stdout")"
  [ ! -e "$work/out/R1" ] || fail "made in spite of a $kind"
done

# The same of the sound, of a whole scan, of a job.
fresh
rm "$work/R1/sound.wav"
mkfifo "$work/R1/sound.wav"
code=0
timeout 20 "${run[@]}" > "$work/stdout" 2>&1 || code=$?
[[ " 3 65 " = *" $code "* ]] || fail "exit $code for a FIFO as sound: $(cat "$work/stdout")"
mkfifo "$work/fifo.dpx" "$work/fifo.mov" "$work/fifo.mkv" "$work/fifo.toml"
for file in fifo.dpx fifo.mov fifo.mkv; do expect 65 timeout 20 "$tasma" inspect "$work/$file" --quiet; done
for word in "run $work/fifo.toml --output $work/no" "preserve /dev/zero --output $work/no.mkv" "inspect /dev/null" "verify $work/fifo.mkv"; do
  code=0
  timeout 20 "$tasma" $word --quiet > "$work/stdout" 2>&1 < /dev/null || code=$?
  [[ " 2 65 66 " = *" $code "* ]] || fail "exit $code: $word: $(cat "$work/stdout")"
done
[ ! -e "$work/no.mkv" ] && [ ! -e "$work/no" ] || fail "made of a device"

# A frame becomes a FIFO, or a link to another frame, after it was listed.
swapped_for() {
  fresh
  "$tasma" run "$work/R1" --as h264 --quiet --output "$work/out" --threads 1 > "$work/stdout" 2>&1 &
  local run=$! code=0
  until compgen -G "$work/out/.tasma/R1/preserve/preserve-*" > /dev/null || [ ! -d "/proc/$run" ]; do sleep 0.002; done
  kill -STOP $run
  rm "$work/R1/frame_0000006.dpx"
  "$@"
  kill -CONT $run
  wait $run || code=$?
  [ "$code" = 65 ] || fail "exit $code after $*: $(cat "$work/stdout")"
  grep -q frame_0000006.dpx "$work/stdout" || fail "not named after $*: $(cat "$work/stdout")"
}
swapped_for mkfifo "$work/R1/frame_0000006.dpx"
swapped_for ln -s frame_0000005.dpx "$work/R1/frame_0000006.dpx"

# What stands where something is to grow: links are not written through.
fresh
mkdir "$work/out"
ln -s "$work/R1/frame_0000001.dpx" "$work/out/M.mkv.part"
ln -s "$work/R1/frame_0000002.dpx" "$work/out/R.mkv.part"
ln "$work/R1/frame_0000003.dpx" "$work/out/S.mkv.part"
expect 0 "$tasma" preserve "$work/R1" --output "$work/out/M.mkv" --quiet
expect 0 "$tasma" restore "$work/R1" --output "$work/out/R.mkv" --repair none --quiet
expect 0 "$tasma" restore "$work/R1" --output "$work/out/S.mkv" --repair none --quiet
diff -r "$work/pristine" "$work/R1" || fail "written into the scan by way of a link"

# What stands where something is to appear.
for kind in fifo folder nothing socket; do
  stand=$work/out/N.mkv
  as_$kind
  code=0
  timeout 20 "$tasma" preserve "$work/R1" --output "$stand" --quiet > "$work/stdout" 2>&1 || code=$?
  [ "$code" = 73 ] && grep -q 'T4106' "$work/stdout" || fail "exit $code where a $kind stands: $(cat "$work/stdout")"
  rm -r "$stand"
done
