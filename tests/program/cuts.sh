#!/usr/bin/env bash
# A file that is cut short anywhere, in its header, in what says where things are, within the picture or sound, by its last
# byte: it is told by name and the scan is refused, or it is kept as it is and comes back as it is. Never a word less.
source "$(dirname "$0")/common.sh"
seed=${SEED:-$RANDOM}
RANDOM=$seed
echo "SEED=$seed"

draw_clean_reel "$work/dpx" 3 64x48
"$make_reel" --output "$work/tiff" --frames 3 --size 64x48 --format tiff --sound > /dev/null

# places SIZE: twenty lengths that are left: nothing, about the header, the last bytes, anywhere.
places() {
  printf '%s\n' 0 1 4 8 40 200 $(($1 / 2)) $(($1 - 4)) $(($1 - 2)) $(($1 - 1))
  local i
  for i in 1 2 3 4 5 6 7 8 9 10; do echo $(((RANDOM * 32768 + RANDOM) % $1)); done
}

refused=0 kept=0
# cut SCAN FILE: at each place.
cut() {
  local scan=$1 file=$2 size left code
  size=$(stat -c %s "$work/$scan/$file")
  for left in $(places "$size"); do
    rm -rf "$work/R1" "$work/R1.mkv" "$work/back"
    cp -a "$work/$scan" "$work/R1"
    truncate -s "$left" "$work/R1/$file"
    code=0
    "$tasma" preserve "$work/R1" --rate 24 --output "$work/R1.mkv" --quiet > "$work/stdout" 2> "$work/err" || code=$?
    [[ " 3 65 " = *" $code "* ]] || fail "exit $code for $left of $size bytes of $file: $(cat "$work/stdout" "$work/err")"
    grep -q "$file" "$work/stdout" "$work/err" || fail "$file is not named with $left of $size bytes: $(cat "$work/stdout" "$work/err")"
    if [ $code = 65 ]; then
      [ ! -e "$work/R1.mkv" ] || fail "a master in spite of $left of $size bytes of $file"
      refused=$((refused + 1))
      continue
    fi
    expect 0 "$tasma" extract "$work/R1.mkv" --output "$work/back" --quiet
    same "$work/R1" "$work/back"
    kept=$((kept + 1))
  done
}
cut dpx frame_0000002.dpx
cut tiff "$(ls "$work/tiff" | grep '\.tif' | sed -n 2p)"
cut tiff sound.wav
[ $((refused + kept)) = 60 ] && [ $kept -gt 0 ] || fail "$refused refused, $kept kept"
echo "$refused refused, $kept kept"
