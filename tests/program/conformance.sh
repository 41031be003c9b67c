#!/usr/bin/env bash
# Masters of every kind pass MediaConch's implementation checks and docs/policy; a file that lacks one of the things the
# policy demands fails by that.
source "$(dirname "$0")/common.sh"
command -v mediaconch > /dev/null || {
  echo "mediaconch is not installed"
  exit 77
}

# master NAME CODE: preserves the scan of that name.
master() {
  expect "$2" "$tasma" preserve "$work/$1" --output "$work/$1.mkv" --quiet
  masters+=("$work/$1.mkv")
}
masters=()

# Flavours, and rates that are no whole number of nanoseconds.
for flavour in "--depth 8" "--depth 10 --rate 24000/1001" "--depth 12 --rate 16" "--depth 16 --transfer linear" \
  "--depth 10 --layout grey" "--depth 16 --layout rgba --transfer video" "--format tiff --depth 16"; do
  name=$(tr -dc 'a-z0-9' <<< "$flavour")
  # shellcheck disable=SC2086 # words
  "$make_reel" --output "$work/$name" --frames 3 --size 96x64 $flavour > /dev/null
  code=0
  [[ $flavour = *tiff* ]] && code=3
  master "$name" "$code"
done

# Sounds: FLAC, and PCM as it is.
for codec in pcm_s16le pcm_s24le pcm_s32le pcm_f32le pcm_u8; do
  draw_reel "$work/$codec" 3 96x64
  ffmpeg -v error -i "$work/$codec/sound.wav" -c:a "$codec" -bitexact "$work/$codec.wav"
  mv "$work/$codec.wav" "$work/$codec/sound.wav"
  master "$codec" 0
done

# Pictures so small that they have 4 slices.
"$make_reel" --output "$work/tiny" --frames 2 --size 40x80 > /dev/null
master tiny 0

# Sidecars, a frame that lies whole behind the Segment, pixels that are not square, no time code; a held gap; the
# restored master.
draw_reel "$work/R1" 6 96x64
mkdir "$work/R1/sub"
echo 'scanned at night' > "$work/R1/sub/notes.txt"
for frame in "$work"/R1/*.dpx; do
  printf '\0\0\0\2\0\0\0\1' | dd of="$frame" bs=1 seek=1628 conv=notrunc status=none
  printf '\377\377\377\377' | dd of="$frame" bs=1 seek=1920 conv=notrunc status=none
done
printf 'no picture at all' > "$work/R1/frame_0000004.dpx"
master R1 3
mediainfo "$work/R1.mkv" > "$work/shown"
grep -q 'Display aspect ratio  *: 3.000' "$work/shown" || fail "the shape of pixels is lost: $(cat "$work/shown")"
rm "$work/R1/frame_0000002.dpx"
expect 3 "$tasma" preserve "$work/R1" --gaps hold --output "$work/held.mkv" --quiet
expect 0 "$tasma" restore "$work/depth8" --output "$work/restored.mkv" --quiet
conforms "${masters[@]}" "$work/held.mkv" "$work/restored.mkv"

# What is said of colour: a code where there is one, else the DPX header's numbers.
said() { mediainfo --Details=1 "$work/$1.mkv" | grep -A4 'TagName - DPX_\|TransferCharacteristics -\|Primaries -' | tr -s ' '; }
said depth10rate240001001 > "$work/printing"
grep -q 'DPX_TRANSFER' "$work/printing" && grep -q 'DPX_COLORIMETRIC' "$work/printing" || fail "no DPX values: $(cat "$work/printing")"
! grep -q 'Characteristics -\|Primaries -' "$work/printing" || fail "printing density has no code: $(cat "$work/printing")"
said depth16transferlinear > "$work/linear"
grep -q 'TransferCharacteristics - 8 ' "$work/linear" || fail "linear light is not said"
said depth16layoutrgbatransfervideo > "$work/video"
grep -q 'TransferCharacteristics - 1 ' "$work/video" && grep -q 'Primaries - 1 ' "$work/video" || fail "BT.709 is not said: $(cat "$work/video")"

files=0

# foreign FFMPEG-OPTIONS...: a file by ffmpeg, with all that the policy demands unless the options take it away.
foreign() {
  file=$work/foreign-$((++files)).mkv
  ffmpeg -v error -y -start_number 1 -framerate 24 -i "$work/depth8/frame_%07d.dpx" -i "$work/pcm_s16le/sound.wav" \
    -c:a flac -c:v ffv1 -level 3 -g 1 -coder 1 -slices 16 -slicecrc 1 -attach "$work/R1/sub/notes.txt" \
    -metadata:s:t mimetype=text/plain -metadata:s:t filename=tasma.json -metadata creation_time=2020-01-01T00:00:00Z \
    "$@" -f matroska "$file"
}

# refused RULE: that file fails by the rule of this name.
refused() {
  verdict "$file" > "$work/verdict"
  grep -q '^fail!' "$work/verdict" || fail "a file that lacks '$1' passes"
  grep -q "fail:$1\]" "$work/verdict" || fail "a file that lacks '$1' fails otherwise: $(cat "$work/verdict")"
}

# lacks RULE FFMPEG-OPTIONS...: without it the file is refused.
lacks() {
  local rule=$1
  shift
  foreign "$@"
  refused "$rule"
}
foreign
conforms "$file"
lacks 'CRC-32 of every slice' -slicecrc 0
lacks 'Intra' -g 12
lacks 'Slices' -slices 4
lacks 'SegmentUID' -bitexact
lacks 'CRC-32 in every kind of element' -write_crc32 0
lacks 'Full range' -color_range tv
lacks 'Sound' -c:a libopus
lacks 'Record of the scan attached' -metadata:s:t filename=other.json
lacks 'Cues' -live 1
lacks 'Duration of the whole' -live 1

# A DPX scan's time code and colour must be said where the reversibility data shows them.
file=$work/silent.mkv
ffmpeg -v error -y -i "$work/depth10rate240001001.mkv" -map 0 -c copy -metadata:s:v TIMECODE= \
  -metadata:s:v DPX_TRANSFER= -metadata:s:v DPX_COLORIMETRIC= "$file"
for rule in 'SMPTE time code, where the scan has one' 'Transfer of a DPX scan' 'Primaries of a DPX scan'; do
  refused "$rule"
done

# Damage is seen by the implementation checks.
cp "$work/depth8.mkv" "$work/flipped.mkv"
at=$(LC_ALL=C grep -obaP '\x1f\x43\xb6\x75' "$work/flipped.mkv" | tail -1 | cut -d: -f1)
printf '\x55\xaa\x55' | dd of="$work/flipped.mkv" bs=1 seek=$((at + 200)) conv=notrunc status=none
media_conch "$work/flipped.mkv" > "$work/verdict"
grep -q '^fail!' "$work/verdict" || fail "damage passes the implementation checks"
