#!/usr/bin/env bash
# The scan again, bit for bit: every flavour that is drawn, with sound, sidecars, folders and times; a part of it; and
# what has no samples to come back from.
source "$(dirname "$0")/common.sh"

# back NAME CODE: preserves and extracts the scan.
back() {
  expect "$2" "$tasma" preserve "$work/$1" --output "$work/$1.mkv" --quiet
  expect 0 "$tasma" extract "$work/$1.mkv" --output "$work/$1.back" --quiet
  same "$work/$1" "$work/$1.back"
}

draw_reel "$work/R1" 60 64x48
mkdir -p "$work/R1/sub/empty" "$work/R1/@eaDir"
echo 'scanned at night' > "$work/R1/sub/notes.txt"
: > "$work/R1/zero"
printf '\x1a\x45\xdf\xa3 no data' > "$work/R1/magic.bin"
printf 'tail' >> "$work/R1/frame_0000007.dpx"
printf 'a name' > "$work/R1/$(printf 'caf\xe9').txt"
touch -d '1999-12-31 23:59:59.123456789' "$work/R1/frame_0000003.dpx" "$work/R1/sub/notes.txt"
touch -d '2001-02-03' "$work/R1/sub/empty" "$work/R1/sub"
chmod a-w "$work/R1"
code=0
"$tasma" preserve "$work/R1" --output "$work/R1.mkv" --quiet > "$work/stdout" || code=$?
[ "$code" = 0 ] || [ "$code" = 3 ] || fail "exit $code: $(cat "$work/stdout")"
expect 0 "$tasma" extract "$work/R1.mkv" --output "$work/R1.back" --quiet
same "$work/R1" "$work/R1.back"
chmod u+w "$work/R1"

# A part: these frames alone. A folder with something in it is nobody's to write into.
expect 0 "$tasma" extract "$work/R1.mkv" --frames 50-52 --output "$work/part" --quiet
[ "$(ls "$work/part" | tr '\n' ' ')" = "frame_0000050.dpx frame_0000051.dpx frame_0000052.dpx " ] || fail "$(ls "$work/part")"
cmp "$work/R1/frame_0000051.dpx" "$work/part/frame_0000051.dpx" || fail "a part differs"
expect 73 "$tasma" extract "$work/R1.mkv" --output "$work/part" --quiet
expect 2 "$tasma" extract "$work/R1.mkv" --frames 100-110 --output "$work/none" --quiet
[ ! -e "$work/none" ] || fail "a folder for nothing"

# Some files alone: by name, the sound, what lies beside; one that is not there is told.
names() { (cd "$1" && find . -type f | LC_ALL=C sort | tr '\n' ' '); }
expect 0 "$tasma" extract "$work/R1.mkv" --file sub/notes.txt --file frame_0000003.dpx --output "$work/some" --quiet
[ "$(names "$work/some")" = "./frame_0000003.dpx ./sub/notes.txt " ] || fail "chosen by name: $(names "$work/some")"
cmp "$work/R1/frame_0000003.dpx" "$work/some/frame_0000003.dpx" || fail "a chosen frame differs"
expect 0 "$tasma" extract "$work/R1.mkv" --sound-only --output "$work/sounds" --quiet
[ "$(names "$work/sounds")" = "./sound.wav " ] || fail "sound alone: $(names "$work/sounds")"
cmp "$work/R1/sound.wav" "$work/sounds/sound.wav" || fail "the sound alone differs"
expect 0 "$tasma" extract "$work/R1.mkv" --attachments --output "$work/beside" --quiet
[ "$(find "$work/beside" -type f | wc -l)" = 4 ] && cmp "$work/R1/magic.bin" "$work/beside/magic.bin" || fail "what lies beside: $(names "$work/beside")"
expect 66 "$tasma" extract "$work/R1.mkv" --file frame_0000099.dpx --output "$work/none" --quiet
expect 2 "$tasma" extract "$work/R1.mkv" --sound-only --frames 1-2 --output "$work/none" --quiet
[ ! -e "$work/none" ] || fail "a folder for nothing"

# A sidecar that is too large to be attached, and a WAV without sound, which is kept like any other file.
draw_reel "$work/L" 3 64x48
head -c 70000001 /dev/zero | tr '\000' 'x' > "$work/L/scan.log"
printf 'RIFF\044\0\0\0WAVEfmt \020\0\0\0\001\0\002\0\200\273\0\0\0\356\002\0\004\0\020\0data\0\0\0\0' > "$work/L/sound.wav"
back L 3
rm -r "$work/L" "$work/L.back" "$work/L.mkv"

# A reel in which no frame decodes is refused, also where its header is sound.
compressed=$shared/testdata/tiff/pillow/tiff_adobe_deflate.tif
if [ -f "$compressed" ]; then
  mkdir "$work/N"
  cp "$compressed" "$work/N/frame_1.tif"
  chmod u+w "$work/N/frame_1.tif"
  printf 'no Deflate here%.0s' {1..1300} | dd of="$work/N/frame_1.tif" bs=1000 seek=1 conv=notrunc iflag=fullblock status=none
  expect 65 "$tasma" preserve "$work/N" --output "$work/N.mkv" --quiet
  grep -q T4193 "$work/err" || fail "not one frame decodes: $(cat "$work/err")"
fi

# Every flavour the reel maker draws.
for flavour in "--depth 8" "--depth 12" "--depth 16" "--depth 10 --layout grey" "--depth 16 --layout rgba" \
  "--format tiff --depth 8" "--format tiff --depth 16 --layout grey"; do
  name=$(tr -dc 'a-z0-9' <<< "$flavour")
  # shellcheck disable=SC2086 # words
  "$make_reel" --output "$work/$name" --frames 3 --size 61x43 --rate 24 $flavour > /dev/null
  code=0
  [[ $flavour = *tiff* ]] && code=3
  back "$name" "$code"
done

# Damaged frames, and those that are compressed, lie there whole; gaps are held and leave no file.
draw_reel "$work/D" 9 64x48
printf 'no picture at all' > "$work/D/frame_0000004.dpx"
: > "$work/D/frame_0000008.dpx"
back D 3
rm "$work/D/frame_0000002.dpx"
expect 3 "$tasma" preserve "$work/D" --gaps hold --output "$work/G.mkv" --quiet
expect 0 "$tasma" extract "$work/G.mkv" --output "$work/G.back" --quiet
diff -r "$work/D" "$work/G.back" || fail "a held gap left a file"

# Sounds: several, by whatever path they are named, each under its own name; two of one name are refused before work.
draw_reel "$work/S" 4 64x48
mkdir "$work/S/a" "$work/S/b" "$work/elsewhere"
mv "$work/S/sound.wav" "$work/S/b/mix.wav"
head -c 44 "$work/S/b/mix.wav" > "$work/S/a/mix.wav"
tail -c +45 "$work/S/b/mix.wav" | tr '\000' '\001' >> "$work/S/a/mix.wav"
(cd "$work/S" && expect 0 "$tasma" preserve . --sound ./b/mix.wav --sound a/../a/mix.wav --output "$work/S.mkv" --quiet) || exit 1
expect 0 "$tasma" extract "$work/S.mkv" --output "$work/S.back" --quiet
same "$work/S" "$work/S.back"
cp "$work/S/a/mix.wav" "$work/elsewhere/audio.wav"
mkdir "$work/S/audio.wav"
expect 65 "$tasma" preserve "$work/S" --sound "$work/elsewhere/audio.wav" --output "$work/T.mkv" --quiet
grep -q 'T2512' "$work/err" || fail "two files of one name: $(cat "$work/err")"
rmdir "$work/S/audio.wav"

# What changed in a sub-folder is no longer what the master holds; links that lead in a circle end.
echo more > "$work/S/a/notes.txt"
expect 73 "$tasma" preserve "$work/S" --sound "$work/S/b/mix.wav" --sound "$work/S/a/mix.wav" --output "$work/S.mkv" --quiet
ln -s . "$work/S/a/again"
expect 65 "$tasma" preserve "$work/S" --sound "$work/S/b/mix.wav" --output "$work/T.mkv" --quiet

# A part brings frames that are kept whole, too; a target that is a link is refused; a file that the record misses is told.
expect 0 "$tasma" extract "$work/D.mkv" --frames 3-4 --output "$work/D.part" --quiet
cmp "$work/D.back/frame_0000004.dpx" "$work/D.part/frame_0000004.dpx" || fail "a damaged frame is not in its part"
mkdir "$work/real" && ln -s real "$work/link"
expect 73 "$tasma" extract "$work/D.mkv" --output "$work/link" --quiet
cp "$work/R1.mkv" "$work/renamed.mkv"
at=$(LC_ALL=C grep -obaP 'caf\xe9' "$work/renamed.mkv" | tail -1 | cut -d: -f1)
printf 'z' | dd of="$work/renamed.mkv" bs=1 seek="$at" conv=notrunc status=none
expect 65 "$tasma" extract "$work/renamed.mkv" --output "$work/nothing" --quiet

# A master that is not one, and one with a flipped bit, give nothing back.
expect 65 "$tasma" extract "$work/R1" --output "$work/nothing" --quiet
expect 0 "$tasma" restore "$work/R1" --repair none --frames 1-3 --output "$work/restored.mkv" --quiet
expect 65 "$tasma" extract "$work/restored.mkv" --output "$work/nothing" --quiet
cp "$work/R1.mkv" "$work/flipped.mkv"
size=$(stat -c %s "$work/flipped.mkv")
printf '\x55\xaa\x55' | dd of="$work/flipped.mkv" bs=1 seek=$((size / 2)) conv=notrunc status=none
expect 65 "$tasma" extract "$work/flipped.mkv" --output "$work/nothing" --quiet
! ls -d "$work"/.tasma/extract-* 2> /dev/null || fail "left over of what failed"
[ ! -e "$work/nothing" ] || fail "something half appeared"
