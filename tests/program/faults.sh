#!/usr/bin/env bash
# What goes wrong while a scan is preserved ends in the right error and in no master; when it is put right, the same
# command makes one that gives back all. The run is held after its first segment, so that the fault meets it half-way.
source "$(dirname "$0")/common.sh"

draw_reel "$work/pristine" 24 64x48
export TASMA_SEGMENT_LENGTH=2
frame=$work/R1/frame_0000020.dpx
chmod 755 "$work"

# As root nothing is unreadable: the runs are somebody else's, by a copy of the program that anybody may run.
cp "$tasma" "$work/tasma"
tasma=$work/tasma
as_somebody=()
[ "$(id -u)" -ne 0 ] || as_somebody=(setpriv --reuid 65534 --regid 65534 --clear-groups)

# half_way CODE WORDS FAULT...: runs preserve, does FAULT when the first segment is there, and expects CODE and WORDS.
half_way() {
  local wanted=$1 words=$2 code=0 run
  shift 2
  rm -rf "$work/R1" "$work/out"
  cp -a "$work/pristine" "$work/R1"
  mkdir -m 777 "$work/out"
  "${as_somebody[@]}" "$tasma" preserve "$work/R1" --output "$work/out/M.mkv" --threads 1 --quiet > "$work/stdout" 2> "$work/err" &
  run=$!
  until compgen -G "$work/out/.tasma/*/preserve/preserve-*.json" > /dev/null || [ ! -d "/proc/$run" ]; do sleep 0.005; done
  kill -STOP $run
  "$@"
  kill -CONT $run
  wait $run || code=$?
  [ "$code" = "$wanted" ] || fail "exit $code instead of $wanted after '$*': $(cat "$work/stdout" "$work/err")"
  grep -q -- "$words" "$work/stdout" "$work/err" || fail "no word of '$words' after '$*': $(cat "$work/stdout" "$work/err")"
  [ ! -e "$work/out/M.mkv" ] || fail "a master in spite of '$*'"
  ! compgen -G "$work/out/*" > /dev/null || fail "something half is visible after '$*': $(ls "$work/out")"
}

change_byte() { printf '\001' | dd of="$frame" bs=1 seek=3000 conv=notrunc status=none; }
shorten() { truncate -s 5000 "$frame"; }
replace_read_one() { printf '\001' | dd of="$work/R1/frame_0000001.dpx" bs=1 seek=3000 conv=notrunc status=none; }
add_sidecar() { echo late > "$work/R1/late.txt"; }

# spoil_segment PLACE: four bytes of the finished segment go wrong, its size and time stay.
spoil_segment() {
  local segment stamp=$work/stamp
  segment=$(compgen -G "$work/out/.tasma/*/preserve/preserve-1-2.seg")
  touch -r "$segment" "$stamp"
  printf 'oops' | dd of="$segment" bs=1 seek="$1" conv=notrunc status=none
  touch -r "$stamp" "$segment"
}

half_way 65 frame_0000020.dpx change_byte
half_way 65 frame_0000020.dpx shorten
half_way 66 frame_0000020.dpx rm "$frame"
half_way 77 frame_0000020.dpx chmod 000 "$frame"
half_way 65 frame_0000001.dpx replace_read_one
half_way 65 late.txt add_sidecar

# The scan as it was again: the same command, and all comes back.
goes_on() {
  rm -rf "$work/back"
  expect 0 "${as_somebody[@]}" "$tasma" preserve "$work/R1" --output "$work/out/M.mkv" --quiet
  expect 0 "$tasma" extract "$work/out/M.mkv" --output "$work/back" --quiet
  diff -r "$work/pristine" "$work/back" || fail "something was lost"
}
cp -a "$work/pristine/." "$work/R1/"
rm -f "$work/R1/late.txt"
goes_on

# What was proved goes wrong on the disk afterwards: a packet, the head of the file.
half_way 74 'reads back otherwise' spoil_segment 6000
goes_on
half_way 65 preserve-1-2.seg spoil_segment 0
goes_on

# A disk that is full, as files that may not grow: an error that says so, no master; with room the work goes on.
rm -rf "$work/out"
mkdir -m 777 "$work/out"
code=0
(
  trap '' XFSZ
  ulimit -f 100
  exec "$tasma" preserve "$work/R1" --output "$work/out/M.mkv" --quiet
) > "$work/stdout" 2> "$work/err" || code=$?
[ "$code" = 74 ] || fail "a full disk ended with $code: $(cat "$work/stdout" "$work/err")"
[ ! -e "$work/out/M.mkv" ] || fail "a master on a full disk"
expect 0 "$tasma" preserve "$work/R1" --output "$work/out/M.mkv" --quiet
expect 0 "$tasma" verify "$work/out/M.mkv" --level full --quiet
