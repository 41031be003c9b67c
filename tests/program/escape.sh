#!/usr/bin/env bash
# An archive does not depend on tasma: docs/escape/restore.py and ffmpeg give back every scan as tasma extract does. Every
# flavour that comes back from samples, with junk wherever no sample is; files kept whole; sidecars, folders, times.
source "$(dirname "$0")/common.sh"
flavour_reels=$3
export restore=$here/../../docs/escape/restore.py

# by_both SCAN: preserves the scan, and restores it by tasma and by the script.
by_both() {
  local code=0
  "$tasma" preserve "$1" --output "$1.mkv" --quiet > "$1.out" 2>&1 || code=$?
  [ "$code" = 0 ] || [ "$code" = 3 ] || fail "exit $code: preserve $1: $(cat "$1.out")"
  "$tasma" extract "$1.mkv" --output "$1.extracted" --quiet > "$1.out" 2>&1 || fail "extract $1: $(cat "$1.out")"
  "$restore" "$1.mkv" "$1.restored" > "$1.out" 2>&1 || fail "restore $1: $(cat "$1.out")"
  same "$1" "$1.extracted"
  same "$1" "$1.restored"
}
export -f by_both same times fail
export tasma

mkdir "$work/reels"
"$flavour_reels" "$work/reels"
touch -d '1999-12-31 23:59:59.123456789' "$work"/reels/*/f1.*
reels=("$work"/reels/*)
[ ${#reels[@]} = 43 ] || fail "${#reels[@]} reels are drawn: 22 flavours of DPX, 9 of TIFF, 12 mixed"
printf '%s\0' "${reels[@]}" | xargs -0 -n 1 -P 2 bash -euc 'by_both "$1"' - || fail "a flavour does not come back"

# Files beside the frames: with the magic of other data, without content, with any name; frames without a picture, held gaps.
scan=$work/R1
draw_reel "$scan" 12 64x48
mkdir -p "$scan/sub/empty" "$scan/@eaDir"
echo 'scanned at night' > "$scan/sub/notes.txt"
: > "$scan/zero"
printf '\x1a\x45\xdf\xa3 no data' > "$scan/magic.bin"
head -c 3000000 /dev/zero | cat "$scan/magic.bin" - > "$scan/sub/large.bin"
printf 'a name' > "$scan/$(printf 'caf\xe9').txt"
printf 'another' > "$scan/back\\x41slash"
printf 'tail' >> "$scan/frame_0000007.dpx"
touch -d '1960-02-03 04:05:06.5' "$scan/frame_0000003.dpx" "$scan/sub/notes.txt"
touch -d '2001-02-03' "$scan/sub/empty" "$scan/sub"
by_both "$scan"
cp -a "$scan" "$work/R2"
printf 'no picture at all' > "$work/R2/frame_0000004.dpx"
: > "$work/R2/frame_0000008.dpx"
by_both "$work/R2"
rm "$work/R2/frame_0000002.dpx"
expect 3 "$tasma" preserve "$work/R2" --gaps hold --output "$work/R3.mkv" --quiet
expect 0 "$restore" "$work/R3.mkv" "$work/R3"
diff -r "$work/R2" "$work/R3" || fail "a held gap left a file"

# A lone still, a file that no samples give back, several sounds.
mkdir "$work/alone" "$work/S"
cp -p "$scan/frame_0000003.dpx" "$work/alone"
expect 0 "$tasma" preserve "$work/alone/frame_0000003.dpx" --output "$work/alone.mkv" --quiet
expect 0 "$restore" "$work/alone.mkv" "$work/alone.restored"
same "$work/alone" "$work/alone.restored"
ffmpeg -v error -f lavfi -i testsrc=size=64x48:rate=24 -frames:v 2 -pix_fmt rgb24 -compression_algo lzw "$work/S/f%1d.tif"
cp "$scan/sound.wav" "$work/S/a.wav"
cp "$work/reels/y8packing0be/sound.wav" "$work/S/b.wav"
expect 3 "$tasma" preserve "$work/S" --rate 24 --sound "$work/S/b.wav" --sound "$work/S/a.wav" --output "$work/S.mkv" --quiet
expect 0 "$restore" "$work/S.mkv" "$work/S.restored"
same "$work/S" "$work/S.restored"

# It is a witness: what does not come back as it was is named, whatever does comes back, and nothing is written over.
expect 1 "$restore" "$scan.mkv" "$scan.restored"
expect 1 "$restore" "$scan/frame_0000001.dpx" "$work/nothing"
cp "$scan.mkv" "$work/flipped.mkv"
place=$(ffprobe -v error -select_streams v -show_entries packet=pos -of csv=p=0 "$scan.mkv" | sed -n 6p)
printf '\x55\xaa\x55' | dd of="$work/flipped.mkv" bs=1 seek=$((${place%,} + 500)) conv=notrunc status=none
expect 1 "$restore" "$work/flipped.mkv" "$work/flipped"
grep -q '^frame_0000006.dpx: is not as it was' "$work/err" || fail "the damaged frame is not named: $(cat "$work/err")"
[ "$(diff -rq "$scan" "$work/flipped")" = "Files $scan/frame_0000006.dpx and $work/flipped/frame_0000006.dpx differ" ] ||
  fail "other files are damaged, too"
cp "$scan.mkv" "$work/rewritten.mkv"
digest=$(sha256sum < "$scan/sub/notes.txt")
place=$(grep -obaF "${digest:0:64}" "$work/rewritten.mkv" | cut -d: -f1)
printf '%s' "${digest:0:64}" | tr '0-9a-f' '1-9a-f0' | dd of="$work/rewritten.mkv" bs=1 seek="$place" conv=notrunc status=none
expect 1 "$restore" "$work/rewritten.mkv" "$work/rewritten"
grep -q '^tasma.json: ' "$work/err" || fail "a record that was changed is not named: $(cat "$work/err")"
grep -q '^sub/notes.txt: ' "$work/err" || fail "a file of another digest is not named: $(cat "$work/err")"
