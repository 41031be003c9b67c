#!/usr/bin/env bash
# A LUT stands for the built-in curve, from the command line and from a job; what is wrong with it is told by its line before
# any work; colours beyond BT.709 come into a DCP.
source "$(dirname "$0")/common.sh"

mkdir "$work/R1"
ffmpeg -v error -f lavfi -i "color=0x804020:s=64x48:r=24,format=rgb24" -frames:v 2 -start_number 1 -pix_fmt rgb48le \
  "$work/R1/f_%04d.tif" < /dev/null
colour() { ffmpeg -v error -i "$1" -frames:v 1 -vf "crop=16:16,scale=in_color_matrix=bt709:flags=accurate_rnd+full_chroma_int,format=rgb24" -f rawvideo - < /dev/null |
  od -An -tu1 -N3 | xargs; }
near() {  # WANTED GOT TOLERANCE
  paste <(tr ' ' '\n' <<< "$1") <(tr ' ' '\n' <<< "$2") | awk -v most="$3" '$1 - $2 > most || $2 - $1 > most || NF != 2 {exit 1}' ||
    fail "colour $2 instead of $1"
}

# Red and blue change places; with a LUT neither --transfer nor --element is asked for.
printf 'TITLE "swap"\nLUT_3D_SIZE 2\n0 0 0\n0 0 1\n0 1 0\n0 1 1\n1 0 0\n1 0 1\n1 1 0\n1 1 1\n' > "$work/swap.cube"
expect 0 "$tasma" screen "$work/R1" --rate 24 --lut "$work/swap.cube" --output "$work/out" --as prores --quiet
near "32 64 128" "$(colour "$work/out/R1.prores.mov")" 2
cat > "$work/film.toml" << 'END'
version = 1
film = "Film"
[[reel]]
id = "R1"
scan = "R1"
rate = 24
lut = "swap.cube"
END
expect 0 "$tasma" run "$work/film.toml" --make screening --as prores --output "$work/run" --quiet
near "32 64 128" "$(colour "$work/run/Film/screening-1/data/Film.prores.mov")" 2
printf 'LUT_1D_SIZE 2\n0 0 0\n1 1 1\n' > "$work/swap.cube"  # another LUT under the same name is another film
expect 0 "$tasma" run "$work/film.toml" --make screening --as prores --output "$work/run" --quiet
near "128 64 32" "$(colour "$work/run/Film/screening-2/data/Film.prores.mov")" 2
printf 'LUT_3D_SIZE 2\n0 0\n' > "$work/swap.cube"
expect 65 "$tasma" run "$work/film.toml" --output "$work/refused" --quiet
grep -q 'swap.cube: line 2: not three numbers' "$work/err" || fail "the line is not named: $(cat "$work/err")"
[ ! -e "$work/refused" ] || fail "work began under a LUT that is wrong: $(ls "$work/refused")"

# The red of P3: BT.709 has no such red, a DCP has (X'Y'Z' 3002 2246 0).
ffmpeg -v error -f lavfi -i "color=red:s=320x240:r=24,format=rgb24,scale=out_color_matrix=bt709:out_range=tv,format=yuv444p10le" \
  -frames:v 24 -vf setparams=color_primaries=smpte432:color_trc=bt709:colorspace=bt709:range=tv -c:v libx264 -qp 0 "$work/P3.mp4" < /dev/null
[ "$(ffprobe -v error -show_entries stream=color_primaries -of csv=p=0 "$work/P3.mp4")" = smpte432 ] || fail "the movie is no P3"
expect 0 "$tasma" screen "$work/P3.mp4" --output "$work/p3" --as prores,dcp --quiet
near "255 0 0" "$(colour "$work/p3/P3.prores.mov")" 2
xyz=$(ffmpeg -v error -i "$work"/p3/P3_dcp/j2c_*.mxf -frames:v 1 -vf crop=16:16 -pix_fmt xyz12le -f rawvideo - < /dev/null | od -An -tu2 -N6 |
  awk '{print $1 / 16, $2 / 16, $3 / 16}')
near "3002 2246 0" "$xyz" 2
