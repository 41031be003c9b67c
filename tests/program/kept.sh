#!/usr/bin/env bash
# --keep-proved: what another version has finished of a preservation is proved once more and kept, and that is on record.
# Without it, under other options, and where the proof fails, it is made again.
source "$(dirname "$0")/common.sh"

"$make_reel" --output "$work/R1" --frames 24 --size 64x48 --flicker 4 --weave 1 --seed 7 > /dev/null
head -c 200000 /dev/zero > "$work/R1/notes"
export TASMA_SEGMENT_LENGTH=2
out=$work/out
run=("$tasma" run "$work/R1" --quiet --output "$out" --log "$work/log")
preserve=("${run[@]}" --make preservation)
segments=$out/.tasma/R1/preserve

limited() (
  trap '' XFSZ
  ulimit -f 100
  exec "$@"
)
# half_done COMMAND...: all segments are made; the copy of what lies beside the frames, or the master, grows too large.
half_done() { expect 74 limited "$@"; }

# Every record FILES says that another version made it.
make_older() {
  find "$out/.tasma" -name "$1" -exec sed -i 's/libavcodec [0-9.]*/libavcodec 1.2.3/' {} +
  [ "$(find "$out/.tasma" -name "$1" -exec grep -l '"fingerprint":"[^"]*libavcodec 1.2.3;' {} + | wc -l)" -ge 3 ] || fail "no version in the records"
}

again() {
  rm -rf "$out" "$work/log"
  cp -a "$work/half" "$out"
}
told() { [ "$(grep -c "\"id\":\"$1\"" "$work/log")" = "$2" ] || fail "$1 is not told $2 times: $(grep '"id"' "$work/log")"; }
same_master() { cmp "$out/R1/preservation/data/R1.mkv" "$work/golden/R1/preservation/data/R1.mkv"; }
same_package() { diff -r "$work/golden" "$out" || fail "the package differs"; }

# kept N: so many segments of two frames were kept, told once, and stand in the package, which else is as it would be.
kept() {
  local package=$out/R1/preservation
  told T4663 1
  grep -q "made with libavcodec 1.2.3: $1, of $((2 * $1)) frames" "$work/log" || fail "not $1 segments: $(grep T4663 "$work/log")"
  same_master
  python3 - "$1" "$package/data/metadata/process.json" "$work/golden/R1/preservation/data/metadata/process.json" << 'PYTHON' || fail "not on record"
import json, re, sys
segments, record, golden = int(sys.argv[1]), *(json.load(open(name)) for name in sys.argv[2:])
[kept] = record.pop("kept_from")
assert record == golden
assert re.match("tasma [^;]*; libavcodec 1[.]2[.]3; ", kept.pop("made_with"))
assert kept == {"segments": segments, "frames": 2 * segments}, kept
PYTHON
  expect 0 "$tasma" verify "$package" --level full --quiet
}

expect 0 "${preserve[@]}"
mv "$out" "$work/golden"
half_done "${preserve[@]}"
rm "$segments"/preserve-{11,13,15,17,19,21,23}-*.json
make_older 'preserve-*.json'
mv "$out" "$work/half"

again
expect 0 "${preserve[@]}"
told T4661 1
told T4663 0
same_package

again
expect 0 "${preserve[@]}" --keep-proved
told T4661 0 # nothing was made again
kept 5

# Kept once, it counts as made: also without the option, and with its origin on record.
again
half_done "${preserve[@]}" --keep-proved
rm "$work/log"
expect 0 "${preserve[@]}"
told T4661 0
kept 5

# Other options, or another date: nothing is kept.
again
sed -i 's/ | ffv1 | / | ffv1 sha1 | /' "$segments"/preserve-*.json
expect 0 "${preserve[@]}" --keep-proved
told T4661 1
told T4663 0
same_package
again
expect 0 "${preserve[@]}" --keep-proved --date 2001-02-03
told T4660 1
told T4663 0

# spoil FILE PLACE: a byte goes wrong there, time and size stay.
spoil() {
  touch -r "$1" "$work/stamp"
  printf '\377' | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
  touch -r "$work/stamp" "$1"
}
not_kept() {
  expect 0 "${preserve[@]}" --keep-proved
  told T4664 1
  grep -q "T4664.*$1" "$work/log" || fail "another reason than '$1': $(grep T4664 "$work/log")"
  kept 4
}
first=$segments/preserve-1-2
again
spoil "$first.seg" $(($(stat -c %s "$first.seg") - 300)) # in a packet
not_kept "preserve-1-2 .*damaged"
again
spoil "$first.files" 300 # beside the samples
not_kept 'preserve-1-2.seg: is not as it was recorded'
again
touch "$first.seg"
not_kept 'preserve-1-2.seg: is not as it was recorded'
again
name=$(LC_ALL=C grep -obaF FFV1 "$first.seg" | head -1 | cut -d: -f1)
spoil "$first.seg" $((name + 34)) # in the private data, which begin 24 bytes behind the name
not_kept 'preserve-1-2.seg: its codec was set up otherwise'

# digest FIELD: that of the record's first frame becomes another.
digest() {
  python3 - "$first.json" "$1" << 'PYTHON'
import json, sys
name, field = sys.argv[1], int(sys.argv[2])
record = json.load(open(name))
frame = record["frames"][0]
frame[field] = frame[field][1:] + frame[field][:1]
json.dump(record, open(name, "w"))
PYTHON
}
for field in 2 3 4; do # of samples, packet, file
  again
  digest "$field"
  not_kept 'frame 1 reads back otherwise'
done

# Those, too, that lie in an unfinished master alone.
if strace -o /dev/null true 2> /dev/null; then
  rm -rf "$out"
  killed_at "$segments/preserve-13-14.seg" "${preserve[@]}" --threads 1
  [ ! -e "$segments/preserve-1-2.seg" ] || fail "nothing was let go"
  make_older 'preserve-*.json'
  rm "$work/log"
  expect 0 "${preserve[@]}" --keep-proved
  told T4661 0
  told T4664 0
  kept 12
else
  echo "tracing is forbidden here"
fi

# What was measured or restored proves nothing of the scan.
rm -rf "$out"
restore=("${run[@]}" --make restored)
expect 0 "${restore[@]}"
rm -rf "$work/golden"
mv "$out" "$work/golden"
half_done "${restore[@]}"
make_older 'render-*.json'
rm "$work/log"
expect 0 "${restore[@]}" --keep-proved
told T4661 1
told T4663 0
same_package

# A master alone has it told, too.
alone=("$tasma" preserve "$work/R1" --quiet --output "$out/M.mkv" --log "$work/log")
rm -rf "$out"
expect 0 "${alone[@]}"
mv "$out/M.mkv" "$work/M.mkv"
half_done "${alone[@]}"
make_older 'preserve-*.json'
rm "$work/log"
expect 0 "${alone[@]}" --keep-proved
told T4661 0
told T4663 1
cmp "$out/M.mkv" "$work/M.mkv"
