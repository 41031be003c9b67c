#!/bin/bash
# Makes before-after.png, the picture of README.md, of what samples/run.sh made: a frame of the scan and the same frame
# restored, side by side, brought to light by the Cineon curve.
# Usage: docs/pictures/before-after.sh [FOLDER-OF-A-REEL]     default: samples/out/lone-reel/sample_R1
set -euo pipefail
cd "$(dirname "$0")/../.."
reel=${1-samples/out/lone-reel/sample_R1}
position=25  # a street, a hair and some specks

curve='pow(clip((pow(10\,(val/maxval*1023-685)/300)-0.0108)/0.9892\,0\,1)\,1/2.4)*maxval'
shown="select=eq(n\\,$position),format=rgb48le,lutrgb=r='$curve':g='$curve':b='$curve',crop=448:560:110:70,scale=336:420:flags=area"
ffmpeg -v error -y -i "$reel"/preservation/data/*.mkv -i "$reel"/restored-1/data/*.mkv -filter_complex \
  "[0:v]${shown}[before];[1:v]${shown}[after];[before][after]hstack,format=rgb24,split[a][b];[b]palettegen=stats_mode=full[p];[a][p]paletteuse=dither=none" \
  -frames:v 1 -map_metadata -1 -fflags +bitexact docs/pictures/before-after.png
