# Sourced after common.sh: reels that flash, sounds that beep, and when copies made of them do. Others than tasma read the
# times: of a flash from the container and the decoded picture, of a beep from the count of decoded samples.

# A reel of COUNT frames of $size (160x120), black but for flashes of a frame.
flash_reel() {  # NAME COUNT COLOUR FRAMES...
  local name=$1 count=$2 colour=$3 lit=0
  shift 3
  mkdir "$work/$name"
  for frame; do lit="$lit+eq(n,$frame-1)"; done
  ffmpeg -v error -f lavfi -i "color=black:s=${size:-160x120}:r=24,format=gbrp10le,drawbox=c=$colour:t=fill:enable='$lit'" \
    -frames:v "$count" -start_number 1 "$work/$name/f_%04d.dpx" < /dev/null
}

# A beep of half a frame at each of these frames of a file that is played at RATE frames a second.
beeping() {  # FILE RATE SECONDS FRAMES...
  local file=$1 rate=$2 length=$3 on=0
  shift 3
  for frame; do on="$on+between(t,$frame/$rate,($frame+0.5)/$rate)"; done
  ffmpeg -v error -y -f lavfi -i "aevalsrc='0.5*sin(2*PI*1000*t)*gt($on,0)':s=48000:d=$length" -c:a pcm_s24le \
    "$work/$file" < /dev/null
}

# The job of a film of the reels R1 and R2, of RATE (24), from frame 3 to LAST (46 and 46), and the [[sound]] tables on
# standard input.
film() {
  local reel lasts=(${last:-46 46})
  printf 'version = 1\nfilm = "Shyrdak"\n[scan]\nrate = %s\ntransfer = "video"\n' "${rate:-24}"
  for reel in 1 2; do
    printf '[[reel]]\nid = "R%s"\nscan = "R%s"\nfirst = 3\nlast = %s\n' $reel $reel "${lasts[$reel - 1]}"
  done
  cat
}

screen() {  # CODE NAME FORMATS OPTIONS...: makes $work/NAME of the job on standard input
  local code=$1 name=$2 formats=$3
  shift 3
  cat > "$work/$name.toml"
  expect "$code" "$tasma" screen "$work/$name.toml" --output "$work/$name" --as "$formats" --quiet "$@"
}

# Seconds at which a flash begins, a line each. Two in neighbouring frames differ in brightness.
flashes() {  # FILE
  local reduced=
  [ "${1##*.}" != mxf ] || reduced="-lowres 3"  # JPEG 2000 at an eighth, which is soon decoded
  ffmpeg -v error $reduced -i "$1" -map 0:v:0 -vf "format=gray,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-" \
    -f null - < /dev/null | awk -F '[=:]' '
      /^frame/ {at = $NF}
      /YAVG/ {if ($2 > 60 && ($2 - last > 30 || last - $2 > 30)) print at + 0; last = $2}'
}

# Seconds at which a beep begins, a line each, in a channel of a track that has to start at 0; of several files played one
# after the other.
beeps() {  # TRACK CHANNEL FILE...
  local track=$1 channel=$2 file
  shift 2
  for file; do
    [ "$(ffprobe -v error -select_streams "a:$track" -show_entries stream=start_time -of csv=p=0 "$file")" = 0.000000 ] ||
      fail "$file: its sound does not start at 0"
    ffmpeg -v error -i "$file" -map "0:a:$track" -af "pan=mono|c0=c$channel" -f s16le - < /dev/null
  done | python3 -c '
import array, sys
last = -48000
for at, sample in enumerate(array.array("h", sys.stdin.buffer.read())):
    if abs(sample) > 3000:
        if at - last > 400: print(at / 48000)
        last = at'
}

# timed WHAT RATE COPY_RATE FRAMES: seconds on standard input are those of FRAMES of RATE a second, to half a frame of a
# copy that has COPY_RATE, and a millisecond, since coded sound swells.
timed() {
  awk -v what="$1" -v rate="$2" -v copy="$3" -v frames="$4" '
    BEGIN {count = split(frames, wanted, " ")}
    {late = $1 - wanted[NR] / rate; far = far || late * late > (0.5 / copy + 0.001) ^ 2; seen = seen " " $1 * rate}
    END {if (NR != count || far) {print what " at" seen ", not at " frames; exit 1}}' >&2
}

# Asset ids of a DCP's track files, in the order of the film.
tracks() { grep -A 1 "<Main$2>" "$1"/cpl_*.xml | sed -n 's/.*urn:uuid:\(.*\)<.*/\1/p'; }

# Every copy in FOLDER flashes and beeps at these frames of a film of RATE, mono, and each beep comes with its flash. Of a
# DCP, track 0 is its own sound, another that of the version file beside it.
in_time() {  # FOLDER TRACK RATE FLASHES BEEPS
  local copy dcp dub begin=0 id copy_rate
  for copy in "$1"/*.mp4 "$1"/*.mov; do
    [ -f "$copy" ] || continue
    [ "$(ffprobe -v error -select_streams v:0 -show_entries stream=start_time -of csv=p=0 "$copy")" = 0.000000 ] ||
      fail "$copy does not start at 0"
    flashes "$copy" > "$work/flashes"
    beeps "$2" 0 "$copy" > "$work/beeps"
    meet "$copy" "$3" "$3" "$4" "$5"
  done
  for dcp in "$1"/*_dcp; do
    [ -d "$dcp" ] || continue
    dub=$dcp
    [ "$2" = 0 ] || dub=$(echo "$dcp"_dub-*)
    for id in $(tracks "$dcp" Picture); do
      copy=$dcp/j2c_$id.mxf
      copy_rate=$(ffprobe -v error -show_entries stream=r_frame_rate -of csv=p=0 "$copy")
      flashes "$copy" | awk -v begin="$begin" '{print $1 + begin}'
      begin=$(ffprobe -v error -count_packets -show_entries stream=nb_read_packets -of csv=p=0 "$copy" |
        awk -v begin="$begin" -v rate="${copy_rate%/1}" '{print begin + $1 / rate}')
    done > "$work/flashes"
    beeps 0 2 $(tracks "$dub" Sound | sed "s|.*|$dub/pcm_&.mxf|") > "$work/beeps"
    meet "$dub" "$3" "${copy_rate%/1}" "$4" "$5"
  done
}
meet() {  # COPY RATE COPY_RATE FLASHES BEEPS
  timed "$1 flashes" "$2" "$3" "$4" < "$work/flashes" || fail "pictures out of time"
  timed "$1 beeps" "$2" "$3" "$5" < "$work/beeps" || fail "sound out of time"
  awk -v copy="$3" 'NR == FNR {flash[NR] = $1; next}
    {nearest = 9; for (i in flash) {off = $1 - flash[i]; if (off < 0) off = -off; if (off < nearest) nearest = off}
     if (nearest > most) most = nearest}
    END {printf "apart by %.4f s of %.4f\n", most, 0.5 / copy > "/dev/stderr"; exit most > 0.5 / copy + 0.001}' \
    "$work/flashes" "$work/beeps" || fail "$1: a beep is not with its flash"
}
