#!/usr/bin/env bash
# Sound of a film: in time with its pictures in every copy, whatever its start and speed; tracks know their language; what
# does not fit is told before any work.
source "$(dirname "$0")/common.sh"
source "$(dirname "$0")/flash_and_beep.sh"

# Two reels of 48 frames; the film takes frames 3-46 of each, 88 in all. Flashes at head, middle and tail of the film, and
# on both sides of the change.
flash_reel R1 48 white 4 24 46
flash_reel R2 48 gray 3 25 44
film_flashes="1 21 43 44 66 85"

# Sound of each reel, printed ahead of the picture on film: 20 frames on 35 mm. The beep of frame 4 of R1 would have
# been printed before its first, so it is not there.
beeping r1.wav 24 2 3 25
beeping r2.wav 24 2 4 23
screen 0 optical h264,prores,dcp < <(film << 'END'
[[sound]]
file = "r1.wav"
reel = "R1"
start = "optical35"
[[sound]]
file = "r2.wav"
reel = "R2"
start = "optical35"
END
)
in_time "$work/optical" 0 24 "$film_flashes" "21 43 66 85"
sed 's/optical35/optical16/' "$work/optical.toml" | screen 0 sixteen h264
beeps 0 0 "$work/sixteen/Shyrdak.h264.mp4" | timed "optical16: beeps" 24 24 "27 72" || fail "sound out of time"

# A film of 18 a second, 42 frames: in its own rate, and at 24 in a DCP.
beeping slow1.wav 18 2.667 3 23
beeping slow2.wav 18 2.667 2
screen 0 slow h265,prores4444,dcp < <(rate=18 last="24 22" film << 'END'
[[sound]]
file = "slow1.wav"
reel = "R1"
[[sound]]
file = "slow2.wav"
reel = "R2"
END
)
in_time "$work/slow" 0 18 "1 21 22" "1 21 22"

# The whole film's: an original that begins a second before the picture, and a dub that begins 12 frames after it and
# was made for 25 frames a second, with and without its pitch. Languages and kinds are told.
beeping whole.wav 24 4.667 25 45 67 68 90 109
beeping dub.wav 25 3.04 9 31 32 54 73
for pitch in change keep; do
  screen 0 "whole-$pitch" h264,prores < <(film << END
[[sound]]
file = "dub.wav"
language = "ru"
kind = "dub"
start = "12 frames"
speed = "24/25"
pitch = "$pitch"
[[sound]]
file = "whole.wav"
language = "ky"
start = -1
END
)
  for track in 0 1; do
    in_time "$work/whole-$pitch" "$track" 24 "$film_flashes" "$([ $track = 0 ] && echo "1 21 43 44 66 85" || echo "21 43 44 66 85")"
  done
done
[ "$(ffprobe -v error -select_streams a -show_entries stream_tags=language,handler_name:stream_disposition=default -of csv=p=0 \
  "$work/whole-keep/Shyrdak.h264.mp4" | tr '\n' ' ')" = "1,kir,Original (ky) 0,rus,Dub (ru) " ] ||
  fail "tracks: $(ffprobe -v error -select_streams a -show_streams "$work/whole-keep/Shyrdak.h264.mp4" | grep -i "TAG\|default")"
pitch() {  # Hz of the dub's first beep
  ffmpeg -v error -i "$1/Shyrdak.prores.mov" -map 0:a:1 -f s16le - | python3 -c '
import array, sys
samples = array.array("h", sys.stdin.buffer.read())
at = next(i for i, s in enumerate(samples) if abs(s) > 8000)
part = samples[at:at + 800]
waves = [i for i in range(1, len(part)) if part[i - 1] < 0 <= part[i]]
print(round(48000 * (len(waves) - 1) / (waves[-1] - waves[0]) / 10) * 10)'
}
[ "$(pitch "$work/whole-change")" = 960 ] || fail "$(pitch "$work/whole-change") Hz of 1000 played slower"
[ "$(pitch "$work/whole-keep")" = 1000 ] || fail "$(pitch "$work/whole-keep") Hz of 1000 that were to be kept"

# Loudness is told, stands in the package, and is changed on request alone; a DCP keeps its level.
sine() { ffmpeg -v error -y -f lavfi -i "aevalsrc='${1}*sin(2*PI*1000*t)+0.9*eq(n,48000)*$2':s=48000:d=3.667" -c:a pcm_s24le "$work/sine.wav"; }
sine 0.1 0  # -20 dBFS in one channel: -23 LUFS
printf '[[sound]]\nfile = "sine.wav"\nlanguage = "ky"\n' | film > "$work/loud.toml"
lufs() { ffmpeg -nostats -i "$1" -map 0:a:0 -af ebur128=peak=true -f null - 2>&1 | awk '/ I: / {i = $2} END {print i}'; }
level() {  # of the loudest channel of the DCP, dBFS
  ffmpeg -nostats -i "$(ls "$1"/Shyrdak_dcp/pcm_*.mxf | head -1)" -af volumedetect -f null - 2>&1 | sed -n 's/.*max_volume: \(.*\) dB/\1/p'
}
expect 0 "$tasma" screen "$work/loud.toml" --output "$work/asis" --as prores,dcp --quiet --json
tr -d ' \n' < "$work/stdout" |
  grep -Eq '"kind":"original","language":"ky","integrated_lufs":-23(\.0[0-9]*)?,"range_lu":0(\.0)?,"true_peak_dbtp":-(20|19\.9)' ||
  fail "loudness is not told: $(cat "$work/stdout")"
[ "$(lufs "$work/asis/Shyrdak.prores.mov")" = -23.0 ] || fail "unasked: $(lufs "$work/asis/Shyrdak.prores.mov") LUFS"
expect 0 "$tasma" run "$work/loud.toml" --output "$work/run" --make screening --as prores,dcp --loudness -18 --quiet
copies=$work/run/Shyrdak/screening-1/data
[ "$(lufs "$copies/Shyrdak.prores.mov")" = -18.0 ] || fail "asked for -18: $(lufs "$copies/Shyrdak.prores.mov") LUFS"
[ "$(level "$copies")" = "$(level "$work/asis")" ] || fail "the DCP is at $(level "$copies"), not at $(level "$work/asis")"
grep -q '"gain_db": 5' "$copies/metadata/process.json" || fail "not on record: $(cat "$copies/metadata/process.json")"
sine 0.1 1  # a peak of full scale
expect 3 "$tasma" screen "$work/loud.toml" --output "$work/held" --as prores --loudness -18 --quiet
grep -q 'would be beyond -1 dBTP' "$work/stdout" || fail "the peak is not told: $(cat "$work/stdout")"

# What does not fit is told before any work.
refused() {  # CODE MESSAGE: the job on standard input
  cat > "$work/refused.toml"
  expect "$1" "$tasma" screen "$work/refused.toml" --output "$work/no" --as h264 --quiet
  cat "$work/stdout" "$work/err" | grep -q -- "$2" || fail "$2 is not said: $(cat "$work/stdout" "$work/err")"
  [ -z "$(find "$work/no" -name '*.mp4' 2> /dev/null)" ] || fail "$2: something was made"
}
printf '[[sound]]\nfile = "%s"\nreel = "R1"\n' r1.wav r2.wav | film | refused 2 'give each a \[\[sound\]\]'
printf '[[sound]]\nfile = "sine.wav"\nstart = %s\n' -4 | film | refused 2 'never meet'
printf '[[sound]]\nfile = "sine.wav"\nstart = %s\n' 4 | film | refused 2 'never meet'
printf '[[sound]]\nfile = "sine.wav"\nspeed = "3"\n' | film | refused 2 'refused.toml:18:9: "speed" must be'
for start in -0.1 0.1; do  # 2.4 frames short at the end, and as long as its pictures
  printf '[[sound]]\nfile = "sine.wav"\nstart = %s\n' "$start" | film > "$work/short.toml"
  expect "$([ "$start" = 0.1 ] && echo 0 || echo 3)" "$tasma" screen "$work/short.toml" --output "$work/short" --as h264 --overwrite --quiet
done
ffmpeg -v error -y -i "$work/r1.wav" -t 1.5 -c:a pcm_s24le "$work/short.wav"
printf '[[sound]]\nfile = "short.wav"\nreel = "R1"\n' | film > "$work/short.toml"
expect 3 "$tasma" screen "$work/short.toml" --output "$work/short" --as h264 --overwrite --quiet
grep -q 'reel R1: its sound starts at 0.000 s and lasts 1.500 s as it is played, the pictures 1.917 s' "$work/stdout" ||
  fail "lengths are not named: $(cat "$work/stdout")"

# The same bytes for one thread and many, and after a kill.
job=$work/whole-keep.toml
"$tasma" screen "$job" --output "$work/killed" --as h264,prores --threads 1 --quiet & sleep 0.7
kill -9 $! 2> /dev/null || true
wait $! 2> /dev/null || true
expect 0 "$tasma" screen "$job" --output "$work/killed" --as h264,prores --threads 1 --overwrite --quiet
diff -r "$work/killed" "$work/whole-keep" || fail "other bytes with one thread and after a kill"
