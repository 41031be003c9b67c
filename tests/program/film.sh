#!/usr/bin/env bash
# Reels become one film: leaders and tails stay out, pictures follow without a seam and in time with their sound, in every
# format; what cannot be one film is told before any work.
source "$(dirname "$0")/common.sh"

# Two reels with a flash and a beep: in R1 at frame 6, in R2 at frame 9; the film takes frames 3-30 and 5-28 of them.
flash_reel() {  # NAME FRAME
  mkdir "$work/$1"
  ffmpeg -v error -f lavfi -i "color=black:s=320x240:r=24,format=gbrp10le,drawbox=c=white:t=fill:enable='eq(n,$2-1)'" \
    -frames:v 30 -start_number 1 "$work/$1/f_%04d.dpx"
  ffmpeg -v error -f lavfi -i "sine=1000:r=48000:d=1.25,volume=0:enable='not(between(t,($2-1)/24,$2/24))'" \
    -c:a pcm_s24le "$work/$1/sound.wav"
}
flash_reel R1 6
flash_reel R2 9
cat > "$work/film.toml" << 'END'
version = 1
film = "Shyrdak"
[scan]
rate = 24
transfer = "video"
[[reel]]
id = "R1"
scan = "R1"
first = 3
last = 30
[[reel]]
id = "R2"
scan = "R2"
first = 5
last = 28
END
expect 0 "$tasma" screen "$work/film.toml" --output "$work/out" --as h264,prores,dcp --quiet
[ "$(ls "$work/out" | tr '\n' ' ')" = "Shyrdak.h264.mp4 Shyrdak.prores.mov Shyrdak_dcp " ] || fail "made: $(ls "$work/out")"

# A dry run speaks of one film of as many frames.
for command in screen "run --make screening"; do
  "$tasma" $command "$work/film.toml" --output "$work/dry" --as h264 --dry-run --json --quiet > "$work/dry.json"
  python3 -c 'import json, sys; [film] = json.load(sys.stdin)["products"]; sys.exit(film["frames"] != 52)' < "$work/dry.json" ||
    fail "$command: $(cat "$work/dry.json")"
done

# Flashes at frames 3 and 28 + 4 of the film, of 52; beeps begin with them, to half a frame.
flashes() { ffmpeg -v error -i "$1" -vf "format=gray,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-" -f null - |
  awk -F= '/^frame/ {n = substr($1, 7) + 0} /YAVG/ && $2 > 60 {printf "%d ", n}'; }
beeps() { ffmpeg -v error -i "$1" -map 0:a:0 -af "pan=mono|c0=c${2:-0}" -f s16le - | python3 -c '
import array, sys
samples = array.array("h", sys.stdin.buffer.read())
last = -48000
for at, sample in enumerate(samples):
    if abs(sample) > 1000:
        if at - last > 2400: print(round(at / 2000 - 0.01), end=" ")
        last = at
'; }
for copy in "$work/out/Shyrdak.h264.mp4" "$work/out/Shyrdak.prores.mov"; do
  [ "$(ffprobe -v error -count_packets -select_streams v:0 -show_entries stream=nb_read_packets -of csv=p=0 "$copy" | tr -d ,)" = 52 ] ||
    fail "$copy: not 52 frames"
  [ "$(flashes "$copy")" = "3 32 " ] || fail "$copy: flashes at $(flashes "$copy")"
  [ "$(beeps "$copy")" = "3 32 " ] || fail "$copy: beeps at $(beeps "$copy")"
  [ "$(ffprobe -v error -show_entries chapter=start_time:chapter_tags=title -of csv=p=0 "$copy" | tr '\n' ' ')" = \
    "0.000000,R1 1.166667,R2 " ] || fail "$copy: chapters $(ffprobe -v error -show_chapters "$copy")"
done

# However many formats there are, each frame of the scan is opened as often as for one.
if strace -o /dev/null true 2> /dev/null; then  # tracing may be forbidden
  opened() {
    expect 0 strace -f -qq -e trace=openat -o "$work/trace" "$tasma" screen "$work/film.toml" --output "$work/$1" --as "$1" --quiet
    grep -c 'f_0012\.dpx' "$work/trace"
  }
  [ "$(opened h264)" = "$(opened h264,h265,prores)" ] || fail "scans are read again for other formats"
fi

# Of the DCP each reel has its own track files, in the order of the CPL.
dcp=$work/out/Shyrdak_dcp
tracks() { grep -A 1 "<Main$1>" "$dcp"/cpl_*.xml | sed -n 's/.*urn:uuid:\(.*\)<.*/\1/p'; }
flashed='' beeped=''
for id in $(tracks Picture); do flashed+="$(flashes "$dcp/j2c_$id.mxf")/ "; done
for id in $(tracks Sound); do beeped+="$(beeps "$dcp/pcm_$id.mxf" 2)/ "; done
[ "$flashed" = "3 / 4 / " ] || fail "the DCP flashes at $flashed"
[ "$beeped" = "3 / 4 / " ] || fail "the DCP beeps at $beeped"
expect 0 "$tasma" verify "$dcp" --level full

# The same film as a package, and going on after a kill.
"$tasma" screen "$work/film.toml" --output "$work/killed" --as h264,prores,dcp --threads 1 --quiet & sleep 1.5
kill -9 $! 2> /dev/null || true
wait $! 2> /dev/null || true
expect 0 "$tasma" screen "$work/film.toml" --output "$work/killed" --as h264,prores,dcp --overwrite --quiet
diff -r "$work/out" "$work/killed" || fail "another film after a kill"
expect 0 "$tasma" run "$work/film.toml" --output "$work/run" --make screening --as h264 --quiet
cmp "$work/out/Shyrdak.h264.mp4" "$work/run/Shyrdak/screening-1/data/Shyrdak.h264.mp4" || fail "run makes another film"

# What facts and headers show to be no film is refused at once: by a dry run, and by a run that is to make masters first.
refused() {  # MESSAGE SED OPTIONS...
  local message=$1 change=$2
  shift 2
  sed "$change" "$work/film.toml" > "$work/wrong.toml"
  for command in screen "screen --dry-run" run "run --dry-run"; do
    expect 2 "$tasma" $command "$work/wrong.toml" --output "$work/wrong" --quiet "$@"
    grep -q "$message" "$work/err" || fail "$command, $message is not said: $(cat "$work/err")"
    [ ! -e "$work/wrong" ] || fail "$command, $message: made $(find "$work/wrong")"
  done
}
refused 'T4670.*reel R2: first = 40, but .* 1-30' 's/^first = 5/first = 40/; s/^last = 28/last = 50/'
refused 'T4670.*reel R2: last = 400, but .* 1-30' 's/^last = 28/last = 400/'
refused 'T4672.*--frames 1-2: reel R1 begins with first = 3' '' --frames 1-2
refused 'T4090.*frames 40-50: .* 1-30' '' --frames 40-50
refused 'T4151.*FFTC' '/^first = 3/a markers = { FFTC = 2 }'
refused 'T4123.*reel R1 has 24.* reel R2 has 18' '/^scan = "R2"/a rate = 18'
refused T2653 '' --as dcp --rate 30
refused T4132 '' --preset cinema-safe --rate 25
refused T4155 '' --as dcp --pulldown none --rate 18
TASMA_BATCH_PACE=1 expect 4 "$tasma" batch "$work/wrong.toml" --rate 30 --as dcp --output "$work/wrong" --json --quiet
grep -q '"id": "T2653"' "$work/stdout" || fail "batch: $(cat "$work/stdout")"
[ ! -e "$work/wrong/R1" ] || fail "batch has made $(find "$work/wrong/R1")"
rm -r "$work/wrong"
# What is no part of a screening is not asked of other packages.
sed '/^scan = "R2"/a rate = 18' "$work/film.toml" > "$work/wrong.toml"
expect 3 "$tasma" run "$work/wrong.toml" --output "$work/wrong" --make preservation --quiet  # its sound ends early at 18

# What is no film, and sound that is no film's, before any picture is coded.
cp -r "$work/R2" "$work/R2.stereo"
ffmpeg -v error -y -i "$work/R2/sound.wav" -ac 2 -c:a pcm_s24le "$work/R2.stereo/sound.wav"
sed 's/^scan = "R2"/scan = "R2.stereo"/' "$work/film.toml" > "$work/stereo.toml"
expect 65 "$tasma" screen "$work/stereo.toml" --output "$work/no" --as h264 --progress plain
grep -q T2655 "$work/err" || fail "other channels are not named: $(cat "$work/err")"
grep -q 'screen R1' "$work/err" && fail "pictures were coded before the sound was looked at"
ffmpeg -v error -i "$work/R1/sound.wav" -ac 4 -c:a pcm_s24le "$work/four.wav"
expect 65 "$tasma" screen "$work/R1" --rate 24 --sound "$work/four.wav" --output "$work/no" --as dcp --quiet
grep -q T4128 "$work/err" || fail "four channels are not named: $(cat "$work/err")"
sed -i '/^scan = "R2"/a picture = "240x240+0+0"' "$work/film.toml"
expect 2 "$tasma" screen "$work/film.toml" --output "$work/no" --as h264 --quiet
grep -q T4124 "$work/err" || fail "two shapes are not named: $(cat "$work/err")"
