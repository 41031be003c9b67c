#!/usr/bin/env bash
# One film, several languages of subtitles: an original DCP and a version file for each, text tracks of their own in MP4 and
# MOV; dubs; markers; DCPs of 4K, of 25 and 48 pictures a second, of eight channels, and at an archive rate.
source "$(dirname "$0")/common.sh"

grey() {  # NAME FRAMES SIZE
  mkdir "$work/$1"
  ffmpeg -v error -f lavfi -i "color=gray:size=$3:rate=24" -frames:v "$2" -pix_fmt gbrp10le -start_number 1001 "$work/$1/f_%05d.dpx"
}
grey R1 100 128x96
grey R2 40 128x96
cue() { printf '1\n00:00:04,100 --> 00:00:05,000\n%s\n' "$1"; }
cue 'Ғаламның шеті' > "$work/kk.srt"
cue 'The end of the world' | sed 's/04,100/04,000/; s/05,000/04,900/' > "$work/en.srt"
cat > "$work/film.toml" << 'END'
version = 1
film = "Shyrdak"
[scan]
rate = 18
transfer = "video"
element = "print"
[[reel]]
id = "R1"
scan = "R1"
first = 1011
markers = { FFTC = 1011, LFTC = 1013 }
[[reel]]
id = "R2"
scan = "R2"
markers = { FFEC = 1021, LFEC = 1040 }
[[subtitles]]
file = "kk.srt"
language = "kk"
[[subtitles]]
file = "en.srt"
language = "en"
END
expect 0 "$tasma" screen "$work/film.toml" --output "$work/out" --as h264,dcp --quiet
[ "$(ls "$work/out" | tr '\n' ' ')" = "Shyrdak.en.vtt Shyrdak.h264.mp4 Shyrdak.kk.vtt Shyrdak_dcp Shyrdak_dcp_sub-en Shyrdak_dcp_sub-kk " ] ||
  fail "made: $(ls "$work/out")"
[ "$(ffprobe -v error -select_streams s -show_entries stream_tags=language -of csv=p=0 "$work/out/Shyrdak.h264.mp4" | tr '\n' ' ')" = "kaz eng " ] ||
  fail "not a text track for each language"
ffmpeg -v error -i "$work/out/Shyrdak.h264.mp4" -map 0:s:1 -f srt - | grep -q 'The end' || fail "the second track is not English"

# The original is whole and has no subtitles; the version files hold theirs, and play the original's pictures and sound.
original=$work/out/Shyrdak_dcp
expect 0 "$tasma" verify "$original" --level full
[ -z "$(ls "$original" | grep sub_ || true)" ] || fail "the original has subtitles"
grep -q '_XX-XX_INT_51_2K_TSM_[0-9]*_TSM_SMPTE_OV<' "$original"/cpl_*.xml || fail "not called an OV"
for version in kk/KK/VF en/EN/VF-2; do
  IFS=/ read -r language field type <<< "$version"
  file=$work/out/Shyrdak_dcp_sub-$language
  expect 0 "$tasma" verify "$file" --level full
  [ "$(ls "$file" | sed 's/_.*//' | sort | uniq -c | awk '{printf "%s %s ", $2, $1}')" = "ASSETMAP.xml 1 VOLINDEX.xml 1 cpl 1 pkl 1 sub 2 " ] ||
    fail "$language: $(ls "$file")"
  grep -q "_XX-${field}_INT_51_2K_TSM_[0-9]*_TSM_SMPTE_$type<" "$file"/cpl_*.xml || fail "$language is not called $type"
  grep -q "<meta:MainSubtitleLanguageList>$language<" "$file"/cpl_*.xml || fail "$language is not said"
  for track in "$original"/*.mxf; do
    id=$(basename "$track" .mxf)
    grep -q "urn:uuid:${id#*_}" "$file"/cpl_*.xml || fail "$language does not play $id"
    grep -q "urn:uuid:${id#*_}" "$file"/pkl_*.xml && fail "$language packs $id again"
  done
done

# Markers count in pictures of the DCP: of 18 become 24, so frame 2 of the film is shown first as the fourth picture, and the
# end of frame 2 is there, too. Reel 2 begins with frame 90, at 120; its frame 20 is 27 pictures on.
markers() { tr -d ' \n' < "$1" | sed 's/<Marker>/\n&/g' | sed -n 's/<Marker><Label>\(.*\)<\/Label><Offset>\([0-9]*\)<.*/\1 \2/p' | tr '\n' ' '; }
for dcp in "$work"/out/*_dcp*; do
  [ "$(markers "$dcp"/cpl_*.xml)" = "FFOC 1 FFTC 0 LFTC 3 LFOC 52 FFEC 27 LFEC 52" ] || fail "$dcp: markers $(markers "$dcp"/cpl_*.xml)"
done

# Every document against its schema.
schemas=$shared/schemas/dcp
if [ -d "$schemas" ]; then
  valid() { timeout 60 xmllint --nonet --noout --schema "$schemas/$1" "$2" 2> "$work/err" || fail "$2: $(cat "$work/err")"; }
  for dcp in "$work"/out/*_dcp*; do
    valid all-cpl.xsd "$dcp"/cpl_*.xml
    valid SMPTE-429-8-2006-PKL.xsd "$dcp"/pkl_*.xml
    valid SMPTE-429-9-2007-AM.xsd "$dcp/ASSETMAP.xml"
    valid SMPTE-429-9-2007-AM.xsd "$dcp/VOLINDEX.xml"
    for track in "$dcp"/sub_*.mxf; do
      [ -e "$track" ] || continue
      sed -n '/<SubtitleReel/,/<\/SubtitleReel>/p' -z "$track" | grep -a -o -z '<SubtitleReel.*</SubtitleReel>' | tr -d '\0' > "$work/text.xml"
      valid DCDMSubtitle-2014.xsd "$work/text.xml"
    done
  done
else
  echo "SKIPPED: no $schemas"
fi

# Names that exist are told before any work, whichever it is.
for name in Shyrdak_dcp_sub-en Shyrdak.kk.vtt; do
  mkdir "$work/taken"
  cp -r "$work/out/$name" "$work/taken"
  expect 73 "$tasma" screen "$work/film.toml" --output "$work/taken" --as h264,dcp --quiet
  grep -q "T4122.*$name" "$work/err" || fail "$name is not named: $(cat "$work/err")"
  rm -r "$work/taken"
done

# What cannot be is refused before any work.
refused() {  # ID SED OPTIONS...
  local id=$1 change=$2
  shift 2
  sed "$change" "$work/film.toml" > "$work/wrong.toml"
  expect 2 "$tasma" screen "$work/wrong.toml" --output "$work/no" --as "${as:-dcp}" --quiet "$@"
  grep -q "$id" "$work/err" || fail "$id is not said: $(cat "$work/err")"
  [ -z "$(find "$work/no" -type f 2> /dev/null)" ] || fail "$id: something was made"
}
refused T4150 's/"en"/"kk"/'
refused T4151 's/FFTC = 1011/FFTC = 1010/'
refused T4152 's/LFEC = 1040/LFTC = 1040/'
refused 'did you mean "LFEC"' 's/LFEC/LFEX/'
refused T1170 '' --subtitles "$work/kk.srt"
as=dcp-4k refused T2684 's/rate = 18/rate = 25/'
as=dcp-4k refused T2684 '' --pulldown none
refused T2683 's/rate = 18/rate = 17/' --pulldown none

# DCPs of other sizes, rates and channels. All are shorter than a second, which is told.
dcp_of() {  # NAME CODE OPTIONS...
  local name=$1 code=$2
  shift 2
  expect "$code" "$tasma" screen "$work/R2" --reel D --output "$work/$name" --transfer video --element print --quiet "$@"
  cp "$work/stdout" "$work/screened"
  dcp=$(echo "$work/$name"/D_dcp*)
  expect "$code" "$tasma" verify "$dcp" --level full
}
of() { ffprobe -v error -count_packets -show_entries "stream=$2" -of csv=p=0 "$1"; }
of_picture() { of "$(echo "$dcp"/j2c_*.mxf)" width,height,pix_fmt,r_frame_rate,nb_read_packets; }
dcp_of fourk 3 --rate 24 --as dcp-4k --frames 1001-1002
[ "$(of_picture)" = 3996,2160,xyz12le,24/1,2 ] || fail "4K: $(of_picture)"
grep -q 'reel D has 2 pictures in a DCP of 24 a second' "$work/screened" || fail "the short reel is not told: $(cat "$work/screened")"
grep -q '_51_4K_' "$dcp"/cpl_*.xml || fail "not called 4K"
for rate in 25 48; do
  dcp_of "rate$rate" 3 --rate $rate --as dcp --frames 1001-1012
  [ "$(of_picture)" = "1998,1080,xyz12le,$rate/1,12" ] || fail "$rate: $(of_picture)"
done
ffmpeg -v error -f lavfi -i 'sine=1000:r=48000:d=2' -af 'pan=7.1|c6=c0,atrim=end_sample=80000' -c:a pcm_s24le "$work/eight.wav"
dcp_of eight 3 --rate 24 --sound "$work/eight.wav" --as dcp --frames 1001-1012
[ "$(of "$(echo "$dcp"/pcm_*.mxf)" channels)" = 8 ] || fail "not eight channels"
grep -q '<meta:MainSoundConfiguration>51/L,R,C,LFE,Ls,Rs,HI,VIN<' "$dcp"/cpl_*.xml || fail "HI and VIN are not said"
grep -q '_51-HI-VI_' "$dcp"/cpl_*.xml || fail "HI and VI are not in the name"

# 4:3 in scope, where that is asked for: 1144 columns of picture, black to both sides.
dcp_of academy 3 --rate 24 --as dcp --container scope --frames 1001-1002
[ "$(of_picture)" = 2048,858,xyz12le,24/1,2 ] || fail "not scope: $(of_picture)"
grep -q '_S-133_' "$dcp"/cpl_*.xml || fail "not called 4:3 in scope"
grep -A 2 '<meta:MainPictureActiveArea>' "$dcp"/cpl_*.xml | tr -d ' \n' | grep -q '<meta:Width>1144</meta:Width><meta:Height>858<' || fail "its area is not said"
ffmpeg -v error -i "$dcp"/j2c_*.mxf -frames:v 1 -pix_fmt xyz12le -f rawvideo "$work/scope" < /dev/null
python3 -c '
import sys
row = open(sys.argv[1], "rb").read()[6 * 2048 * 429:]
lit = [x for x in range(2048) if row[6 * x + 1] > 64]
sys.exit((lit[0], lit[-1]) != (452, 1595))
' "$work/scope" || fail "the picture does not stand in the middle"
expect 2 "$tasma" screen "$work/R2" --output "$work/no" --as dcp --container wide --quiet
expect 2 "$tasma" screen "$work/R2" --rate 24 --output "$work/no" --as h264 --container scope --dry-run --quiet
grep -q 'T4674.*--as dcp' "$work/err" || fail "a container of no DCP is not refused: $(cat "$work/err")"

# A dub is a version file, too, with nothing but its sound.
ffmpeg -v error -f lavfi -i 'sine=500:r=48000:d=2' -af atrim=end_sample=80000 -c:a pcm_s24le "$work/kk.wav"
ffmpeg -v error -f lavfi -i 'sine=700:r=48000:d=2' -af atrim=end_sample=80000 -c:a pcm_s24le "$work/ru.wav"
cat > "$work/dub.toml" << 'END'
version = 1
film = "Dubbed"
[[reel]]
id = "R2"
scan = "R2"
rate = 24
transfer = "video"
element = "print"
[[sound]]
file = "ru.wav"
language = "ru"
kind = "dub"
[[sound]]
file = "kk.wav"
language = "kk"
END
expect 0 "$tasma" screen "$work/dub.toml" --output "$work/dubbed" --as dcp --frames 1001-1024 --quiet
original=$work/dubbed/Dubbed_dcp dcp=$work/dubbed/Dubbed_dcp_dub-ru
grep -q '_KK-XX_.*_OV<' "$original"/cpl_*.xml || fail "the original is not in Kazakh"
grep -q '_RU-XX_.*_VF<' "$dcp"/cpl_*.xml || fail "the dub is not in Russian"
grep -q '<r1:RFC5646SpokenLanguage>ru<' "$dcp"/cpl_*.xml || fail "the label does not say Russian"
[ "$(ls "$dcp"/*.mxf | wc -l)" = 1 ] || fail "the dub holds $(ls "$dcp")"
expect 0 "$tasma" verify "$dcp" --level full
cmp -s "$original"/pcm_*.mxf "$dcp"/pcm_*.mxf && fail "the dub is the original"
expect 3 "$tasma" screen "$work/dub.toml" --output "$work/alone" --preset cinema-safe --frames 1001-1024 --quiet
grep -q 'ru.wav: cinema-safe has one sound, the first, kk.wav' "$work/stdout" || fail "the dub is lost silently: $(cat "$work/stdout")"
mkdir "$work/taken"
cp -r "$dcp" "$work/taken"
expect 73 "$tasma" screen "$work/dub.toml" --output "$work/taken" --as dcp --quiet
grep -q 'T4122.*Dubbed_dcp_dub-ru' "$work/err" || fail "the dub's name is not looked at"

# Archive rates: on request alone, and not without a word.
expect 3 "$tasma" screen "$work/R2" --reel D --output "$work/archive" --transfer video --element print --rate 18 --as dcp --pulldown none --frames 1001-1012 --quiet
grep -q 'few halls take' "$work/stdout" || fail "halls are not thought of: $(cat "$work/stdout")"
grep -q '101.01 %' "$work/stdout" || fail "the speed is not said: $(cat "$work/stdout")"
dcp=$work/archive/D_dcp
expect 3 "$tasma" verify "$dcp" --level full
[ "$(of_picture)" = 1998,1080,xyz12le,200/11,12 ] || fail "archive rate: $(of_picture)"
grep -q Bv2.1 "$dcp"/cpl_*.xml && fail "a profile is claimed that has no such rate"

sed -i 's/rate = 24/rate = 18/' "$work/dub.toml"
expect 2 "$tasma" screen "$work/dub.toml" --output "$work/no" --as dcp --pulldown none --quiet
grep -q T4155 "$work/err" || fail "sound at another rate is not refused: $(cat "$work/err")"

# Colours come through as X'Y'Z' to two codes: white, black, red, green, blue and a middle grey, in a picture of 4:3.
mkdir "$work/patches"
python3 -c '
import sys
white, black, grey = b"\xff\xff", b"\0\0", b"\0\x80"
patches = white * 3, black * 3, white + black * 2, black + white + black, black * 2 + white, grey * 3
sys.stdout.buffer.write(b"".join(patch * 240 for patch in patches) * 1080)
' | ffmpeg -v error -f rawvideo -pix_fmt rgb48le -s 1440x1080 -i - -pix_fmt gbrp10le -start_number 1 "$work/patches/f_%04d.dpx"
expect 3 "$tasma" screen "$work/patches" --rate 24 --transfer video --element print --output "$work/colours" --as dcp --quiet
ffmpeg -v error -i "$work"/colours/patches_dcp/j2c_*.mxf -frames:v 1 -pix_fmt xyz12le -f rawvideo "$work/xyz"
python3 - "$work/xyz" << 'END' || fail "other colours"
import sys
data = open(sys.argv[1], "rb").read()
meant = [(3883, 3960, 4092), (0, 0, 0), (2817, 2183, 868), (2666, 3481, 1747), (2050, 1441, 3884), (2049, 2089, 2159)]
left = (1998 - 1440) // 2 // 2 * 2
wrong = 0
for patch, codes in enumerate(meant):
    at = 6 * (540 * 1998 + left + 240 * patch + 120)
    found = [int.from_bytes(data[at + 2 * i:at + 2 * i + 2], "little") >> 4 for i in range(3)]
    if any(abs(a - b) > 2 for a, b in zip(found, codes)):
        print("patch", patch, "is", found, "instead of", codes)
        wrong = 1
sys.exit(wrong)
END
