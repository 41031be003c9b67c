#!/usr/bin/env bash
# Halls get what their players take: names, levels and limits, sound mixed down, files that a stick holds, text in the
# pictures; the same bytes whatever the threads, and after a kill. How large copies will be is told before.
source "$(dirname "$0")/common.sh"

mkdir "$work/R1"
ffmpeg -v error -f lavfi -i "testsrc2=s=256x192:r=24" -vf format=gbrp10le -frames:v 250 -start_number 1 "$work/R1/f_%04d.dpx"
ffmpeg -v error -f lavfi -i "aevalsrc=0.3*sin(440*2*PI*t)|0|0.2*sin(1000*2*PI*t)|0.5|0|0.1:s=48000:d=10.416667:c=5.1(side)" \
  -c:a pcm_s24le "$work/R1/sound.wav"
printf '1\n00:00:05,000 --> 00:00:06,500\nӘке мен ұл\n' > "$work/kk.srt"
with=(--rate 24 --transfer video --quiet --subtitles "$work/kk.srt" --subtitle-language kk)
screen() { "$tasma" screen "$work/R1" "${with[@]}" "$@" > "$work/stdout" 2>&1; }

screen --output "$work/out" --preset laptop,tv-usb,review || fail "$(cat "$work/stdout")"
[ "$(ls "$work/out" | tr '\n' ' ')" = "R1.kk.vtt R1.laptop.mp4 R1.review.mp4 R1.tv-usb.mp4 " ] || fail "made: $(ls "$work/out")"
of() { ffprobe -v error -select_streams "$1" -show_entries "stream=$2" -of csv=p=0 "$3"; }
[ "$(of v level,field_order "$work/out/R1.tv-usb.mp4")" = "41,progressive" ] || fail "level: $(of v level,field_order "$work/out/R1.tv-usb.mp4")"
for copy in laptop tv-usb review; do
  [ "$(of a channels "$work/out/R1.$copy.mp4")" = 2 ] || fail "$copy: not stereo"
done
# Parts of a stick: each begins with a whole picture, has its sound and subtitles, and together they are the film.
whole=$work/out/R1.tv-usb.mp4
limit=$(($(stat -c %s "$whole") * 2 / 3))
TASMA_PART_SIZE=$limit screen --output "$work/parts" --preset tv-usb || fail "$(cat "$work/stdout")"
[ "$(ls "$work/parts" | tr '\n' ' ')" = "R1.kk.vtt R1.tv-usb.1.mp4 R1.tv-usb.2.mp4 " ] || fail "parts: $(ls "$work/parts")"
video() { ffmpeg -v error -i "$1" -map 0:v -f framemd5 - | grep -v '^#' | awk '{print $NF}'; }
audio() { ffmpeg -v error -i "$1" -map 0:a -f s16le - | od -An -v -w4 -tx1; }
for part in 1 2; do
  file=$work/parts/R1.tv-usb.$part.mp4
  [ "$(stat -c %s "$file")" -le "$limit" ] || fail "part $part is too large"
  video "$file" > "$work/pictures"
  cat "$work/pictures" >> "$work/video"
  # The last packet holds more samples than the pictures last.
  audio "$file" | awk -v n=$(($(wc -l < "$work/pictures") * 2000)) 'NR <= n' >> "$work/audio"
done
diff <(video "$whole") "$work/video" || fail "parts are not the film"
diff <(audio "$whole" | awk 'NR <= 500000') "$work/audio" > /dev/null || fail "the parts' sound is not the film's"
[ "$(video "$work/parts/R1.tv-usb.1.mp4" | wc -l)" = 96 ] || fail "not cut where a chunk begins"
[ "$(ffprobe -v error -select_streams s -show_entries packet=pts_time,size -of csv=p=0 "$work/parts/R1.tv-usb.2.mp4" |
  awk -F, '$2 > 2 {print $1; exit}')" = 1.000000 ] || fail "the second part's subtitle comes at another time"

# The rate stays below its limit over any second of the joined file.
ffprobe -v error -select_streams v -show_entries packet=pts_time,size -of csv=p=0 "$whole" | sort -n |
  awk -F, '{s[int($1)] += $2 * 8} END {for (i in s) if (s[i] > 40e6) exit 1}' || fail "more than the cap"

# The same again, with other threads, and after a kill.
screen --output "$work/again" --preset laptop,tv-usb,review --threads 1 || fail "$(cat "$work/stdout")"
diff -r "$work/out" "$work/again" || fail "other bytes with one thread"
"$tasma" screen "$work/R1" "${with[@]}" --output "$work/killed" --preset review > /dev/null 2>&1 & sleep 1
kill -9 $! 2> /dev/null || true
wait $! 2> /dev/null || true
screen --output "$work/killed" --preset review --overwrite || fail "$(cat "$work/stdout")"
cmp "$work/out/R1.review.mp4" "$work/killed/R1.review.mp4" || fail "another copy after a kill"

# Burnt in: in the pictures, not beside them; named by its language.
screen --output "$work/safe" --preset cinema-safe --frames 119-122 && fail "a cue beyond the end is not told"
printf '1\n00:00:00,000 --> 00:00:00,100\nӘке\n' > "$work/kk.srt"
screen --output "$work/safe" --preset cinema-safe --frames 119-122 || true
[ -d "$work/safe/R1_cinema-safe-kk" ] || fail "not made: $(ls "$work/safe") $(cat "$work/stdout")"
grep -q '_XX-kk_' "$work"/safe/R1_cinema-safe-kk/cpl_*.xml || fail "not called burnt in: $(grep Title "$work"/safe/R1_cinema-safe-kk/cpl_*.xml)"
ls "$work/safe/R1_cinema-safe-kk" | grep -q '^sub_' && fail "subtitles are beside the pictures, too"
expect 3 "$tasma" verify "$work/safe/R1_cinema-safe-kk"  # four frames

# A clip to send ahead: of the film's rate, shape and channels, with marks where picture and sound meet, a cue in each
# language.
expect 0 "$tasma" screen "$work/R1" --rate 18 --transfer video --picture 128x96+0+0 --output "$work/ahead" --preset laptop \
  --as h264 --test-clip --quiet
[ "$(ls "$work/ahead" | tr '\n' ' ')" = "R1.test.en.vtt R1.test.h264.mp4 R1.test.laptop.mp4 " ] || fail "made: $(ls "$work/ahead")"
clip=$work/ahead/R1.test.h264.mp4
[ "$(of v width,height,r_frame_rate,nb_frames "$clip")" = 128,96,18/1,1080 ] || fail "clip: $(of v width,height,r_frame_rate,nb_frames "$clip")"
[ "$(of a channels "$clip")" = 6 ] || fail "the clip's sound has other channels"
flashes=$(ffmpeg -v error -i "$clip" -vf "format=gray,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-" -f null - |
  awk -F= '/^frame/ {n = substr($1, 7) + 0} /YAVG/ && $2 > 200 {printf "%d ", n}')
[ "$flashes" = "18 108 198 288 378 468 558 648 738 828 918 1008 " ] || fail "the clip flashes at $flashes"
beeps=$(ffmpeg -v error -i "$clip" -map 0:a:0 -af "pan=mono|c0=c2" -f s16le - | python3 -c '
import array, sys
last = -48000
for at, sample in enumerate(array.array("h", sys.stdin.buffer.read())):
    if abs(sample) > 1000:
        if at - last > 24000: print(round(at * 18 / 48000 - 0.01), end=" ")
        last = at
')
[ "$beeps" = "$flashes" ] || fail "the clip beeps at $beeps"
[ "$(grep -c -e '-->' "$work/ahead/R1.test.en.vtt")" = 9 ] || fail "not a cue in each language"
expect 3 "$tasma" screen "$work/R1" --rate 18 --transfer video --picture none --output "$work/dry" --as h264 --test-clip --frames 1-5 \
  --dry-run --quiet
grep -q '^screening R1.test: .*(1080 frames' "$work/stdout" || fail "a dry run does not speak of the clip: $(cat "$work/stdout")"

# Of copies for editing a dry run says no more than twice and no less than half of what they come to, large or small.
for size in 256x192 1440x1080; do
  "$make_reel" --output "$work/$size" --frames 3 --size $size > /dev/null
  for format in prores prores4444 dnxhr; do
    edited=("$tasma" screen "$work/$size" --output "$work/edited" --as $format --element print --picture none --json --quiet)
    said=$("${edited[@]}" --dry-run | sed -n 's/.*"bytes": *\([0-9]*\).*/\1/p')
    expect 0 "${edited[@]}"
    came=$(stat -c %s "$work/edited/$size.$format.mov")
    [ $((said * 2)) -ge "$came" ] && [ "$said" -le $((came * 2)) ] || fail "$format of $size: $said bytes said, $came made"
  done
done

# What a hall does not take, and names that are none.
expect 2 "$tasma" screen "$work/R1" --rate 25 --transfer video --output "$work/no" --preset cinema-safe --quiet
grep -q T4132 "$work/err" || fail "25 a second: $(cat "$work/err")"
expect 2 "$tasma" screen "$work/R1" --output "$work/no" --preset drive-in
grep -q -- --list "$work/err" || fail "$(cat "$work/err")"
