#!/usr/bin/env bash
# Memory that does not suffice ends a run with 74 and a word, and with more of it the same command goes on; a longer reel
# needs no more of it than a short one.
source "$(dirname "$0")/common.sh"

draw_clean_reel "$work/R1" 4 320x240
export TASMA_SEGMENT_LENGTH=2
out=$work/out
run=("$tasma" run "$work/R1" --as h264 --threads 1 --quiet --output "$out")
expect 0 "${run[@]}"
mv "$out" "$work/golden"

failed=0 code=74
for ((mib = 200; code != 0; mib += 24)); do
  code=0
  (ulimit -v $((mib << 10)) && exec "${run[@]}") > "$work/stdout" 2> "$work/err" || code=$?
  if [ $code = 127 ]; then continue; fi # not even its libraries fit
  [[ " 0 74 " = *" $code "* ]] || fail "exit $code with $mib MiB: $(cat "$work/stdout" "$work/err")"
  if [ $code = 74 ]; then
    grep -q '^tasma: T[0-9]*: ' "$work/err" || fail "not a word with $mib MiB"
    failed=$((failed + 1))
    expect 0 "${run[@]}"
  fi
  diff -r "$work/golden" "$out" || fail "other bytes after $mib MiB"
  rm -r "$out"
  [ $mib -lt 4000 ] || fail "4 GB are not enough"
done
[ $failed -ge 2 ] || fail "memory was hardly ever too little"
echo "too little $failed times, enough with $mib MiB"

# Ten times as many frames; the most that was used at once, in KiB.
peak() {
  draw_clean_reel "$work/L$1" "$1" 320x240
  /usr/bin/time -f %M -o "$work/peak" "$tasma" preserve "$work/L$1" --output "$work/L$1.mkv" --threads 2 --quiet > /dev/null
  cat "$work/peak"
}
short=$(peak 8) long=$(peak 80)
echo "$short KiB for 8 frames, $long for 80"
[ "$long" -lt $((short * 12 / 10)) ] || fail "memory grows with the reel: $short, $long KiB"
