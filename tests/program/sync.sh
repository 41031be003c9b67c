#!/usr/bin/env bash
# In time to half a frame, in every copy at every rate and speed: at head, middle and tail, where a coding chunk begins and
# on both sides of a change of reels. And what players read of the copies: colour, fields, times, index, chapters.
source "$(dirname "$0")/common.sh"
source "$(dirname "$0")/flash_and_beep.sh"

# The film takes frames 3-102 and 3-28, 126 in all; frame 96 of the film begins a chunk, 100 the second reel.
size=256x120  # DNxHR takes none smaller
flash_reel R1 102 white 3 51 99 102
flash_reel R2 28 gray 3 16 27
last="102 28"
marks="0 48 96 99 100 113 124"
movies=h264,h265,prores,prores4444,dnxhr
seconds() { awk -v frames="$1" -v rate="$2" 'BEGIN {print frames / rate}'; }

# The film's own sound, a file a reel, at each rate of film.
for rate in 16 18 20 22 24 25 30; do
  beeping r1.wav "$rate" "$(seconds 102 "$rate")" 2 50 98 101
  beeping r2.wav "$rate" "$(seconds 28 "$rate")" 2 15 26
  formats=$movies
  [ "$rate" = 30 ] || formats+=,dcp
  screen 0 "own-$rate" "$formats" < <(film << 'END'
[[sound]]
file = "r1.wav"
reel = "R1"
[[sound]]
file = "r2.wav"
reel = "R2"
END
)
  in_time "$work/own-$rate" 0 "$rate" "$marks" "$marks"
done

# Sound made for another rate: 24 at 25 and 25 at 24, an original with another pitch and a dub that keeps it.
for rate in 24 25; do
  made_for=$((49 - rate))
  beeping whole.wav "$made_for" "$(seconds 126 "$made_for")" $marks
  screen 0 "conformed-$rate" "$movies,dcp" < <(film << END
[[sound]]
file = "whole.wav"
language = "ky"
speed = "$rate/$made_for"
[[sound]]
file = "whole.wav"
language = "ru"
kind = "dub"
speed = "$rate/$made_for"
pitch = "keep"
END
)
  for track in 0 1; do in_time "$work/conformed-$rate" "$track" "$rate" "$marks" "$marks"; done
done

# What players read of them.
of() { ffprobe -v error -select_streams "$2" -show_entries "$3" -of csv=p=0 "$1" | sort -u | tr '\n' ' '; }
is() {  # COPY WHAT FOUND WANTED
  [ "$3" = "$4" ] || fail "$1: $2 $3, not $4"
}
boxes() { python3 -c '
import struct, sys
with open(sys.argv[1], "rb") as file:
    while head := file.read(8):
        size, kind = struct.unpack(">I4s", head)
        if size == 1: size = struct.unpack(">Q", file.read(8))[0] - 8
        file.seek(size - 8, 1)
        print(kind.decode(), end=" ")' "$1"; }
for copy in "$work"/{own-18,own-30,conformed-25}/*.m*; do
  rate=${copy%/*} rate=${rate##*-}
  range=Limited order=progressive
  case $copy in *.mov) range= ;; esac               # MOV does not say it, for these formats have no other
  case $copy in *.dnxhr.mov) order=unknown ;; esac  # libavformat writes it into the frames alone
  is "$copy" "its pictures are" "$(of "$copy" v:0 stream=field_order,color_range,color_space,color_transfer,color_primaries,r_frame_rate,avg_frame_rate)" \
    "tv,bt709,bt709,bt709,$order,$rate/1,$rate/1 "
  is "$copy" "interlaced frames:" "$(ffprobe -v error -select_streams v:0 -show_entries frame=interlaced_frame -of csv=p=0 "$copy" | grep -c ^1)" 0
  is "$copy" "mediainfo reads" "$(mediainfo --Inform='Video;%colour_range%|%matrix_coefficients%|%transfer_characteristics%|%colour_primaries%|%ScanType%|%FrameRate_Mode%|%FrameRate%|%Delay%' "$copy")" \
    "$range|BT.709|BT.709|BT.709|Progressive|CFR|$rate.000|"
  is "$copy" "tracks begin at" "$(ffprobe -v error -show_entries stream=start_time -of csv=p=0 "$copy" | sort -u | tr '\n' ' ')" "0.000000 "
  is "$copy" "chapters are" "$(ffprobe -v error -show_entries chapter=start_time:chapter_tags=title -of csv=p=0 "$copy" | tr '\n' ' ')" \
    "0.000000,R1 $(awk -v rate="$rate" 'BEGIN {printf "%.6f", 100 / rate}'),R2 "
  is "$copy" "pictures are" "$(of "$copy" v:0 stream=nb_frames)" "126 "
  case $copy in *.mp4) is "$copy" "its boxes are" "$(boxes "$copy" | grep -o 'moov.*mdat')" "moov free mdat" ;; esac
done
