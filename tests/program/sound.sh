#!/usr/bin/env bash
# Sound of a film: in time with its pictures in every copy, whatever its start and speed; tracks know their language; what
# does not fit is told before any work.
source "$(dirname "$0")/common.sh"

# Two reels of 48 frames, black but for flashes of a frame; the film takes frames 3-46 of each, 88 in all. Flashes at
# head, middle and tail of the film, and on both sides of the change.
reel() {  # NAME FRAMES...
  local name=$1 lit=0
  shift
  mkdir "$work/$name"
  for frame; do lit="$lit+eq(n,$frame-1)"; done
  ffmpeg -v error -f lavfi -i "color=black:s=160x120:r=24,format=gbrp10le,drawbox=c=white:t=fill:enable='$lit'" \
    -frames:v 48 -start_number 1 "$work/$name/f_%04d.dpx"
}
reel R1 4 24 46
reel R2 3 25 44
film_flashes="1 21 43 44 66 85 "

# A beep of half a frame at each of these frames of a file that is played at RATE frames a second.
beeping() {  # FILE RATE SECONDS FRAMES...
  local file=$1 rate=$2 length=$3 on=0
  shift 3
  for frame; do on="$on+between(t,$frame/$rate,($frame+0.5)/$rate)"; done
  ffmpeg -v error -y -f lavfi -i "aevalsrc='0.5*sin(2*PI*1000*t)*gt($on,0)':s=48000:d=$length" -c:a pcm_s24le "$work/$file"
}
film() {  # the job with these [[sound]] tables
  cat << END
version = 1
film = "Shyrdak"
[scan]
rate = ${rate:-24}
transfer = "video"
[[reel]]
id = "R1"
scan = "R1"
first = 3
last = 46
[[reel]]
id = "R2"
scan = "R2"
first = 3
last = 46
END
  cat
}

# Frames at which a copy flashes and beeps, on the time of the copy; within half a frame of its beginning.
flashes() { ffmpeg -v error -i "$1" -vf "format=gray,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-" -f null - |
  awk -F= '/^frame/ {n = substr($1, 7) + 0} /YAVG/ && $2 > 60 {printf "%d ", n}'; }
beeps() {  # FILE TRACK CHANNEL RATE
  ffmpeg -v error -i "$1" -map "0:a:$2" -af "pan=mono|c0=c$3" -f s16le - | python3 -c '
import array, sys
frame = 48000 / float(sys.argv[1])
samples = array.array("h", sys.stdin.buffer.read())
last = -48000
for at, sample in enumerate(samples):
    if abs(sample) > 3000:
        if at - last > frame * 0.3: print(round(at / frame), end=" ")
        last = at
' "$4"; }
in_time() {  # FOLDER TRACK RATE BEEPS: all copies in FOLDER
  local copy reel id begun='' heard
  for copy in "$1"/Shyrdak.*.m*; do
    [ "$(flashes "$copy")" = "$film_flashes" ] || fail "$copy: flashes at $(flashes "$copy")"
    heard=$(beeps "$copy" "$2" 0 "$3")
    [ "$heard" = "$4" ] || fail "$copy: beeps at $heard, not at $4"
  done
  [ -d "$1/Shyrdak_dcp" ] || return 0
  for reel in 0 1; do
    id=$(grep -A 1 '<MainSound>' "$1"/Shyrdak_dcp/cpl_*.xml | sed -n 's/.*urn:uuid:\(.*\)<.*/\1/p' | sed -n $((reel + 1))p)
    for heard in $(beeps "$1/Shyrdak_dcp/pcm_$id.mxf" 0 2 "$3"); do begun+="$((heard + reel * 44)) "; done
  done
  [ "$begun" = "$4" ] || fail "$1: the DCP beeps at $begun, not at $4"
}
screen() {  # CODE NAME FORMATS OPTIONS...: makes $work/NAME of the job on standard input
  local code=$1 name=$2 formats=$3
  shift 3
  cat > "$work/$name.toml"
  expect "$code" "$tasma" screen "$work/$name.toml" --output "$work/$name" --as "$formats" --quiet "$@"
}

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
in_time "$work/optical" 0 24 "21 43 66 85 "
sed 's/optical35/optical16/' "$work/optical.toml" | screen 0 sixteen h264
in_time_of() { [ "$(beeps "$1" 0 0 24)" = "$2" ] || fail "$1: beeps at $(beeps "$1" 0 0 24), not at $2"; }
in_time_of "$work/sixteen/Shyrdak.h264.mp4" "27 72 "

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
    in_time "$work/whole-$pitch" "$track" 24 "$([ $track = 0 ] && echo "1 21 43 44 66 85 " || echo "21 43 44 66 85 ")"
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
