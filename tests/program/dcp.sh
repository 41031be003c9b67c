#!/usr/bin/env bash
# A DCP of a reel: others read it, it keeps the film's shape, rate and sound, it is the same however it was made, and any
# change of it is found.
source "$(dirname "$0")/common.sh"

draw_reel "$work/R1" 30
expect 0 "$tasma" screen "$work/R1" --output "$work/out" --as dcp,h264 --quiet
dcp=$work/out/R1_dcp
picture=("$dcp"/j2c_*.mxf) sound=("$dcp"/pcm_*.mxf)

# What others read of it.
of() { ffprobe -v error -count_packets -show_entries "stream=$2" -of csv=p=0 "$1"; }
[ "$(of "${picture[0]}" codec_name,width,height,pix_fmt,r_frame_rate,nb_read_packets)" = jpeg2000,1998,1080,xyz12le,24/1,30 ] ||
  fail "the picture track: $(of "${picture[0]}" codec_name,width,height,pix_fmt,r_frame_rate,nb_read_packets)"
[ "$(of "${sound[0]}" codec_name,sample_rate,channels)" = pcm_s24le,48000,6 ] || fail "the sound track"
ffmpeg -v error -i "${picture[0]}" -f null - || fail "a picture does not decode"
grep -q '<ScreenAspectRatio>1998 1080</ScreenAspectRatio>' "$dcp"/cpl_*.xml || fail "not flat"
samples() { ffmpeg -v error -i "$1" -map 0:a:0 -af "$2" -f s24le -; }
cmp <(samples "$work/R1/sound.wav" 'aresample=48000,pan=mono|c0=c0,atrim=end_sample=60000') \
  <(samples "${sound[0]}" "pan=mono|c0=c$([ "$(of "$work/R1/sound.wav" channels)" = 1 ] && echo 2 || echo 0)") ||
  fail "the sound is not the scan's"
for level in structure fixity full; do expect 0 "$tasma" verify "$dcp" --level "$level"; done

# The same bytes for any number of threads, from a master, and after a kill.
expect 0 "$tasma" screen "$work/R1" --output "$work/one" --as dcp --threads 1 --quiet
expect 0 "$tasma" preserve "$work/R1" --output "$work/M.mkv" --quiet
expect 0 "$tasma" screen "$work/M.mkv" --reel R1 --output "$work/master" --as dcp --quiet
"$tasma" screen "$work/R1" --output "$work/killed" --as dcp --quiet & sleep 2
kill -9 $! 2> /dev/null || true
wait $! 2> /dev/null || true
expect 0 "$tasma" screen "$work/R1" --output "$work/killed" --as dcp --overwrite --quiet
for other in one master killed; do diff -r "$dcp" "$work/$other/R1_dcp" || fail "$other: another DCP"; done

# A byte anywhere is found by the DCP's own lists.
for file in "${picture[0]}" "${sound[0]}" "$dcp"/cpl_*.xml; do
  cp -r "$dcp" "$work/flipped"
  flipped=$work/flipped/$(basename "$file")
  byte=$(($(stat -c %s "$flipped") * 2 / 3))
  value=$(od -An -tu1 -j $byte -N 1 "$flipped")
  printf "\\x$(printf %x $((value ^ 1)))" | dd of="$flipped" bs=1 seek=$byte conv=notrunc status=none
  expect 65 "$tasma" verify "$work/flipped"
  grep -q "$(basename "$file")" "$work/stdout" || fail "the file is not named: $(cat "$work/stdout")"
  rm -r "$work/flipped"
done

# 18 pictures a second become 24: of three the second stands twice, and nothing is blended. Others are refused at once.
expect 3 "$tasma" screen "$work/R1" --reel S --rate 18 --output "$work/slow" --as dcp --quiet
slow=("$work"/slow/S_dcp/j2c_*.mxf)
[ "$(of "${slow[0]}" r_frame_rate,nb_read_packets)" = 24/1,40 ] || fail "of 30 pictures: $(of "${slow[0]}" nb_read_packets)"
pictures() { ffmpeg -v error -i "$1" -c copy -f framemd5 - | grep -v '^#' | sed 's/.*, *//'; }
pictures "${slow[0]}" | head -9 | uniq -c | awk '{printf "%s ", $1}' > "$work/cadence"
[ "$(cat "$work/cadence")" = "1 2 1 1 2 1 1 " ] || fail "cadence $(cat "$work/cadence")"
expect 2 "$tasma" screen "$work/R1" --reel S --rate 30 --output "$work/fast" --as dcp --quiet
grep -q 'T2653' "$work/err" || fail "not refused for its rate"

# Made again over itself; a second sound is not lost without a word; a dry run tells what the DCP costs.
expect 0 "$tasma" screen "$work/R1" --output "$work/one" --as dcp --overwrite --frames 1-24 --quiet
expect 73 "$tasma" screen "$work/R1" --output "$work/one" --as dcp --quiet
expect 0 "$tasma" verify "$work/one/R1_dcp"
[ "$(of "$work"/one/R1_dcp/j2c_*.mxf nb_read_packets)" = 24 ] || fail "the old DCP still stands there"
cat > "$work/two.toml" << 'END'
version = 1
film = "two"
[[reel]]
id = "R1"
scan = "R1"
[[sound]]
file = "R1/sound.wav"
[[sound]]
file = "R1/sound.wav"
kind = "music"
END
expect 3 "$tasma" screen "$work/two.toml" --output "$work/two" --as dcp --frames 1-24 --quiet
grep -q 'sound.wav: a DCP has one sound' "$work/stdout" || fail "the second sound is not named: $(cat "$work/stdout")"
bytes() { "$tasma" screen "$work/R1" --output "$work/dry" --as "$1" --dry-run --json --quiet | grep -o '"bytes": *[0-9]*' | head -1 | tr -dc 0-9; }
[ "$(bytes h264,dcp)" -gt "$(($(bytes h264) * 5))" ] || fail "a DCP costs nothing: $(bytes h264,dcp), $(bytes h264)"

# In a package it is sealed with all else, and looked through with it.
expect 0 "$tasma" run "$work/R1" --output "$work/run" --make screening --as dcp --quiet
(cd "$work/run/R1/screening-1" && sha256sum --quiet -c manifest-sha256.txt) || fail "the package is not as it was sealed"
expect 0 "$tasma" verify "$work/run/R1/screening-1" --level full
