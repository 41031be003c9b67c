#!/usr/bin/env bash
# Segments go as the master is joined, so that both need hardly more space than the master; killed meanwhile, at any of
# them, the same command takes the pictures back out of the unfinished master and codes none of them again. Those of a
# screening copy go when it is joined.
source "$(dirname "$0")/common.sh"
strace -o /dev/null true 2> /dev/null || { echo "SKIPPED: tracing is forbidden"; exit 77; }
export TASMA_SEGMENT_LENGTH=2

# Within 1.1 times the outputs and a segment a thread, of which each measures a few hundredths here.
draw_reel "$work/R1" 40 384x288
run=(--repair dust,flicker --make preservation,restored --threads 2 --progress none)
expect 0 "$tasma" run "$work/R1" "${run[@]}" --output "$work/golden"
bytes() { find "$1" -type f -printf '%s\n' | awk '{ n += $1 } END { print n }'; }
made=$(bytes "$work/golden")
segment=$((made / 2 / 20))
most=$((made * 11 / 10 + 2 * segment))
mounted=(unshare --user --map-root-user --mount)
[ "$(id -u)" -ne 0 ] || mounted=(unshare --mount)
if "${mounted[@]}" true 2> /dev/null; then
  mkdir "$work/disk"
  # on_disk SIZE: what a run on a disk of that size ends with; whole, what it made is as on a large one.
  on_disk() {
    "${mounted[@]}" bash -c 'mount -t tmpfs -o size="$1" none "$2" && shift && disk=$1 && golden=$2 && shift 2 &&
      { "$@" --output "$disk/out" || exit $?; } && diff -r "$golden" "$disk/out"' \
      - "$1" "$work/disk" "$work/golden" "$tasma" run "$work/R1" "${run[@]}" > "$work/stdout" 2> "$work/err"
  }
  on_disk $most || fail "exit $? with $most bytes for $made: $(cat "$work/stdout" "$work/err")"
  on_disk $((4 * made)) || fail "exit $? with room"
  ! grep "may be needed" "$work/err" || fail "room is missed where there is enough"
  code=0
  on_disk $((made * 9 / 10)) || code=$?
  [ $code = 74 ] || fail "exit $code on a disk that is too small" # so the disk is as small as it is said to be
  code=0
  on_disk $((made / 4)) || code=$?
  [ $code = 74 ] && grep -q "bytes may be needed" "$work/err" || fail "exit $code without a word before: $(cat "$work/err")"
else
  echo "nothing can be mounted here"
fi
rm -r "$work/golden" "$work/R1"

draw_clean_reel "$work/pristine" 12 96x64
touch -d '2020-01-01' "$work"/pristine/*
preserve=("$tasma" preserve "$work/R1" --threads 1 --quiet --output "$work/out/R1.mkv")
restore=("$tasma" restore "$work/R1" --repair flicker,stabilization --threads 1 --quiet --output "$work/out/R1.mkv")
fresh() { rm -rf "$work/R1" "$work/out" && cp -a "$work/pristine" "$work/R1" && mkdir "$work/out"; }

# let_go: the segments whose pictures lie in the unfinished master alone.
let_go() {
  local record
  for record in "$work"/out/.tasma/R1/*/*.json; do [ -e "${record%.json}.seg" ] || basename "$record" .json; done
}

# blacken: pictures that were let go are other ones in the scan, of the same size and time, as a run would find that codes
# them again.
blacken() {
  local name first last file number
  for name in $(let_go); do
    first=${name%-*} first=${first##*-} last=${name##*-}
    for ((number = first; number <= last; ++number)); do
      file=$(printf '%s/R1/frame_%07d.dpx' "$work" "$number")
      dd if=/dev/zero of="$file" bs=1 seek=4096 count=2048 conv=notrunc status=none
      touch -d '2020-01-01' "$file"
    done
  done
}

for command in preserve restore; do
  declare -n words=$command
  step=$command prefix=$command
  [ $command = preserve ] || prefix=render
  fresh
  expect 0 "${words[@]}"
  cp "$work/out/R1.mkv" "$work/$command.mkv"
  for range in 1-2 5-6 9-10; do
    fresh
    killed_at "$work/out/.tasma/R1/$step/$prefix-$range.seg" "${words[@]}"
    [ ! -e "$work/out/R1.mkv" ] || fail "visible before it was proved"
    gone=$(let_go | wc -l)
    [ "$range" = 1-2 ] || [ "$gone" -ge 2 ] || fail "$gone segments were let go before $range"
    [ $command = restore ] || blacken
    expect 0 "${words[@]}"
    cmp "$work/$command.mkv" "$work/out/R1.mkv" || fail "$command: other bytes, killed as $range went"
    [ ! -e "$work/out/.tasma" ] || fail "left over: $(find "$work/out/.tasma")"
  done
done

# Of an unfinished master that is damaged, what is whole is taken; the rest is coded again.
damaged() {
  fresh
  killed_at "$work/out/.tasma/R1/preserve/preserve-9-10.seg" "${preserve[@]}"
  part=$work/out/.tasma/R1/staging/R1.mkv.part
  [ -e "$part" ] || fail "no unfinished master: $(find "$work/out")"
}
for place in 40 30000 60000; do
  damaged
  [ "$(stat -c %s "$part")" -gt $place ] || fail "byte $place is not in $(stat -c %s "$part")"
  printf '\xff\xff\xff\xff' | dd of="$part" bs=1 seek=$place conv=notrunc status=none
  expect 0 "${preserve[@]}"
  cmp "$work/preserve.mkv" "$work/out/R1.mkv" || fail "other bytes with damage at $place"
done

# What stands in its place and is no such file is not shortened: another name of a frame, a link to one.
for kind in "ln" "ln -s"; do
  damaged
  rm "$part"
  $kind "$work/R1/frame_0000001.dpx" "$part"
  expect 0 "${preserve[@]}"
  diff -r "$work/pristine" "$work/R1" || fail "a frame was changed by way of $kind"
done

# A screening copy that is joined is not made again, unless it is another one now or has changed.
screen=("$tasma" screen "$work/R1" --rate 24 --element print --picture none --as h264,prores --threads 1 --quiet --output "$work/out")
joined() {
  fresh
  killed_at "$work/out/.tasma/R1/screen-R1/h264-16384x1080-20-1-12.seg" "${screen[@]}"
  copy=$work/out/.tasma/R1/staging/screening/R1.h264.mp4
  rm "$work/out/.tasma/R1/screen-R1/h264-16384x1080-20-1-12.seg" # as would have been the next thing
  [ -e "$copy" ] && [ "$(let_go)" = h264-16384x1080-20-1-12 ] || fail "joined: $(find "$work/out")"
}
of_date() {
  rm -rf "$work/$1"
  expect 0 "${screen[@]}" --date "$1"
  mv "$work/out" "$work/$1"
}
fresh
of_date 2020-01-01
fresh
of_date 2001-01-01
! cmp -s "$work/2020-01-01/R1.h264.mp4" "$work/2001-01-01/R1.h264.mp4" || fail "the date makes no difference"
joined
blacken
expect 0 "${screen[@]}"
diff -r "$work/2020-01-01" "$work/out" || fail "a joined copy was made again"
joined
of_date 2001-01-02
cmp -s "$work/2001-01-01/R1.h264.mp4" "$work/2001-01-02/R1.h264.mp4" && fail "a copy of another date"
for change in "truncate -s -1" "touch -d 2020-01-01" rm; do
  joined
  $change "$copy"
  expect 0 "${screen[@]}"
  diff -r "$work/2020-01-01" "$work/out" || fail "other bytes after $change"
done
