#!/usr/bin/env bash
# Subtitles of a film of two reels, in every copy and beside it; what cannot be shown is told before anything is coded.
source "$(dirname "$0")/common.sh"

for reel in "R1 100" "R2 64"; do
  mkdir "$work/${reel% *}"
  ffmpeg -v error -f lavfi -i color=gray:size=320x240:rate=24 -frames:v "${reel#* }" -pix_fmt gbrp10le -start_number 1 \
    "$work/${reel% *}/f_%04d.dpx"
done
cat > "$work/kk.srt" << 'END'
1
00:00:04,000 --> 00:00:04,800
Әке мен ұл

2
00:00:05,000 --> 00:00:06,000
қыр <i>асты</i>,
Өзбекстан өзені

3
00:00:06,100 --> 00:00:06,750
Ғаламның шеті
END
cat > "$work/film.toml" << 'END'
version = 1
film = "Shyrdak"
[scan]
rate = 24
transfer = "video"
element = "print"
[[reel]]
id = "R1"
scan = "R1"
[[reel]]
id = "R2"
scan = "R2"
[subtitles]
file = "kk.srt"
language = "kk"
END
expect 0 "$tasma" screen "$work/film.toml" --output "$work/out" --as h264,prores,dcp --quiet
[ "$(ls "$work/out" | tr '\n' ' ')" = "Shyrdak.h264.mp4 Shyrdak.kk.vtt Shyrdak.prores.mov Shyrdak_dcp " ] ||
  fail "made: $(ls "$work/out")"

cues() { ffmpeg -v error -i "$1" -map 0:s:0 -f srt - | grep -v '^[0-9]*$' | sed 's/<[^>]*>//g'; }
cues "$work/kk.srt" > "$work/meant"
for copy in h264.mp4 prores.mov kk.vtt; do
  cues "$work/out/Shyrdak.$copy" | diff "$work/meant" - || fail "$copy: other subtitles"
done
[ "$(ffprobe -v error -select_streams s -show_entries stream_tags=language -of csv=p=0 "$work/out/Shyrdak.h264.mp4")" = kaz ] ||
  fail "the language is not said"

# In the DCP the cue over the end of the first reel, at 4.17 s, stands in the second alone: the first has too little of it.
dcp=$work/out/Shyrdak_dcp
expect 0 "$tasma" verify "$dcp" --level full
[ "$(ls "$dcp"/sub_*.mxf | wc -l)" = 2 ] || fail "not a text track for each reel"
grep -q '<Language>kk</Language>' "$dcp"/cpl_*.xml || fail "the CPL does not say the language"
[ "$(cat "$dcp"/sub_*.mxf | grep -a -c 'Әке')" = 1 ] || fail "the cut cue is not in one reel"
grep -a -l 'Әке' "$dcp"/sub_*.mxf | xargs grep -a -q 'Ғаламның' || fail "the cut cue is not in the second reel"

# Timed on a copy of 25 frames a second that begins half a second later; the first cue is early now, a remark.
expect 3 "$tasma" screen "$work/film.toml" --output "$work/timed" --as h264 --subtitle-rate 25 --subtitle-offset -0.5 --quiet
grep -q '00:00:03.667 --> 00:00:04.500' "$work/timed/Shyrdak.kk.vtt" || fail "other times: $(cat "$work/timed/Shyrdak.kk.vtt")"

# Refused before any work, with what to do about it.
refused() {  # CODE WORD OPTIONS...
  local code=$1 word=$2
  shift 2
  expect "$code" "$tasma" screen "$work/film.toml" --output "$work/no" --as h264 --quiet "$@"
  cat "$work/stdout" "$work/err" | grep -q -- "$word" || fail "$word is not said: $(cat "$work/stdout" "$work/err")"
  [ -z "$(find "$work/no" -type f 2> /dev/null)" ] || fail "$word: something was made"
}
iconv -t CP1251//TRANSLIT "$work/kk.srt" > "$work/cp1251.srt" 2> /dev/null || iconv -c -t CP1251 "$work/kk.srt" > "$work/cp1251.srt"
refused 65 encoding --subtitles "$work/cp1251.srt"
sed 's/00:00:06,750/00:00:21,000/' "$work/kk.srt" > "$work/beyond.srt"
refused 65 mismatched_cue --subtitles "$work/beyond.srt"
sed 's/00:00:04,800/00:00:03,000/' "$work/kk.srt" > "$work/backwards.srt"
refused 65 invalid_cue --subtitles "$work/backwards.srt"
sed 's/Ғаламның/电/' "$work/kk.srt" > "$work/lacking.srt"
refused 65 'U+7535' --subtitles "$work/lacking.srt"
sed -i '/^language/d' "$work/film.toml"
refused 2 subtitle-language
