#!/usr/bin/env bash
# Masters know no clock: one that is years off, or goes back during the run, changes no byte. Nor does work that another
# version of tasma left behind: it is made again, not mixed in.
source "$(dirname "$0")/common.sh"
strace -o /dev/null true 2> /dev/null || { echo "SKIPPED: tracing is forbidden"; exit 77; }

draw_clean_reel "$work/R1" 12 64x48
touch -d '2040-02-03 04:05:06 UTC' "$work/R1/frame_0000004.dpx" # from the future of whoever runs this
export TASMA_SEGMENT_LENGTH=2 NO_FAKE_STAT=1
out=$work/out
run=("$tasma" run "$work/R1" --as h264 --quiet --output "$out" --log "$work/log")
expect 0 "${run[@]}"
mv "$out" "$work/golden"
same_as_golden() {
  diff -r "$work/golden" "$out" || fail "other bytes $1"
  rm -r "$out"
}

for clock in '@2001-01-01 00:00:00' '@2099-12-31 23:59:59' -3d; do
  rm "$work/log"
  expect 0 faketime -f "$clock" "${run[@]}"
  ! grep -q "\"time\":\"$(date -u +%Y-%m-%d)" "$work/log" || fail "the clock was not set to $clock"
  same_as_golden "by a clock at $clock"
done

# Back by a year, in the middle.
rm "$work/log"
library=$(ls /usr/lib/*/faketime/libfaketimeMT.so.1)
echo +0 > "$work/offset"
LD_PRELOAD=$library FAKETIME_TIMESTAMP_FILE=$work/offset FAKETIME_NO_CACHE=1 "${run[@]}" &
process=$!
until compgen -G "$out/.tasma/*/restore/measure-*.json" > /dev/null || [ ! -d "/proc/$process" ]; do sleep 0.005; done
echo -365d > "$work/offset"
wait $process || fail "exit $? when the clock went back"
sed 's/.*"time":"\(....\).*/\1/' "$work/log" | uniq | sort | uniq -c > "$work/years"
[ "$(wc -l < "$work/years")" = 2 ] || fail "the clock did not go back: $(cat "$work/years")"
same_as_golden "when the clock went back"

# Work of another version, told by its fingerprint, or by a schema that this one does not know: its bytes would be wrong, so
# that one mixed in would show.
for change in 's/"fingerprint":"[^"]*| tasma [^ ]*/&-older/' 's|tasma.segment/1|tasma.segment/0|' 's/"schema"/"scheme"/'; do
  killed_at "$out/.tasma/R1/preserve/preserve-1-2.seg" "${run[@]}"
  for segment in "$out"/.tasma/R1/preserve/preserve-*.seg; do
    record=${segment%.seg}.json
    cp "$record" "$work/before"
    sed -i "$change" "$record"
    ! cmp -s "$record" "$work/before" || fail "no version in the record: $(cut -c-600 "$record")"
    touch -r "$segment" "$work/stamp"
    printf 'older' | dd of="$segment" bs=1 seek=3000 conv=notrunc status=none
    touch -r "$work/stamp" "$segment"
  done
  expect 0 "${run[@]}"
  same_as_golden "from work of another version"
done
